/**
 * Threads in step. Think of a program as steps; a step is told which lanes take part and does its work for each of them.
 * Control flow never jumps: an `if` splits the list of lanes in two, a loop keeps the ones whose test holds, a lane that
 * left (break, continue, return) is struck off the list.
 *
 * A map kernel's lanes are one warp of 32 threads, as a GPU runs them. A grid kernel's are all threads of a block, so that
 * a barrier is a step that wants every lane. A GPU does not keep a block in step: what hangs on it is found as a race.
 */

/** Threads of a warp: 32 consecutive output elements, x fastest; in a block 32 consecutive threads. */
export const WARP = 32;
/** Lane >> WARP_BITS is the lane's warp. */
export const WARP_BITS = 5;

/** The lanes that take part: the first `count` of `list`, ascending. Owned by the construct that passes it on. */
export interface Lanes {
  count: number;
  readonly list: Uint16Array;
}

/** One thing done for all lanes that take part. */
export type Step = (active: Lanes) => void;

/** An empty list with room for so many lanes. */
export function noLanes(width: number): Lanes {
  return { count: 0, list: new Uint16Array(width) };
}

/** Makes `lanes` the first `count` lanes. */
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
