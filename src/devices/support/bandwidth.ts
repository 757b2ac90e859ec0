import { performance } from 'node:perf_hooks';

/**
 * The most bytes per nanosecond that a device can move, as a function of the working set: the denominator of the
 * physical floor, so it must never be too low. Working sets are measured by size class (powers of two); a larger class is
 * never faster than a smaller one, since a small set may be used twice.
 */

/** Smaller sets are measured at this size, where the cost of starting a copy no longer shows. */
const smallestClass = 2 ** 16;
const largestClass = 2 ** 27;

/** What a copy may miss of the processor's best: it writes half of what it moves, and reading alone is quicker. */
export const processorSafety = 2;

/** A function from working-set size to bandwidth that measures each size class once. */
export function bandwidthBySize(measure: (bytes: number) => Promise<number>, safety: number): (workingSetBytes: number) => Promise<number> {
  const cache = new Map<number, Promise<number>>();
  const measured = (bytes: number): Promise<number> => {
    let result = cache.get(bytes);
    if (result === undefined) cache.set(bytes, (result = measure(bytes)));
    return result;
  };
  return async (workingSetBytes) => {
    const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, workingSetBytes)));
    const bytes = Math.min(largestClass, Math.max(smallestClass, wanted));
    const best = Math.max(await measured(bytes), await measured(Math.min(largestClass, 2 * bytes)));
    // a set below the smallest class may live in a nearer cache than the one measured
    return best * safety * (wanted < smallestClass ? 2 : 1);
  };
}

/**
 * Bytes per nanosecond of the widest copy this processor does in one thread: half the working set is copied onto the
 * other half, both halves count, best of many. A copy moves 32 bytes an instruction where gpu.js's WebAssembly moves 16.
 */
export async function copyBandwidth(bytes: number): Promise<number> {
  const half = bytes / 2;
  const source = new Uint8Array(half).fill(1);
  const target = new Uint8Array(half);
  const repeats = Math.max(1, Math.round(2 ** 22 / bytes));
  let best = Infinity;
  for (let round = 0; round < (bytes > 2 ** 22 ? 4 : 12); round++) {
    const begin = performance.now();
    for (let repeat = 0; repeat < repeats; repeat++) target.set(source);
    best = Math.min(best, (performance.now() - begin) / repeats);
  }
  return bytes / (best * 1e6);
}
