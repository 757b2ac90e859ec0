/**
 * How honest is a verdict? Compare kernels with themselves and with copies slowed by a known share, many times, and
 * count. The engine behind `evoke bench --verdicts N`; how a comparison is made is the caller's, so that the same
 * counting serves a clock, a cost model and the simulations in the tests.
 */
import type { Measurement, Random, Verdict } from '../model/index.ts';

/** The slow-down that a verdict is asked to find. */
export const knownSlowdown = 0.03;

/** `identical`: candidate and baseline are one kernel. `slowed`: the candidate is slower by `knownSlowdown`. */
export type Arm = 'identical' | 'slowed';
export type VerdictCounts = Readonly<Record<Verdict, number>>;

/** A share of N with its 95 % interval (Wilson 1927). */
export interface Rate {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface Honesty {
  readonly comparisons: number;
  readonly identical: VerdictCounts;
  readonly slowed: VerdictCounts;
  /** FAST or SLOW on identical kernels. */
  readonly falseVerdicts: Rate;
  /** SLOW on kernels that are slower. */
  readonly found: Rate;
  /** Median pairs that a comparison took. */
  readonly medianPairs: Readonly<Record<Arm, number>>;
}

/** Runs both arms `count` times each, in turn, so that a change of the machine's mood meets both alike. */
export async function evaluateVerdicts(
  count: number,
  compare: (arm: Arm, index: number, random: Random) => Promise<Measurement> | Measurement,
  random: Random,
  onProgress: (done: number) => void = () => {},
): Promise<Honesty> {
  const counts = { identical: { FAST: 0, SLOW: 0, AMBIGUOUS: 0 }, slowed: { FAST: 0, SLOW: 0, AMBIGUOUS: 0 } };
  const pairs: Record<Arm, number[]> = { identical: [], slowed: [] };
  for (let index = 0; index < count; index++) {
    for (const arm of ['identical', 'slowed'] as const) {
      const measurement = await compare(arm, index, random.split(`${arm} ${index}`));
      counts[arm][measurement.verdict]++;
      pairs[arm].push(measurement.pairs);
    }
    onProgress(index + 1);
  }
  const { identical, slowed } = counts;
  const middle = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1] ?? 0;
  return {
    comparisons: count,
    identical,
    slowed,
    falseVerdicts: wilson(identical.FAST + identical.SLOW, count),
    found: wilson(slowed.SLOW, count),
    medianPairs: { identical: middle(pairs.identical), slowed: middle(pairs.slowed) },
  };
}

function wilson(hits: number, count: number): Rate {
  if (count === 0) return { share: 0, low: 0, high: 1 };
  const z = 1.96;
  const share = hits / count;
  const centre = (share + (z * z) / (2 * count)) / (1 + (z * z) / count);
  const half = (z / (1 + (z * z) / count)) * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
