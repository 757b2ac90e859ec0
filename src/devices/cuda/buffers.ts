import type { DeviceFailure, Program, Sizes } from '../../model/index.ts';
import { evaluateSize } from '../../util/size-expression.ts';
import { failureOf } from '../failure.ts';
import type { CheckedArgument } from '../support/arguments.ts';
import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';
import { allocated, freed, roomOf } from './memory.ts';
import { stored } from '../support/storage.ts';
import { bytesOf } from '../../util/scalars.ts';

/**
 * Arrays on the card, each with a guard before and behind it: 256 bytes of a pattern that no kernel may change. Read as a
 * float the pattern is NaN, as an index it is far away, so that reading past an array shows too.
 */
export interface Buffer {
  readonly name: string;
  /** Where the array begins: aligned to 256 bytes, as an allocation is. */
  readonly data: Pointer;
  readonly bytes: number;
}

const guardBytes = 256;
const guard = new Uint8Array(new Uint32Array(guardBytes / 4).fill(0x7fc0dead).buffer);

export interface Buffers {
  /** As the launch plan has it: arrays in the signature's order, the output last. */
  readonly all: readonly Buffer[];
  readonly output: Buffer;
}

/** Puts a launch's arrays on the card, or says what does not fit, with the sizes. */
export function uploaded(context: Context, { signature, launch }: Program, args: readonly CheckedArgument[], outputs: number): Buffers | DeviceFailure {
  const arrays = args.filter(({ parameter }) => parameter.type.dims.length > 0);
  const wanted = [
    ...arrays.map(({ parameter: { name, type }, data }) => ({ name, elements: data.values.length, bytes: bytesOf[type.scalar] * data.values.length })),
    { name: 'the output', elements: outputs, bytes: bytesOf[signature.returns.scalar] * outputs },
  ];
  const large = wanted.find(({ elements }) => elements > 2 ** 31 - 1);
  if (launch!.addresses === 32 && large !== undefined) {
    return { failed: 'unsupported', detail: `${large.name} has ${large.elements} elements, but the kernel finds places with 32 bits: at most 2147483647` };
  }
  const made: Buffer[] = [];
  try {
    for (const { name, bytes } of wanted) made.push(guarded(context, name, bytes));
  } catch (thrown) {
    released(context, { all: made });
    if (failureOf(thrown)?.failed !== 'out-of-memory') throw thrown;
    return noRoom(context, wanted);
  }
  arrays.forEach(({ parameter, data }, at) => {
    if (data.values.length > 0) context.call('cuMemcpyHtoD', made[at]!.data, stored(parameter.type.scalar, data.values), made[at]!.bytes);
  });
  return { all: made, output: made.at(-1)! };
}

function noRoom(context: Context, wanted: readonly { readonly name: string; readonly bytes: number }[]): DeviceFailure {
  const sum = wanted.reduce((bytes, each) => bytes + each.bytes, 0);
  const parts = wanted.map(({ name, bytes }) => `${name} ${bytes}`).join(', ');
  return { failed: 'out-of-memory', detail: `${context.card.name} has no room for ${sum} bytes (${parts}): ${roomOf(context)}; use fewer rows` };
}

function guarded(context: Context, name: string, bytes: number): Buffer {
  const base = allocated(context, guardBytes + bytes + guardBytes, name);
  const buffer = { name, data: base + BigInt(guardBytes), bytes };
  for (const place of guardsOf(buffer)) context.call('cuMemcpyHtoD', place, guard, guardBytes);
  return buffer;
}

function guardsOf({ data, bytes }: Buffer): [before: Pointer, behind: Pointer] {
  return [data - BigInt(guardBytes), data + BigInt(bytes)];
}

/** The first array whose guard a launch has changed, in words; null where all are whole. */
export function overrun(context: Context, { all }: Buffers): string | null {
  const seen = new Uint8Array(guardBytes);
  for (const buffer of all) {
    for (const [side, place] of guardsOf(buffer).entries()) {
      context.call('cuMemcpyDtoH', seen, place, guardBytes);
      const changed = seen.findIndex((byte, at) => byte !== guard[at]);
      if (changed >= 0) {
        const where = side === 0 ? `${guardBytes - changed} bytes before the beginning` : `${changed} bytes behind the end`;
        return `the kernel wrote ${where} of ${buffer.name} (${buffer.bytes} bytes)`;
      }
    }
  }
  return null;
}

export function released(context: Context, { all }: Pick<Buffers, 'all'>): void {
  for (const buffer of all) freed(context, guardsOf(buffer)[0]);
}

/** A kernel's arguments, each in memory of its own as cuLaunchKernel wants them: addresses, then uniforms of 32 bits. */
export function launchParameters({ launch }: Program, { all }: Buffers, args: readonly CheckedArgument[], sizes: Sizes): ArrayBufferView[] {
  const uniforms = launch!.uniforms.map((uniform) => {
    if (uniform.kind === 'size') return Int32Array.of(evaluateSize(uniform.value, sizes));
    const { parameter, data } = args.find((each) => each.parameter.name === uniform.parameter)!;
    const value = Number(data.values[0]);
    if (parameter.type.scalar === 'bool') return Int32Array.of(value === 0 ? 0 : 1);
    return ['f32', 'f16', 'bf16'].includes(parameter.type.scalar) ? Float32Array.of(value) : Int32Array.of(value);
  });
  return [...all.map(({ data }) => BigUint64Array.of(data)), ...uniforms];
}
