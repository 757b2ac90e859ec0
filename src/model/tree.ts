import type { GridExpression, GridStatement, Hint, Launch, VectorWidth } from './grid.ts';

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

export type Statement = Declaration | Assignment | If | For | Return | Break | Continue | GridStatement;
export type Node = Expression | Statement | Block;
