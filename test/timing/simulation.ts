/**
 * A bench with no machine: two kernels of known cost on a simulated clock whose noise follows a model.
 * Noise belongs to the moment, not to the side: `next` gives the log of the factor on the launch that comes now.
 */
import type { Random } from '../../src/model/index.ts';
import type { Sampler } from '../../src/timing/index.ts';
import { randomStream } from '../../src/util/random.ts';

export type NoiseModel = (random: Random) => () => number;

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}

export const noiseModels = {
  lognormal: (random) => () => 0.02 * normal(random),
  /** One launch in twelve is interrupted, by a Pareto tail without variance. */
  'heavy tails': (random) => () => 0.02 * normal(random) + (random.chance(1 / 12) ? 0.1 * (1 - random.unit()) ** (-1 / 1.5) : 0),
  /** Half as slow again over 500 launches, and a swing with the period of 20. */
  drift: (random) => {
    let launch = 0;
    return () => Math.log(1 + ++launch / 1000) + 0.05 * Math.sin(launch / 3) + 0.01 * normal(random);
  },
  autocorrelated: (random) => {
    let state = 0;
    return () => (state = 0.95 * state + 0.02 * normal(random)) + 0.005 * normal(random);
  },
  /** Two clock speeds 15 % apart that last for some 25 launches. */
  'bimodal, lasting': (random) => {
    let slow = false;
    return () => {
      if (random.chance(0.04)) slow = !slow;
      return (slow ? 0.15 : 0) + 0.003 * normal(random);
    };
  },
  /** Two speeds drawn afresh for each launch: what breaks an interval that trusts the variance of four values. */
  'bimodal, fickle': (random) => () => (random.chance(0.5) ? 0.15 : 0) + 0.001 * normal(random),
} satisfies Record<string, NoiseModel>;

export interface Bench {
  readonly sampler: Sampler;
  /** Simulated milliseconds: launches take time. */
  readonly now: () => number;
  readonly launches: () => { baseline: number; candidate: number };
}

/** `ratio` is the candidate's time over the baseline's; `launchNs` the baseline's time without noise. */
export function simulatedBench(next: () => number, { ratio = 1, launchNs = 2_000_000 } = {}): Bench {
  let clock = 0;
  const launches = { baseline: 0, candidate: 0 };
  const side = (name: 'baseline' | 'candidate', time: number) => async (count: number) => {
    launches[name] += count;
    return Array.from({ length: count }, () => {
      const taken = time * Math.exp(next());
      clock += taken / 1e6;
      return taken;
    });
  };
  return {
    sampler: { baseline: side('baseline', launchNs), candidate: side('candidate', launchNs * ratio) },
    now: () => clock,
    launches: () => ({ ...launches }),
  };
}

/** A device on which each binding of arrays makes a side slower or faster for as long as it lasts. */
export function deviceWithLayouts(seed: string, deviation: number): { sampler: Sampler & Required<Pick<Sampler, 'rebind'>>; now: () => number } {
  const random = randomStream(seed);
  const bench = simulatedBench(noiseModels.lognormal(random.split('noise')));
  const layouts = random.split('layouts');
  let factors = [1, 1];
  const rebind = async () => {
    factors = [1, 2].map(() => Math.exp(deviation * normal(layouts)));
  };
  const scaled = (side: 'baseline' | 'candidate', at: number) => async (launches: number) =>
    (await bench.sampler[side](launches)).map((time) => time * factors[at]!);
  return { now: bench.now, sampler: { baseline: scaled('baseline', 0), candidate: scaled('candidate', 1), rebind } };
}
