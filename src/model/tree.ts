import type { FunctionName, Hint, Launch, VectorType, VectorWidth } from './grid.ts';
import type { SizeExpression } from './types.ts';

/**
 * The syntax tree of a kernel: the subset of ESTree that the language has, normalised by the parser.
 *
 * Think of a tree as a value. No node is ever changed; an edit makes new nodes along the path to what it changed and
 * shares the rest. Normal form: every body is a block, every declaration declares one local, every local's name is
 * unique in the kernel, `j++` is `j += 1`, `-2` is one literal, and `const` is `let` (printing finds the constants again).
 */

/** Stable name of a node. Base nodes are `n0, n1, …` in source order; nodes made by an edit are `<edit id>.<count>`. */
export type NodeId = string;

export type BinaryOperator =
  | '+' | '-' | '*' | '/' | '%'
  | '<' | '<=' | '>' | '>=' | '===' | '!=='
  | '&' | '|' | '^' | '<<' | '>>' | '>>>';
export type LogicalOperator = '&&' | '||';
export type UnaryOperator = '-' | '!' | '~';
export type AssignmentOperator = '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '>>>=';

export interface Identifier { readonly type: 'Identifier'; readonly id: NodeId; readonly name: string }
/** `float` tells `2.0` from `2`: an integer literal takes the type its context needs, a float literal is f32. */
export interface Literal { readonly type: 'Literal'; readonly id: NodeId; readonly value: number | boolean; readonly float: boolean }
export interface Binary {
  readonly type: 'BinaryExpression'; readonly id: NodeId;
  readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression;
}
export interface Logical {
  readonly type: 'LogicalExpression'; readonly id: NodeId;
  readonly operator: LogicalOperator; readonly left: Expression; readonly right: Expression;
}
export interface Unary {
  readonly type: 'UnaryExpression'; readonly id: NodeId; readonly operator: UnaryOperator; readonly argument: Expression;
}
export interface Conditional {
  readonly type: 'ConditionalExpression'; readonly id: NodeId;
  readonly test: Expression; readonly consequent: Expression; readonly alternate: Expression;
}
/**
 * `table[i][j]`: the whole access is one node, indices outermost first. With a width it is `load4(table, i, j)`: a vector
 * of that many neighbours, the first at a multiple of the width.
 */
export interface Element {
  readonly type: 'Element'; readonly id: NodeId; readonly array: string; readonly indices: readonly Expression[];
  readonly width?: VectorWidth; readonly hint?: Hint;
}
/**
 * `this.thread.x`, `this.output.y` of map kernels; `this.block.x` and its kin of grid kernels. `this.lane`, the thread's
 * place in its warp, has the axis x.
 */
export interface Builtin {
  readonly type: 'Builtin'; readonly id: NodeId;
  readonly group: 'thread' | 'output' | 'block' | 'local' | 'blockDim' | 'gridDim' | 'lane'; readonly axis: 'x' | 'y' | 'z';
}
/** `this.constants.rows`: a size symbol. */
export interface SizeConstant { readonly type: 'SizeConstant'; readonly id: NodeId; readonly name: string }
/** `Math.<name>(…)`. */
export interface Call {
  readonly type: 'MathCall'; readonly id: NodeId; readonly name: string; readonly arguments: readonly Expression[];
}

export type Expression =
  | Identifier | Literal | Binary | Logical | Unary | Conditional | Element | Builtin | SizeConstant | Call
  | GridExpression;

/** `let name = init;`; without `init` the local is uninitialised until assigned. */
export interface Declaration {
  readonly type: 'VariableDeclaration'; readonly id: NodeId; readonly name: string; readonly init: Expression | null;
}
export interface Assignment {
  readonly type: 'Assignment'; readonly id: NodeId;
  readonly operator: AssignmentOperator; readonly name: string; readonly value: Expression;
}
export interface If {
  readonly type: 'IfStatement'; readonly id: NodeId;
  readonly test: Expression; readonly consequent: Block; readonly alternate: Block | null;
}
/** `for (init; test; update) body`; a `while` has neither init nor update. */
export interface For {
  readonly type: 'ForStatement'; readonly id: NodeId;
  readonly init: Declaration | Assignment | null; readonly test: Expression; readonly update: Assignment | null;
  readonly body: Block;
}
export interface Return { readonly type: 'ReturnStatement'; readonly id: NodeId; readonly argument: Expression }
export interface Break { readonly type: 'BreakStatement'; readonly id: NodeId }
export interface Continue { readonly type: 'ContinueStatement'; readonly id: NodeId }
export interface Block {
  readonly type: 'BlockStatement'; readonly id: NodeId; readonly body: readonly Statement[];
  /** Only on the outermost block of a grid kernel, and what makes it one. */
  readonly launch?: Launch;
}

// What grid kernels add; see grid.ts.

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

export type Statement = Declaration | Assignment | If | For | Return | Break | Continue | GridStatement;
export type Node = Expression | Statement | Block;
