import { readBuffer } from './read-buffer.ts';
import { type GpuDevice, usage } from './webgpu-types.ts';

/** GPU time of compute passes, by stamps that the GPU writes at the beginning and the end of each. */

/** A query set holds at most 4096 stamps, two a pass. */
const passesPerQuerySet = 2048;

/** What a pass is begun with to be stamped as number `at` of a query set. */
export function stampWrites(querySet: unknown, at: number): { readonly timestampWrites: object } {
  return { timestampWrites: { querySet, beginningOfPassWriteIndex: 2 * at, endOfPassWriteIndex: 2 * at + 1 } };
}

/**
 * Nanoseconds of each of so many passes, at least 1. `submit` is given a query set and submits `count` passes that are
 * stamped from number 0 on.
 */
export async function stampedTimes(
  device: GpuDevice, passes: number, submit: (querySet: unknown, count: number) => Promise<void> | void,
): Promise<number[]> {
  const times: number[] = [];
  while (times.length < passes) {
    const count = Math.min(passes - times.length, passesPerQuerySet);
    const querySet = device.createQuerySet({ type: 'timestamp', count: 2 * count });
    const resolved = device.createBuffer({ size: 16 * count, usage: usage.queryResolve | usage.copySource });
    try {
      await submit(querySet, count);
      const encoder = device.createCommandEncoder();
      encoder.resolveQuerySet(querySet, 0, 2 * count, resolved, 0);
      device.queue.submit([encoder.finish()]);
      const stamps = new BigUint64Array(await readBuffer(device, resolved, 16 * count));
      for (let at = 0; at < stamps.length; at += 2) times.push(Math.max(1, Number(stamps[at + 1]! - stamps[at]!)));
    } finally {
      resolved.destroy();
      querySet.destroy();
    }
  }
  return times;
}
