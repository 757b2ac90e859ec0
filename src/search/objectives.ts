import type { Fitness } from './candidate.ts';

/**
 * What selection compares: [time, error level], both minimised.
 *
 * A user needs a result within the tolerance, not one that is ever more exact, yet a strict second objective keeps any
 * slow mutant alive that rounds a little better. So error counts in powers of two, and all below the floor counts as
 * none: rounding in another order stays at level 0, and only a mutant that eats into the tolerance must pay for it in
 * time. With the default floor the levels are 0 (≤ ¼ of the tolerance), 1 (≤ ½) and 2 (≤ 1).
 */
export type Objectives = readonly [time: number, errorLevel: number];

export function objectivesOf(fitness: Fitness, errorFloor: number): Objectives {
  return [fitness.time, fitness.error <= errorFloor ? 0 : Math.ceil(Math.log2(fitness.error / errorFloor))];
}

/** True if `a` is no worse than `b` in both and better in one. */
export function dominates(a: Objectives, b: Objectives): boolean {
  return a[0] <= b[0] && a[1] <= b[1] && (a[0] < b[0] || a[1] < b[1]);
}
