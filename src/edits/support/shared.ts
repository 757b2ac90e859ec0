import type { Block, Expression, Node, SharedDeclaration, SizeExpression, Sizes, Statement } from '../../model/index.ts';
import { walk } from '../../dialect/index.ts';
import type { Fresh } from '../operator.ts';
import { binary } from './build.ts';
import { axes } from './launch.ts';
import { product, sizeExpression, sizeOf, valueOf } from './size.ts';

/** Shared arrays: those there are, what they take, and where a block's threads have a place of their own in them. */

/** What every card has, and what a text may declare without asking for more, bytes a block. */
const mostShared = 48 * 1024;

export function sharedNamed(body: Block, name: string): SharedDeclaration | undefined {
  return body.body.find((statement): statement is SharedDeclaration => statement.type === 'SharedDeclaration' && statement.name === name);
}

/** Bytes of one array; undefined where a size has no value. */
export function bytesOf({ scalar, dims }: Pick<SharedDeclaration, 'scalar' | 'dims'>, fixed: Sizes): number | undefined {
  const count = valueOf(dims.reduce(product), fixed);
  return count === undefined ? undefined : count * (scalar === 'f16' ? 2 : 4);
}

/** Bytes of all arrays of the kernel; undefined where a size has no value. */
function sharedBytes(body: Block, fixed: Sizes): number | undefined {
  return body.body.reduce<number | undefined>((sum, statement) => {
    if (statement.type !== 'SharedDeclaration' || sum === undefined) return sum;
    const bytes = bytesOf(statement, fixed);
    return bytes === undefined ? undefined : sum + bytes;
  }, 0);
}

/** True if the kernel can take so many bytes more. */
export function hasRoomFor(bytes: number | undefined, body: Block, fixed: Sizes): boolean {
  const taken = sharedBytes(body, fixed);
  return bytes !== undefined && taken !== undefined && taken + bytes <= mostShared;
}

/** Threads of a block; undefined where a size has no value. */
export function threadsOf(block: readonly SizeExpression[], fixed: Sizes): number | undefined {
  return valueOf(block.reduce(product), fixed);
}

/** For arrays with a part for each row of a block's threads: the extents of its rows, outermost first, and a row's place. */
export function rowsOf(block: readonly SizeExpression[], fresh: Fresh): { readonly dims: SizeExpression[]; readonly indices: () => Expression[] } {
  const along = [2, 1].filter((axis) => block[axis] !== undefined && !isOne(block[axis]));
  return {
    dims: along.map((axis) => block[axis]!),
    indices: () => along.map((axis): Expression => ({ type: 'Builtin', id: fresh(), group: 'local', axis: axes[axis]! })),
  };
}

function isOne(size: SizeExpression): boolean {
  return size.kind === 'number' && size.value === 1;
}

/** Puts declarations in front, where shared arrays have their place. */
export function declared(list: readonly Statement[], arrays: readonly Omit<SharedDeclaration, 'type' | 'id'>[], fresh: Fresh): Statement[] {
  return [...arrays.map((array): Statement => ({ type: 'SharedDeclaration', id: fresh(), ...array })), ...list];
}

/** The widest access to the array, 1 where it is taken element by element. */
export function widestAccess(root: Node, name: string): number {
  let widest = 1;
  walk(root, (node) => {
    if ((node.type === 'Element' || node.type === 'Store' || node.type === 'AsyncCopy') && node.array === name) widest = Math.max(widest, node.width ?? 1);
    if (node.type === 'MatrixDot' && [node.left, node.right, node.target].includes(name)) widest = Math.max(widest, name === node.target ? 4 : 8);
  });
  return widest;
}

/** A size with a written number added: `dim + 4`. */
export function padded(size: SizeExpression, by: number): SizeExpression {
  return size.kind === 'number' ? sizeOf(size.value + by) : { kind: 'operation', operator: '+', left: size, right: sizeOf(by) };
}

/** The thread's number in its block, x fastest; extents of 1 are left out. */
export function linearThread(block: readonly SizeExpression[], fresh: Fresh): Expression {
  const local = (axis: number): Expression => ({ type: 'Builtin', id: fresh(), group: 'local', axis: axes[axis]! });
  let [place, stride] = [local(0), block[0]!];
  for (const axis of [1, 2]) {
    const size = block[axis];
    if (size === undefined || isOne(size)) continue;
    place = binary(place, '+', binary(sizeExpression(stride, fresh), '*', local(axis), fresh), fresh);
    stride = product(stride, size);
  }
  return place;
}

/** How many threads a block has. */
export function threadCount(block: readonly SizeExpression[], fresh: Fresh): Expression {
  return sizeExpression(block.reduce(product), fresh);
}
