import type { Expression, NodeId } from './tree.ts';
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

/** `f32x4(0.0)` (all components), `f32x4(a, b, c, d)`, `f16x8(v)` and `f16(x)` (conversion, component by component). */
export interface Construct {
  readonly type: 'Construct'; readonly id: NodeId; readonly to: VectorType | 'f16' | 'f32'; readonly arguments: readonly Expression[];
}
/** `v[2]`: one component of a vector; the place is written down, not computed. */
export interface Component { readonly type: 'Component'; readonly id: NodeId; readonly vector: Expression; readonly at: number }

/**
 * `dot(a, b)` of two vectors. Lane exchange, which every thread of a warp must reach together: `shuffle(v, lane)`,
 * `shuffleXor(v, mask)`, `shuffleDown(v, by)` give the value that another lane has; `reduceAdd(v)` the sum over the warp's
 * 32 lanes, `reduceAdd(v, 8)` over each 8 neighbours.
 */
export type FunctionName = 'dot' | LaneFunction;
export type LaneFunction = 'shuffle' | 'shuffleXor' | 'shuffleDown' | 'reduceAdd';
export interface FunctionCall {
  readonly type: 'FunctionCall'; readonly id: NodeId; readonly name: FunctionName; readonly arguments: readonly Expression[];
}

/** `pooled[bag][x] = value`, `store4(pooled, bag, x, value)`: into the output or a shared array. */
export interface Store {
  readonly type: 'Store'; readonly id: NodeId; readonly array: string; readonly indices: readonly Expression[];
  readonly value: Expression; readonly width?: VectorWidth; readonly hint?: Hint;
}
/** `atomicAdd(tile, at, value)`: adds to an element of the output or of a shared array, whoever else does. */
export interface AtomicAdd {
  readonly type: 'AtomicAdd'; readonly id: NodeId; readonly array: string; readonly indices: readonly Expression[]; readonly value: Expression;
}
/** `const tile = shared(f32, 8, 33)`: an array that the threads of a block have in common, without values at first. */
export interface SharedDeclaration {
  readonly type: 'SharedDeclaration'; readonly id: NodeId; readonly name: string;
  readonly scalar: 'f32' | 'f16' | 'i32'; readonly dims: readonly SizeExpression[];
}
/** `barrier()` waits for the block, `warpBarrier()` for the warp; what was stored before is seen after. */
export interface Barrier { readonly type: 'Barrier'; readonly id: NodeId; readonly scope: 'block' | 'warp' }
/**
 * `copyAsync4(tile, i, table, row, x)`: copies four elements of a parameter into a shared array while the thread goes on.
 * What it brings is there after `copyWait` and, for other threads, a barrier. 4, 8 or 16 bytes a copy.
 */
export interface AsyncCopy {
  readonly type: 'AsyncCopy'; readonly id: NodeId; readonly array: string; readonly indices: readonly Expression[];
  readonly source: string; readonly sourceIndices: readonly Expression[]; readonly width?: VectorWidth;
}
/** `copyCommit()`: the thread's copies since the last one are a group. */
export interface CopyCommit { readonly type: 'CopyCommit'; readonly id: NodeId }
/** `copyWait(1)`: waits until at most that many of the thread's youngest groups are under way. */
export interface CopyWait { readonly type: 'CopyWait'; readonly id: NodeId; readonly pending: number }
/**
 * `matrixDot(target, row, column, left, leftRow, right, rightRow, depth)`, done by a warp together on its matrix unit:
 * target[row + i][column + j] = Σ over d < depth of left[leftRow + i][d] · right[rightRow + j][d] for i, j < 16. `left`
 * and `right` are shared f16, `target` shared f32; sums are f32; depth is a multiple of 16.
 */
export interface MatrixDot {
  readonly type: 'MatrixDot'; readonly id: NodeId; readonly target: string; readonly left: string; readonly right: string;
  /** row, column, leftRow, rightRow */
  readonly indices: readonly Expression[]; readonly depth: SizeExpression;
}

export type GridExpression = Construct | Component | FunctionCall;
export type GridStatement = Store | AtomicAdd | SharedDeclaration | Barrier | AsyncCopy | CopyCommit | CopyWait | MatrixDot;
