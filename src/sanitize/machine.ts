import type { Sizes } from '../model/index.ts';
import { noArray, type BoundArray } from './bound-array.ts';
import { WARP } from './lanes.ts';
import { newClock, type Clock } from './shadow.ts';
import type { Tally } from './tally.ts';

/**
 * What steps work on. Every local, literal, size and intermediate value has a register: `width` numbers in one long
 * Float64Array, one for each lane, whatever its type (an i32 is a whole number, a bool 0 or 1). `registers[at + lane]`
 * is a lane's value. A vector has a register for each component, one behind another.
 */
export interface Machine {
  /** Lanes of a register: 32 in map kernels; in grid kernels the threads of a block, rounded up to whole warps. */
  readonly width: number;
  registers: Float64Array;
  /** What became of each lane: see RUNNING and the others. */
  readonly status: Uint8Array;
  /** Loop iterations of each lane's thread. */
  readonly iterations: Float64Array;
  output: Float32Array | Float64Array;
  /** Where the output lies. */
  readonly outputPlace: BoundArray;
  /** Map kernels: linear index of the thread in lane 0. */
  first: number;
  /** Loop iterations that a thread may take. */
  budget: number;
  /** 32-byte sectors of all arrays of the launch, with the gaps between them. */
  footprint: number;
  /** The launch's sizes. */
  sizes: Sizes;
  readonly tally: Tally | null;
  /** Grid kernels: the block that runs. */
  readonly block: RunningBlock;
}

export interface RunningBlock {
  /** Threads of the block; the last warp may be partial. */
  threads: number;
  /** Its extents, x first, and its place in the grid. */
  extents: readonly number[];
  place: readonly number[];
  /** Tells what happened before what. */
  readonly clock: Clock;
  /** The clock's epoch when the launch and when the block began. */
  launchEpoch: number;
  firstEpoch: number;
}

export const RUNNING = 0;
export const BROKE = 1;
export const CONTINUED = 2;
export const RETURNED = 3;

export function newMachine(width: number, tally: Tally | null): Machine {
  return {
    width, registers: new Float64Array(0), status: new Uint8Array(width), iterations: new Float64Array(width),
    output: new Float32Array(0), outputPlace: noArray(), first: 0, budget: 0, footprint: 0, sizes: {}, tally,
    block: { threads: width, extents: [], place: [], clock: newClock(width / WARP), launchEpoch: 0, firstEpoch: 0 },
  };
}
