import { failureError, failureOf } from '../failure.ts';
import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';

/** Memory of the card, where need be what others keep and do not use. Throws an error that carries `out-of-memory`, with the sizes. */
export function allocated(context: Context, bytes: number, purpose: string): Pointer {
  try {
    return makingRoom(context, () => context.made('cuMemAlloc', bytes));
  } catch (thrown) {
    if (!isShortage(thrown)) throw thrown;
    throw failureError({ failed: 'out-of-memory', detail: `${context.card.name} has no room for ${bytes} bytes (${purpose}): ${roomOf(context)}` });
  }
}

/** Tries again as long as somebody who keeps what nobody uses now gives some of it back. */
export function makingRoom<Result>(context: Context, work: () => Result): Result {
  for (;;) {
    try {
      return work();
    } catch (thrown) {
      if (!isShortage(thrown) || !context.spares.some((giveBack) => giveBack())) throw thrown;
    }
  }
}

export function isShortage(thrown: unknown): boolean {
  return failureOf(thrown)?.failed === 'out-of-memory';
}

/** Bytes that are free, whoever has the others. */
export function freeBytes(context: Context): { readonly free: number; readonly total: number } {
  const [free, total] = [new BigUint64Array(1), new BigUint64Array(1)];
  context.call('cuMemGetInfo', free, total);
  return { free: Number(free[0]), total: Number(total[0]) };
}

/** What is free, in words. */
export function roomOf(context: Context): string {
  const { free, total } = freeBytes(context);
  return `${free} of its ${total} bytes are free`;
}

/** A poisoned context takes no call; its memory is given back with the process. */
export function freed(context: Context, memory: Pointer): void {
  if (context.fault() === null) context.call('cuMemFree', memory);
}
