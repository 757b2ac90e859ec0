import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';
import type { Stretch } from './fingerprint.ts';
import { allocated, freed } from './memory.ts';

/**
 * An array on the card with a guard before and behind it: 256 bytes of a pattern that no kernel may change. Read as a
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

export function guarded(context: Context, name: string, bytes: number): Buffer {
  const base = allocated(context, wholeBytes(bytes), name);
  const buffer = { name, data: base + BigInt(guardBytes), bytes };
  try {
    renewGuards(context, buffer);
    return buffer;
  } catch (thrown) {
    freed(context, base);
    throw thrown;
  }
}

/** The array, both guards, and what fills them up to pieces of 16 bytes. */
function wholeBytes(bytes: number): number {
  return 16 * Math.ceil((guardBytes + bytes + guardBytes) / 16);
}

export function renewGuards(context: Context, buffer: Buffer): void {
  for (const place of guardsOf(buffer)) context.call('cuMemcpyHtoD', place, guard, guardBytes);
}

/** All of it, guards too: what has the fingerprint that it had was written to nowhere. */
export function stretchOf({ data, bytes }: Buffer): Stretch {
  return { at: data - BigInt(guardBytes), bytes: wholeBytes(bytes) };
}

export function freeGuarded(context: Context, buffer: Buffer): void {
  freed(context, stretchOf(buffer).at);
}

function guardsOf({ data, bytes }: Buffer): [before: Pointer, behind: Pointer] {
  return [data - BigInt(guardBytes), data + BigInt(bytes)];
}

/** The first array whose guard a launch has changed, in words; null where all are whole. */
export function overrun(context: Context, buffers: readonly Buffer[]): string | null {
  const seen = new Uint8Array(guardBytes);
  for (const buffer of buffers) {
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
