import type { Arguments } from './arrays.ts';
import type { Program } from './device.ts';
import type { FaultKind } from './outcome.ts';
import type { Sizes } from './types.ts';

/**
 * What the checking interpreter counts of a launch, and what the `model` device makes a cost of.
 *
 * Think of the launch as cut into warps of 32 threads: of a map kernel consecutive output elements (x fastest), of a grid
 * kernel consecutive threads of a block. Some warps or whole blocks, evenly spread over the launch, are run in step and
 * counted; figures are sums over those sampled warps, and the reader scales them by `threads / sampledThreads`.
 */

/**
 * Cost classes of instructions. `intAlu`: integer and bool arithmetic, comparisons, conversions; address arithmetic of an
 * access counts here too. `floatAlu`: float add, subtract, multiply, compare, min, max. `special`: division, remainder,
 * sqrt, exp and other functions that take many issue slots. `branch`: if, loop test, ternary, break, continue, return.
 * `load` and `store`: accesses to arrays (locals live in registers and cost nothing); a vector is one instruction for each
 * 16 bytes. `shared`: accesses to shared memory, once for each word that the busiest bank is asked for. `exchange`: lane
 * exchange and barriers of a warp. `barrier`: barriers of a block. `atomic`: atomic additions, once for each on the same
 * element. `matrix`: instructions of the matrix unit, two for a product of tiles 16 deep.
 */
export type InstructionClass =
  | 'intAlu' | 'floatAlu' | 'special' | 'branch' | 'load' | 'store' | 'shared' | 'exchange' | 'barrier' | 'atomic' | 'matrix';

/** What a block takes of a multiprocessor. */
export interface BlockCounts {
  readonly threads: number;
  readonly sharedBytes: number;
  /** Registers of a thread, estimated from locals in scope and loads in flight. */
  readonly registers: number;
  /** Blocks that a multiprocessor must be able to hold, which bounds registers. */
  readonly resident?: number;
}

export interface Counts {
  /** Threads (output elements) of the whole launch. */
  readonly threads: number;
  /** Threads that were run for these counts; all of them if the launch is small. */
  readonly sampledThreads: number;
  /** Warps that were run, the last one perhaps with fewer than 32 threads. */
  readonly sampledWarps: number;
  /** Only of grid kernels. */
  readonly block?: BlockCounts;
  /** Instructions issued per warp, summed over the sampled warps: one for all threads in step, again for each divergent path. */
  readonly issued: Readonly<Record<InstructionClass, number>>;
  /** Instructions by thread, summed over the sampled threads: `executed / (32 · issued)` is how full the warps ran. */
  readonly executed: Readonly<Record<InstructionClass, number>>;
  /** 32-byte sectors touched by each warp-level access, summed: a coalesced f32 load of a full warp is 4, a broadcast 1. */
  readonly sectors: number;
  /** Different sectors touched by the sampled warps, each counted once: what memory must bring in if nothing is evicted. */
  readonly distinctSectors: number;
  /**
   * The same for every second of the sampled warps: how fast new sectors still turn up tells how many the whole launch
   * touches. Absent: as if every warp touched its own.
   */
  readonly distinctSectorsOfHalf?: number;
  /** Sectors of all arrays of the launch: no more can be touched. Absent: not known. */
  readonly footprintSectors?: number;
  /**
   * Length of the longest chain of dependent instructions through one warp, summed over the sampled warps, by class:
   * what a warp waits for when nothing else hides it. A warp issues in order and compilers schedule between two branches
   * but hardly across, so it is the sum over each stretch between branches of that stretch's own longest chain. All warps
   * of a block count as much as its slowest, which keeps the block's place taken. Absent where the interpreter does not
   * follow dependences.
   */
  readonly chain?: Readonly<Record<InstructionClass, number>>;
  /** The chain of the one sampled warp that has the longest. */
  readonly longestChain?: Readonly<Record<InstructionClass, number>>;
}

/** A fault found while interpreting: a value, never an exception. `unsupported`: the text is not for this interpreter. */
export interface InterpreterFault {
  readonly fault: FaultKind | 'unsupported';
  readonly detail: string;
}

/**
 * Runs kernels without a device. `Program.target` is `dialect`. A program that the interpreter cannot read (another
 * target, text that does not parse) is a fault of kind `unsupported`.
 */
export interface Interpreter {
  /** Says whether the text is readable, before any arguments are there; null if it is. */
  check(program: Program): InterpreterFault | null;
  /** Counts sampled warps of one launch. Deterministic: no clock, no randomness outside a fixed seed. */
  count(program: Program, inputs: Arguments, sizes: Sizes): Counts | InterpreterFault;
  /** Runs the whole launch in f32; elements the kernel does not write stay NaN. Row-major, shape from the signature. */
  run(program: Program, inputs: Arguments, sizes: Sizes): Float32Array | InterpreterFault;
}
