import { noArray, type BoundArray } from './bound-array.ts';
import { WARP } from './lanes.ts';
import type { Tally } from './tally.ts';

/**
 * What steps work on. Every local, literal, size and intermediate value has a register: 32 numbers in one long
 * Float64Array, one for each lane, whatever its type (an i32 is a whole number, a bool 0 or 1). `registers[at + lane]`
 * is a lane's value.
 */
export interface Machine {
  registers: Float64Array;
  /** What became of each lane: see RUNNING and the others. */
  readonly status: Uint8Array;
  /** Loop iterations of each lane's thread. */
  readonly iterations: Float64Array;
  /** The launch's arrays, in the order of the parameters. */
  readonly arrays: BoundArray[];
  output: Float32Array | Float64Array;
  /** Where the output lies, for counting; it holds nothing. */
  readonly outputPlace: BoundArray;
  /** Linear index of the thread in lane 0. */
  first: number;
  /** Loop iterations that a thread may take. */
  budget: number;
  readonly tally: Tally | null;
}

export const RUNNING = 0;
export const BROKE = 1;
export const CONTINUED = 2;
export const RETURNED = 3;

export function newMachine(parameters: number, tally: Tally | null): Machine {
  return {
    registers: new Float64Array(0), status: new Uint8Array(WARP), iterations: new Float64Array(WARP),
    arrays: Array.from({ length: parameters }, noArray),
    output: new Float32Array(0), outputPlace: noArray(), first: 0, budget: 0, tally,
  };
}
