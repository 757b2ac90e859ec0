/** Memory clocks and bandwidth are measured too: a candidate may seem this much faster than the floor before we object. */
const tolerance = 0.95;

/** Time below which a kernel cannot have moved the bytes it must: `bytes` over `bandwidth` (bytes per unit of time). */
export function physicalFloor(bytes: number, bandwidth: number): number {
  return bytes / bandwidth;
}

/**
 * Is the median time possible at all? Faster than the bytes that must move means that the kernel skipped work, or the
 * clock is wrong; either way the figure must not count.
 */
export function plausible(median: number, bytes: number, bandwidth: number): boolean {
  return median >= tolerance * physicalFloor(bytes, bandwidth);
}
