import type { Interval, Random } from '../model/index.ts';
import type { NewGeneration } from '../store/index.ts';
import { fitPowerLaw, type Point, type PowerLaw } from './power-law.ts';

/** Best time against evaluations: what a run's search has found by when, and what more of it would find. */
export interface SearchScaling {
  /** Evaluations and the best time by then, in the device's unit. */
  readonly points: readonly Point[];
  /** Null where the best time took fewer than three values: one step is no curve. */
  readonly law: FittedLaw | null;
  /** What so many times the evaluations would take from the best time, as a share: 0.02 = 2 %. */
  readonly more: readonly { readonly factor: number; readonly saved: Interval }[];
}

/** A power law plus a constant, as plain figures. */
export interface FittedLaw {
  readonly alpha: Interval;
  readonly exponent: Interval;
  readonly constant: Interval;
  readonly error: number;
}

/** Each point of the curve stands for this many times the evaluations of the one before. */
const step = 1.3;
const factors = [2, 10];

/** `baseline`: the unmodified kernel's time, which a search has after one evaluation. */
export function searchScaling(generations: readonly Pick<NewGeneration, 'evaluations' | 'best'>[], baseline: number, random: Random): SearchScaling {
  const points = curveOf(generations, baseline);
  const last = points.at(-1)?.x ?? 1;
  // A step function's residuals hang together for as long as a step lasts.
  const law = fitPowerLaw(points, { direction: 'falling', random, block: Math.ceil(Math.sqrt(points.length)) });
  return {
    points,
    law: law ? plain(law) : null,
    more: law ? factors.map((factor) => ({ factor, saved: law.figure((curve) => 1 - curve(factor * last) / curve(last)) })) : [],
  };
}

export function plain({ alpha, exponent, constant, error }: PowerLaw): FittedLaw {
  return { alpha, exponent, constant, error };
}

/** The best time at evaluations that grow by a factor, so that the long end of a run counts no more than its beginning. */
function curveOf(generations: readonly Pick<NewGeneration, 'evaluations' | 'best'>[], baseline: number): Point[] {
  const points: Point[] = [{ x: 1, y: baseline }];
  for (const [at, { evaluations, best }] of generations.entries()) {
    const wanted = evaluations >= points.at(-1)!.x * step || (at === generations.length - 1 && evaluations > points.at(-1)!.x);
    if (wanted) points.push({ x: evaluations, y: baseline / (best?.speedup ?? 1) });
  }
  return points;
}
