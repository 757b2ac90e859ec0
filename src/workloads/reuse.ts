import type { Random } from '../model/index.ts';
import { UserError } from '../util/errors.ts';

/**
 * Accesses made from a reuse histogram: bin i holds the share of accesses that go to rows used (2^(i−1), 2^i] times.
 * The accesses of a bin are dealt to rows in use counts drawn evenly from its range; then all are shuffled. A bin that
 * too few accesses fall into (a row used 4,000 times among 4,000 lookups of which the bin has 3 %) is one row used as
 * often as its share allows, so a short workload keeps the shares and loses only the far end of the tail.
 */
export function drawReuse(shares: readonly number[], lookups: number, rows: number, random: Random): Int32Array {
  const counts = useCounts(shares, lookups, random);
  if (counts.length > rows) {
    throw new UserError(`a reuse histogram over ${lookups} lookups needs ${counts.length} rows, the table has ${rows}: give more rows or fewer lookups`);
  }
  const accesses = new Int32Array(lookups);
  let at = 0;
  counts.forEach((count, row) => { accesses.fill(row, at, at += count); });
  for (let last = lookups - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = accesses[last]!;
    accesses[last] = accesses[other]!;
    accesses[other] = kept;
  }
  return accesses;
}

/** How often each row is used; the counts add up to `lookups`. */
function useCounts(shares: readonly number[], lookups: number, random: Random): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const counts: number[] = [];
  let before = 0;
  let dealt = 0;
  let high = 0.5;
  shares.forEach((share, bin) => {
    before += share;
    // Rounding the running sum, not each bin, makes the bins add up.
    const until = bin === shares.length - 1 ? lookups : Math.round((before / total) * lookups);
    let left = until - dealt;
    dealt = until;
    high *= 2;
    const low = Math.floor(high / 2) + 1;
    while (left > 0) {
      let count = low + random.below(high - low + 1);
      // What would be left over must be able to make a row of this bin; else this row takes it, as far as it goes.
      if (left - count < low) count = left <= high ? left : left - low;
      count = Math.min(count, high, left);
      counts.push(count);
      left -= count;
    }
  });
  return counts;
}
