/**
 * The noise floor: how far identical kernels seem apart on this device, now.
 *
 * The interval of a comparison covers what varies from pair to pair. It cannot see what stays put for a whole
 * comparison: where arrays happen to lie, which of two equal programs got the better alignment. So the baseline is
 * compared with itself several times, by the same machinery, and a verdict must clear what that showed.
 */
import type { Measurement, Random } from '../model/index.ts';
import { comparePaired } from './compare.ts';
import { selfCheck } from './plans.ts';
import type { Plan } from './plans.ts';
import { quantile } from './sampler.ts';
import type { Sampler } from './sampler.ts';

export interface NoiseFloor {
  /** The share a verdict must clear: 0.01 = 1 %. */
  readonly floor: number;
  /** The quantile of |log ratio| that it is, or 0 where the minimum was more. */
  readonly quantile: number;
  readonly comparisons: readonly Measurement[];
}

export interface NoiseFloorOptions {
  readonly now: () => number;
  readonly plan?: Plan;
  readonly comparisons?: number;
  /** After this much wall time no further comparison is begun, once four are there. */
  readonly maxMs?: number;
  /**
   * Why 0.95: the largest value would be hostage to a single hiccup and grow with the number of comparisons; 0.9 of
   * twelve lets through 5 % of identical kernels where lasting differences of 1 % outweigh the noise (simulated), 0.95
   * lets through 1 %.
   */
  readonly quantile?: number;
  /** No floor below this: 0.5 %, less than any edit worth keeping and more than a clock's step in a sample. */
  readonly minimum?: number;
}

/** `self` has the baseline on both sides: two compilations of the same text, each with arrays of its own. */
export async function measureNoiseFloor(self: Sampler, random: Random, options: NoiseFloorOptions): Promise<NoiseFloor> {
  const { now, plan = selfCheck, comparisons = 12, maxMs = 5_000, quantile: share = 0.95, minimum = 0.005 } = options;
  const begun = now();
  const measurements: Measurement[] = [];
  for (let index = 0; index < comparisons; index++) {
    if (index >= 4 && now() - begun >= maxMs) break;
    await self.rebind?.();
    measurements.push(await comparePaired(self, plan, random.split(index), { noiseFloor: 0, now }));
  }
  const distances = measurements.map(({ speedup }) => Math.abs(Math.log(speedup.estimate)));
  const found = Math.expm1(quantile(distances, share));
  return { floor: Math.max(found, minimum), quantile: found > minimum ? share : 0, comparisons: measurements };
}
