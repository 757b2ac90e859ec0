import type { Fitness } from './candidate.ts';

/**
 * What selection compares: [time, error level], and energy where it is an objective; all minimised.
 *
 * A user needs a result within the tolerance, not one that is ever more exact, yet a strict second objective keeps any
 * slow mutant alive that rounds a little better. So error counts in powers of two, and all below the floor counts as
 * none: rounding in another order stays at level 0, and only a mutant that eats into the tolerance must pay for it in
 * time. With the default floor the levels are 0 (≤ ¼ of the tolerance), 1 (≤ ½) and 2 (≤ 1).
 */
export type Objectives = readonly number[];

export function objectivesOf({ time, error, energy }: Fitness, errorFloor: number): Objectives {
  const level = error <= errorFloor ? 0 : Math.ceil(Math.log2(error / errorFloor));
  return energy === undefined ? [time, level] : [time, level, energy];
}

/** True if `a` is no worse than `b` in all and better in one. */
export function dominates(a: Objectives, b: Objectives): boolean {
  let better = false;
  for (let axis = 0; axis < a.length; axis++) {
    if (a[axis]! > b[axis]!) return false;
    if (a[axis]! < b[axis]!) better = true;
  }
  return better;
}
