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
  const means = walshMeans(values);
  const count = means.length;
  const centre = (means[(count - 1) >> 1]! + means[count >> 1]!) / 2;
  const rank = criticalRank(values.length, errorRate);
  if (rank === 0) return { centre, low: -Infinity, high: Infinity };
  return { centre, low: means[rank - 1]!, high: means[count - rank]! };
}

function walshMeans(values: readonly number[]): Float64Array {
  const means = new Float64Array((values.length * (values.length + 1)) / 2);
  let at = 0;
  for (let first = 0; first < values.length; first++) {
    for (let second = first; second < values.length; second++) means[at++] = (values[first]! + values[second]!) / 2;
  }
  return means.sort();
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

/** P(W = w): each rank 1…n joins the sum with probability one half. */
function rankSumProbabilities(n: number): Float64Array {
  const probabilities = new Float64Array((n * (n + 1)) / 2 + 1);
  probabilities[0] = 1;
  let top = 0;
  for (let rank = 1; rank <= n; rank++) {
    top += rank;
    for (let sum = top; sum >= 0; sum--) {
      probabilities[sum] = (probabilities[sum]! + (sum >= rank ? probabilities[sum - rank]! : 0)) / 2;
    }
  }
  return probabilities;
}
