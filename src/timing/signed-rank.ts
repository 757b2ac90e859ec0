/**
 * The interval of a paired comparison, by Wilcoxon's signed ranks (Wilcoxon 1945; Hodges & Lehmann 1963).
 *
 * Think of the pairs as tosses. The order within each pair was drawn by a fair coin, so if the two kernels are the
 * same, turning the coin turns the sign of that pair's log ratio and nothing else: given the sizes |d|, all signs are
 * fair and independent. That holds whatever the machine did meanwhile — drift, correlated samples, two clock speeds,
 * interrupts — because it rests on our coin and not on a model of the noise (Fisher's randomisation argument, The
 * Design of Experiments, 1935). Hence exact levels from a handful of pairs on, where a t interval would trust a variance
 * estimated from four values. Against normal noise it needs 5 % more pairs than t; against heavy tails far fewer.
 */

export interface LogInterval {
  /** Hodges–Lehmann: median of the means of all couples of values, each with itself included. */
  readonly centre: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Interval that covers the centre with probability at least 1 − errorRate. With too few values for that rate
 * (2·2⁻ⁿ > errorRate) nothing can be said and the interval is (−∞, ∞).
 */
export function signedRankInterval(values: readonly number[], errorRate: number): LogInterval {
  const sorted = Float64Array.from(values).sort();
  const count = (sorted.length * (sorted.length + 1)) / 2;
  const centre = (rankedMean(sorted, Math.ceil(count / 2))[0] + rankedMean(sorted, Math.floor(count / 2) + 1)[1]) / 2;
  const rank = criticalRank(sorted.length, errorRate);
  if (rank === 0) return { centre, low: -Infinity, high: Infinity };
  return { centre, low: rankedMean(sorted, rank)[0], high: rankedMean(sorted, count + 1 - rank)[1] };
}

/**
 * The rank-th smallest (from 1) of the means of all couples of sorted values (Walsh averages), without listing them:
 * halves the range until it is as narrow as rounding, and gives both ends of it, so that an interval can round outwards.
 * Counting those up to a bound is one walk along the values.
 */
function rankedMean(sorted: Float64Array, rank: number): readonly [below: number, above: number] {
  let low = sorted[0]!;
  let high = sorted.at(-1)!;
  if (couplesUpTo(sorted, 2 * low) >= rank) return [low, low];
  for (let halving = 0; halving < 60; halving++) {
    const middle = low + (high - low) / 2;
    if (couplesUpTo(sorted, 2 * middle) >= rank) high = middle;
    else low = middle;
  }
  return [low, high];
}

/** Couples (i ≤ j) whose sum is at most `bound`. */
function couplesUpTo(sorted: Float64Array, bound: number): number {
  let couples = 0;
  let partner = sorted.length - 1;
  for (let first = 0; first <= partner; first++) {
    while (partner >= first && sorted[first]! + sorted[partner]! > bound) partner--;
    couples += Math.max(0, partner - first + 1);
  }
  return couples;
}

const knownRanks = new Map<string, number>();

/** Largest r with 2·P(W < r) ≤ errorRate, W the signed-rank sum of n values with fair signs; 0 if there is none. */
export function criticalRank(n: number, errorRate: number): number {
  const key = `${n}/${errorRate}`;
  const known = knownRanks.get(key);
  if (known !== undefined) return known;
  const probabilities = rankSumProbabilities(n);
  let rank = 0;
  let below = probabilities[0]!;
  while (2 * below <= errorRate) below += probabilities[++rank]!;
  knownRanks.set(key, rank);
  return rank;
}

/** P(W = w) for the lower half of the sums: each rank 1…n joins the sum with probability one half. */
function rankSumProbabilities(n: number): Float64Array {
  const middle = Math.ceil((n * (n + 1)) / 4);
  const probabilities = new Float64Array(middle + 1);
  probabilities[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = middle; sum >= rank; sum--) probabilities[sum] = (probabilities[sum]! + probabilities[sum - rank]!) / 2;
    for (let sum = Math.min(rank - 1, middle); sum >= 0; sum--) probabilities[sum]! /= 2;
  }
  return probabilities;
}
