/**
 * Candidate against baseline, paired and interleaved.
 *
 * Think of a comparison as a series of small duels: one sample of each side, close in time, in an order drawn by a coin.
 * Whatever moves slower than a duel (clocks, heat, neighbours) hits both sides and leaves the log ratio; what is left
 * has a fair sign, which signed-rank.ts turns into an interval and looks.ts into one that may be looked at repeatedly.
 * Duels are added only while the interval says neither FAST nor SLOW nor "no difference worth having".
 */
import type { Interval, Measurement, Random, TimeUnit, Verdict } from '../model/index.ts';
import { errorRatePerLook, looksOf } from './looks.ts';
import type { Plan } from './plans.ts';
import { quantile, takeSample } from './sampler.ts';
import type { Sampler } from './sampler.ts';
import { signedRankInterval } from './signed-rank.ts';
import type { LogInterval } from './signed-rank.ts';

export interface Surroundings {
  /** Share by which identical kernels may differ on this device (0.01 = 1 %); see noise-floor.ts. */
  readonly noiseFloor: number;
  /** Wall clock in milliseconds, for the plan's budget. */
  readonly now: () => number;
  readonly unit?: TimeUnit;
}

/**
 * Measures until decided or until the plan's budget ends. FAST: the whole interval of baseline / candidate lies above
 * 1 + noise floor; SLOW: below 1 / (1 + noise floor). An exception of the sampler passes through.
 */
export async function comparePaired(sampler: Sampler, plan: Plan, random: Random, surroundings: Surroundings): Promise<Measurement> {
  const { noiseFloor, now } = surroundings;
  const begun = now();
  const launches = await warmUp(sampler, plan, now);
  const looks = looksOf(plan);
  const errorRate = errorRatePerLook(plan);
  const margin = Math.log1p(noiseFloor);
  const baselineSamples: number[] = [];
  const samples: number[] = [];
  const logRatios: number[] = [];

  const measurement = (interval: LogInterval, verdict: Verdict, stoppedBy: NonNullable<Measurement['stoppedBy']>): Measurement => ({
    unit: surroundings.unit ?? 'ns',
    median: quantile(samples, 0.5),
    baselineMedian: quantile(baselineSamples, 0.5),
    speedup: ratios(interval),
    verdict,
    pairs: samples.length,
    samples,
    baselineSamples,
    noiseFloor,
    launchesPerSample: launches,
    confidence: 1 - plan.errorRate,
    stoppedBy,
  });

  for (;;) {
    const order = random.chance(0.5) ? (['baseline', 'candidate'] as const) : (['candidate', 'baseline'] as const);
    for (const side of order) {
      (side === 'baseline' ? baselineSamples : samples).push(await takeSample(sampler, side, launches));
    }
    logRatios.push(Math.log(baselineSamples.at(-1)! / samples.at(-1)!));

    const pairs = logRatios.length;
    if (plan.drop?.pairs === pairs && logRatios.every((ratio) => ratio < -Math.log(plan.drop!.factor))) {
      return measurement(spread(logRatios), 'SLOW', 'dropped');
    }
    const late = pairs >= plan.firstLook && now() - begun >= plan.maxMs;
    if (!looks.includes(pairs) && !late) continue;

    const interval = signedRankInterval(logRatios, errorRate);
    const verdict = interval.low > margin ? 'FAST' : interval.high < -margin ? 'SLOW' : 'AMBIGUOUS';
    const tight = (interval.high - interval.low) / 2 <= plan.resolution;
    const within = interval.low > -margin && interval.high < margin;
    if (verdict !== 'AMBIGUOUS' && (tight || !plan.forFigure)) return measurement(interval, verdict, 'decided');
    if (tight || (within && !plan.forFigure)) return measurement(interval, verdict, 'resolved');
    if (late || pairs >= plan.maxPairs) return measurement(interval, verdict, 'budget');
  }
}

/**
 * Launches both sides in turn until caches, compilers and clocks have settled, and finds the batch: as many launches as
 * the faster side needs to fill a sample. Both sides batch alike, else averaging would differ between them.
 */
async function warmUp(sampler: Sampler, plan: Plan, now: () => number): Promise<number> {
  const begun = now();
  const block = plan.warmup.launches;
  let shortest: number;
  // A clock that stands still must not hold us here: a hundred rounds are more than any warm-up needs.
  let rounds = 0;
  do {
    const times = [await sampler.baseline(block), await sampler.candidate(block)];
    shortest = Math.min(...times.map((side) => quantile(side, 0.5)));
  } while (++rounds < 100 && now() - begun < plan.warmup.ms);
  return Math.min(plan.maxBatch, Math.max(1, Math.ceil(plan.sampleTime / shortest)));
}

/** All that a few pairs can honestly show: their range. */
function spread(logRatios: readonly number[]): LogInterval {
  return { centre: quantile(logRatios, 0.5), low: Math.min(...logRatios), high: Math.max(...logRatios) };
}

function ratios({ centre, low, high }: LogInterval): Interval {
  return { estimate: Math.exp(centre), low: Math.exp(low), high: Math.exp(high) };
}
