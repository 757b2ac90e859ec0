/**
 * How many roundings a sum of many terms is allowed. Each of n terms may be rounded n times, always to the same side,
 * but that needs ill luck in every addition: allowing for it, a lookup lost among 5,000 goes unseen. Where roundings fall
 * to either side as chance has it, their sum grows as √n, and λ√n bounds it but for a probability of 2·exp(−λ²/2)
 * (Higham and Mary, A new approach to probabilistic rounding error analysis, SIAM J. Sci. Comput. 41(5), 2019).
 *
 * Equal terms do not round as chance has it: added to sums of one binade, all are rounded to the same side. So a term that
 * comes c times counts c² under the root, where once would count 1; and where terms are alike without being the same
 * one, or so small beside the sum that its last place cannot tell them apart, the worst case it remains.
 */

/** Sums of up to this many terms, and more, are allowed this many roundings in any case. */
export const certainRoundings = 512;
/** λ above: chance exceeds it once in 10¹⁴ sums. */
const CONFIDENCE = 8;
/** Terms looked at to see whether they differ, and how many of them must: as they are, and in steps of the sum's last place. */
const SAMPLE = 64;
const DISTINCT_TERMS = 60;
const DISTINCT_STEPS = 32;

/** Roundings that a sum of `count` terms needs but once in 10¹⁴, if its terms differ; terms of equal `identity` are the same one. */
export function likelyRoundings(count: number, identityOf: (term: number) => number): number {
  const times = new Map<number, number>();
  let squares = 0;
  for (let term = 0; term < count; term++) {
    const identity = identityOf(term);
    const before = times.get(identity) ?? 0;
    squares += 2 * before + 1; // (c + 1)² − c²
    times.set(identity, before + 1);
  }
  return Math.max(certainRoundings, CONFIDENCE * Math.sqrt(squares));
}

/** True if evenly spaced terms differ enough for their roundings to be chance. `magnitude`: the sum of the absolute terms. */
export function termsDiffer(count: number, termAt: (term: number) => number, magnitude: number): boolean {
  const lastPlace = 2 ** (Math.floor(Math.log2(magnitude)) - 23); // the coarsest that a partial sum in any order can have
  const terms = Array.from({ length: SAMPLE }, (_, at) => termAt(Math.floor((at * count) / SAMPLE)));
  return new Set(terms).size >= DISTINCT_TERMS && new Set(terms.map((term) => Math.round(term / lastPlace))).size >= DISTINCT_STEPS;
}
