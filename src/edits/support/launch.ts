import type { Binary, Block, Builtin, Expression, Launch, Node, SizeExpression } from '../../model/index.ts';
import { rewrite, walk } from '../../dialect/index.ts';
import type { Fresh } from '../operator.ts';
import { binary, number, numberOf, parts } from './build.ts';
import { product, sizeOf } from './size.ts';

/** What a grid kernel's launch and its threads' places have to do with each other. */

export const axes = ['x', 'y', 'z'] as const;

/**
 * `this.block.x * this.blockDim.y + this.local.y`: the place of a thread among all along one dimension of the work. Or
 * `(4 * this.block.x + 1) * …`, where a block does several times as much as it has threads.
 */
export interface Position {
  readonly expression: Binary;
  /** The dimension of the grid, 0 for x, and of the block. */
  readonly grid: number;
  readonly block: number;
}

/** A written number where the block's extent is meant counts as well. */
export function positionAt(node: Node, launch: Launch): Position | undefined {
  const sum = node.type === 'BinaryExpression' ? parts(node, '+') : undefined;
  for (const [first, second] of sum ? [sum, [sum[1], sum[0]] as const] : []) {
    const local = isBuiltin(second, 'local') ? axes.indexOf(second.axis) : -1;
    const factors = parts(first, '*');
    for (const [block, extent] of factors && local >= 0 ? [factors, [factors[1], factors[0]] as const] : []) {
      const named = blockIn(block);
      if (named && isExtent(extent, local, launch)) return { expression: node as Binary, grid: axes.indexOf(named.axis), block: local };
    }
  }
  return undefined;
}

/** `this.block.x`, by itself or in `4 * this.block.x + 1`. */
function blockIn(expression: Expression): Builtin | undefined {
  if (isBuiltin(expression, 'block')) return expression;
  const moved = parts(expression, '+');
  if (moved && (moved[1].type === 'Identifier' || numberOf(moved[1]) !== undefined)) return blockIn(moved[0]);
  const scaled = parts(expression, '*');
  return scaled && numberOf(scaled[0]) !== undefined ? blockIn(scaled[1]) : undefined;
}

function isExtent(expression: Expression, axis: number, { block }: Launch): boolean {
  if (isBuiltin(expression, 'blockDim')) return expression.axis === axes[axis];
  const size = block[axis];
  return size?.kind === 'number' && numberOf(expression) === size.value;
}

export function isBuiltin(node: Node | undefined, group: Builtin['group']): node is Builtin {
  return node?.type === 'Builtin' && node.group === group;
}

export function positionsIn(body: Node, launch: Launch): Position[] {
  const found: Position[] = [];
  walk(body, (node) => {
    const position = positionAt(node, launch);
    if (position) found.push(position);
  });
  return found;
}

/**
 * The place of the thread's piece of that number, where threads do several: as neighbours, `4 * (place) + piece`, or a
 * block's extent apart, `(4 * this.block.x + piece) * this.blockDim.y + this.local.y`, so that neighbours stay neighbours.
 */
export function severalfold({ expression }: Position, pieces: number, piece: Expression, neighbours: boolean, fresh: Fresh): Expression {
  const times = (whole: Expression) => {
    const first = binary(number(pieces, false, fresh), '*', whole, fresh);
    return numberOf(piece) === 0 ? first : binary(first, '+', piece, fresh);
  };
  if (neighbours) return times(expression);
  return rewrite<Expression>(expression, (node) => (isBuiltin(node, 'block') ? times(node) : undefined));
}

/** The tree with so many times the block's extent wherever it is asked for: the block is to have so many times fewer threads. */
export function withExtentTimes(body: Block, axis: number, times: number, fresh: Fresh): Block {
  return rewrite(body, (node) => (isBuiltin(node, 'blockDim') && node.axis === axes[axis] ? binary(number(times, false, fresh), '*', node, fresh) : undefined));
}

/** How often the tree names that place of a thread or block, or that extent. */
export function countOf(body: Node, group: Builtin['group'], axis: number): number {
  let count = 0;
  walk(body, (node) => {
    if (isBuiltin(node, group) && node.axis === axes[axis]) count++;
  });
  return count;
}

/**
 * A grid extent as the size that its blocks cover and how much of it each of them does: `ceil(bags / 8)`, or that and a
 * number that bounds it. Undefined if it reads otherwise.
 */
export interface Cover {
  readonly size: SizeExpression;
  readonly each: SizeExpression;
  readonly most: SizeExpression | undefined;
}

export function coverOf(extent: SizeExpression): Cover | undefined {
  if (extent.kind === 'function' && extent.name === 'min') {
    const inner = coverOf(extent.arguments[0]!);
    return inner && inner.most === undefined ? { ...inner, most: extent.arguments[1] } : undefined;
  }
  if (extent.kind === 'function' && extent.name === 'ceil') {
    const [only] = extent.arguments;
    return only?.kind === 'operation' && only.operator === '/' ? { size: only.left, each: only.right, most: undefined } : undefined;
  }
  return extent.kind === 'function' ? undefined : { size: extent, each: sizeOf(1), most: undefined };
}

export function extentOf({ size, each, most }: Cover): SizeExpression {
  const exact: SizeExpression = each.kind === 'number' && each.value === 1 ? size
    : { kind: 'function', name: 'ceil', arguments: [{ kind: 'operation', operator: '/', left: size, right: each }] };
  return most ? { kind: 'function', name: 'min', arguments: [exact, most] } : exact;
}

/** The launch with each block covering so many times as much of that dimension of the grid; undefined if it reads otherwise. */
export function covering(launch: Launch, axis: number, times: number): Launch | undefined {
  const cover = launch.grid[axis] && coverOf(launch.grid[axis]);
  if (!cover) return undefined;
  return { ...launch, grid: launch.grid.with(axis, extentOf({ ...cover, each: product(cover.each, sizeOf(times)) })) };
}

/** The body with another launch. */
export function relaunched(body: Block, launch: Launch): Block {
  return { ...body, launch };
}
