import type { DeviceFailure, Program, Sizes } from '../../model/index.ts';
import { bytesOf, isFloat } from '../../util/scalars.ts';
import { evaluateSize } from '../../util/size-expression.ts';
import { failureError } from '../failure.ts';
import type { CheckedArgument } from '../support/arguments.ts';
import type { Context } from './context.ts';
import { type Buffer, freeGuarded, guarded } from './guarded.ts';
import type { Input, Inputs, Wanted } from './inputs.ts';
import { isShortage, roomOf } from './memory.ts';

/** A launch's arrays: inputs shared with whoever is bound to the same, in the signature's order, and an output of its own. */
export interface Buffers {
  readonly inputs: readonly Input[];
  readonly output: Buffer;
}

/** The arrays that a launch reads. */
export function wantedOf(args: readonly CheckedArgument[]): readonly Wanted[] {
  return args.filter(({ parameter }) => parameter.type.dims.length > 0).map(({ parameter: { name, type }, data: { values } }) => ({
    name, scalar: type.scalar, values, bytes: bytesOf[type.scalar] * values.length,
  }));
}

/** Why a launch's arrays are out of its kernel's reach, or null. */
export function outOfReach({ launch }: Program, wanted: readonly Wanted[], outputs: number): DeviceFailure | null {
  const large = [...wanted.map(({ name, values }) => ({ name, elements: values.length })), { name: 'the output', elements: outputs }].find(({ elements }) => elements > 2 ** 31 - 1);
  if (launch!.addresses !== 32 || large === undefined) return null;
  return { failed: 'unsupported', detail: `${large.name} has ${large.elements} elements, but the kernel finds places with 32 bits: at most 2147483647` };
}

/** Puts a launch's arrays on the card. Throws an error that carries the failure where they do not fit, with all their sizes. */
export function placed(context: Context, inputs: Inputs, wanted: readonly Wanted[], outputBytes: number, placement: number): Buffers {
  try {
    const taken = inputs.take(wanted, placement);
    try {
      return { inputs: taken, output: guarded(context, 'the output', outputBytes) };
    } catch (thrown) {
      inputs.giveBack(taken);
      throw thrown;
    }
  } catch (thrown) {
    if (!isShortage(thrown)) throw thrown;
    const all = [...wanted, { name: 'the output', bytes: outputBytes }];
    const sum = all.reduce((bytes, each) => bytes + each.bytes, 0);
    const parts = all.map(({ name, bytes }) => `${name} ${bytes}`).join(', ');
    throw failureError({ failed: 'out-of-memory', detail: `${context.card.name} has no room for ${sum} bytes (${parts}): ${roomOf(context)}; use fewer rows` });
  }
}

export function released(context: Context, inputs: Inputs, buffers: Buffers): void {
  inputs.giveBack(buffers.inputs);
  freeGuarded(context, buffers.output);
}

/** A kernel's arguments, each in memory of its own as cuLaunchKernel wants them: addresses, then uniforms of 32 bits. */
export function launchParameters({ launch }: Program, { inputs, output }: Buffers, args: readonly CheckedArgument[], sizes: Sizes): ArrayBufferView[] {
  const uniforms = launch!.uniforms.map((uniform) => {
    if (uniform.kind === 'size') return Int32Array.of(evaluateSize(uniform.value, sizes));
    const { parameter, data } = args.find((each) => each.parameter.name === uniform.parameter)!;
    const value = Number(data.values[0]);
    if (parameter.type.scalar === 'bool') return Int32Array.of(value === 0 ? 0 : 1);
    return isFloat(parameter.type.scalar) ? Float32Array.of(value) : Int32Array.of(value);
  });
  return [...[...inputs, output].map(({ data }) => BigUint64Array.of(data)), ...uniforms];
}
