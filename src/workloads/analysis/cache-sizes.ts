/**
 * The cache sizes, in rows, that hit ratios are told for: 1, 2, 3, and from 4 on four to each doubling. What is counted
 * between two sizes is counted at the larger, so the ratios are exact at every one of them.
 */

/** Place of the smallest size of at least `rows`; 1 ≤ rows < 2^31. */
export function sizeAt(rows: number): number {
  if (rows <= 4) return rows - 1;
  const step = 29 - Math.clz32(rows - 1); // the sizes of a doubling lie 2^step apart
  return 4 * step + ((rows - 1) >>> step);
}

/** The size at a place. */
export function sizeOf(place: number): number {
  return place < 3 ? place + 1 : (4 + ((place - 3) & 3)) * 2 ** ((place - 3) >> 2);
}

/** As many places as a table of 2^31 rows needs. */
export const SIZES = 128;
