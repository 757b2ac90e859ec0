import type { SizeExpression } from './types.ts';

/**
 * What grid kernels add to the tree: vectors, shared memory, barriers, lane exchange, and a launch of their own.
 *
 * Think of a grid kernel as a program for one thread of one block, with no element it must return: it stores into its
 * output. A warp is 32 threads of a block, consecutive in x, then y, then z.
 */

/** Components of one access or vector. */
export type VectorWidth = 2 | 4 | 8;
export type VectorType = `${'f32' | 'f16' | 'i32'}x${VectorWidth}`;

/**
 * What an access says to the caches. `stream`: read or written once, keep nothing. `keep`: will be used again, keep it if
 * you can. `readOnly`: nobody writes it during the launch. A hint never changes what is computed.
 */
export type Hint = 'stream' | 'keep' | 'readOnly';

/** How a grid kernel is launched; hangs on the outermost block of its body, so that edits reach it. */
export interface Launch {
  /** The name of the out parameter, the kernel's one output. */
  readonly output: string;
  /** Threads of a block along x, y, z; one to three extents, over static sizes. */
  readonly block: readonly SizeExpression[];
  /** Blocks along x, y, z; over all sizes. */
  readonly grid: readonly SizeExpression[];
  /** Blocks that a processor should be able to hold at once: a bound on registers. Absent: the compiler's choice. */
  readonly resident?: number;
  /** 32: places in arrays are worked out in 32 bits, which no array of the launch may exceed. Absent: 64. */
  readonly addresses?: 32;
}

/** Functions that give a value; what they do stands at FunctionCall. */
export type FunctionName = 'dot' | LaneFunction;
export type LaneFunction = 'shuffle' | 'shuffleXor' | 'shuffleDown' | 'reduceAdd';
