/**
 * Threads in step, as a GPU runs them. Think of a warp as 32 lanes and of a program as steps; a step is told which lanes
 * take part and does its work for each of them. Control flow never jumps: an `if` splits the list of lanes in two, a loop
 * keeps the ones whose test holds, a lane that left (break, continue, return) is struck off the list.
 */

/** Threads that run in step: 32 consecutive output elements, x fastest. */
export const WARP = 32;

/** The lanes that take part: the first `count` of `list`, ascending. Owned by the construct that passes it on. */
export interface Lanes {
  count: number;
  readonly list: Uint8Array;
}

/** One thing done for all lanes that take part. */
export type Step = (active: Lanes) => void;

export function noLanes(): Lanes {
  return { count: 0, list: new Uint8Array(WARP) };
}

/** Makes `lanes` the first `count` lanes of a warp. */
export function fillLanes(lanes: Lanes, count: number): void {
  for (let lane = 0; lane < count; lane++) lanes.list[lane] = lane;
  lanes.count = count;
}

export function copyLanes(from: Lanes, to: Lanes): void {
  const { count, list } = from;
  for (let k = 0; k < count; k++) to.list[k] = list[k]!;
  to.count = count;
}

/** Steps one after another as one step. */
export function sequence(steps: readonly Step[]): Step {
  if (steps.length === 1) return steps[0]!;
  return (active) => {
    for (let k = 0; k < steps.length; k++) steps[k]!(active);
  };
}
