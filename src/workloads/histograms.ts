import type { IndexProfile } from '../model/index.ts';

/**
 * Shares of accesses by stack distance: 0, 1, 2–3, 4–7, …, as `stack` indices give them; what is left to 1 were first uses.
 * A cache of 2^i rows hits what lies nearer than 2^i, so they follow from its hit ratios.
 */
export function stackShares({ caches, lookups, distinctRows }: IndexProfile): number[] {
  const everHit = lookups === 0 ? 0 : 1 - distinctRows / lookups;
  const doublings = Math.ceil(Math.log2(Math.max(1, distinctRows))) + 1;
  const hits = Array.from({ length: doublings }, (_, at) => caches.find(({ rows }) => rows === 2 ** at)?.lru ?? everHit);
  return hits.map((share, at) => share - (hits[at - 1] ?? 0));
}

/** Total variation distance of two histograms: the share of accesses that would have to change bins. What their sums leave to 1 is a bin too. */
export function totalVariation(one: readonly number[], other: readonly number[]): number {
  const rest = (shares: readonly number[]) => 1 - shares.reduce((sum, share) => sum + share, 0);
  let difference = Math.abs(rest(one) - rest(other));
  for (let bin = 0; bin < Math.max(one.length, other.length); bin++) difference += Math.abs((one[bin] ?? 0) - (other[bin] ?? 0));
  return difference / 2;
}
