import { failureError, failureOf } from '../failure.ts';
import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';

/** Memory of the card. Throws an error that carries `out-of-memory`, with the sizes, where there is no room. */
export function allocated(context: Context, bytes: number, purpose: string): Pointer {
  try {
    return context.made('cuMemAlloc', bytes);
  } catch (thrown) {
    if (failureOf(thrown)?.failed !== 'out-of-memory') throw thrown;
    throw failureError({ failed: 'out-of-memory', detail: `${context.card.name} has no room for ${bytes} bytes (${purpose}): ${roomOf(context)}` });
  }
}

/** What is free, in words. */
export function roomOf(context: Context): string {
  const [free, total] = [new BigUint64Array(1), new BigUint64Array(1)];
  context.call('cuMemGetInfo', free, total);
  return `${free[0]!} of its ${total[0]!} bytes are free`;
}

/** A poisoned context takes no call; its memory is given back with the process. */
export function freed(context: Context, memory: Pointer): void {
  if (context.fault() === null) context.call('cuMemFree', memory);
}
