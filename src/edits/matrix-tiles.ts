import type { Assignment, Block, Element, Expression, For, NodeId, Random, SharedDeclaration, SizeExpression, Sizes, Statement } from '../model/index.ts';
import { rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { binary, call, number, numberOf, parts, read } from './support/build.ts';
import { countedLoop, type CountedLoop } from './support/counted-loop.ts';
import { localsRead, writesOf } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { findLoop } from './support/loops.ts';
import { outermost, partAt, type Parted } from './support/part.ts';
import { bytesOf, declared, hasRoomFor, linearThread, sharedNamed, threadCount, threadsOf } from './support/shared.ts';
import { ceilOver, dividedBy, product, sizeExpression, sizeOf } from './support/size.ts';
import { sitesOf } from './support/sites.ts';
import { tried } from './support/tried.ts';

/**
 * The inner product of two rows of shared arrays, `sum += vectors[row][d] * vectors[column][d]` over all d, is looked up:
 * the products of all rows with all are worked out before, sixteen by sixteen, on the matrix unit. It takes f16, so that
 * operands are rounded to three digits: the tolerance decides whether that will do. Rows and depth are filled up with
 * zeros to multiples of 16. Fits where the arrays are complete before the branches and loops in which they are multiplied.
 */
interface Multiplied {
  readonly loop: For;
  readonly sum: Assignment;
  readonly left: Element;
  readonly right: Element;
  readonly depth: SizeExpression;
}

function multipliedBy(loop: For, body: Block): Multiplied | undefined {
  const counted = countedLoop(loop);
  const sum = counted?.work.at(-1);
  const locals = new Map((counted?.work.slice(0, -1) ?? []).flatMap((statement) => (statement.type === 'VariableDeclaration' && statement.init ? [[statement.name, statement.init] as const] : [])));
  if (!counted || counted.work.length !== 1 + locals.size || counted.updatesInBody || sum?.type !== 'Assignment' || sum.operator !== '+=') return undefined;
  const depth = depthOf(counted);
  const dot = sum.value.type === 'FunctionCall' && sum.value.name === 'dot' ? sum.value.arguments : parts(sum.value, '*');
  const [left, right] = (dot ?? []).map((factor) => (factor.type === 'Identifier' ? locals.get(factor.name) ?? factor : factor));
  if (!depth || left?.type !== 'Element' || right?.type !== 'Element') return undefined;
  const fits = [left, right].every((factor) => isRow(factor, counted, body)) && (left.width ?? 1) === counted.step && (right.width ?? 1) === counted.step;
  return fits ? { loop, sum, left, right, depth } : undefined;
}

/** The turns as a size: all from 0 on. */
function depthOf({ loop, comparison, bound }: CountedLoop): SizeExpression | undefined {
  if (comparison !== '<' || loop.init?.type !== 'VariableDeclaration' || numberOf(loop.init.init ?? undefined) !== 0) return undefined;
  const value = numberOf(bound);
  return bound.type === 'SizeConstant' ? { kind: 'symbol', name: bound.name } : value === undefined ? undefined : sizeOf(value);
}

function isRow({ array, indices: [row, column] }: Element, { counter, loop }: CountedLoop, body: Block): boolean {
  const shared = sharedNamed(body, array);
  if (!shared || shared.dims.length !== 2 || shared.scalar === 'i32' || column?.type !== 'Identifier' || column.name !== counter) return false;
  const read = localsRead(row!);
  return ![...writesOf(loop)].some((name) => read.has(name));
}

/** The body cut before the multiplication; undefined unless both arrays are complete there, a barrier behind them. */
function cutFor({ loop, left, right }: Multiplied, body: Block, fresh: Fresh): Parted | undefined {
  const at = outermost(body, loop.id);
  const parted = at && partAt(body, at.id, fresh);
  if (!parted) return undefined;
  const writes = (statement: Statement) => [left, right].some(({ array }) => writesOf(statement).has(`${array}[]`) && statement.type !== 'SharedDeclaration');
  const filled = parted.before.findLastIndex(writes);
  const waits = parted.before.findLastIndex((statement) => statement.type === 'Barrier' && statement.scope === 'block');
  return waits > filled && filled >= 0 && ![parted.found, ...parted.after].some(writes) ? parted : undefined;
}

const sites = keptPerTree(({ kernel: { body } }): readonly Multiplied[] => !body.launch ? [] : sitesOf(body).statements.flatMap(({ statement }) => {
  const multiplied = statement.type === 'ForStatement' ? multipliedBy(statement, body) : undefined;
  return multiplied && cutFor(multiplied, body, tried) ? [multiplied] : [];
}));

/** How many tiles cover the size, and how long they are together. */
const tilesOver = (size: SizeExpression): SizeExpression => (size.kind === 'number' ? sizeOf(Math.ceil(size.value / 16)) : ceilOver(size, sizeOf(16)));
const tiled = (size: SizeExpression): SizeExpression => product(sizeOf(16), tilesOver(size));
type SharedArray = Omit<SharedDeclaration, 'type' | 'id'>;

/** Its operands in f16 (one array if they are the same), and the products. */
function arraysFor({ left, right, depth }: Multiplied, body: Block, fresh: Fresh): { readonly halves: ReadonlyMap<string, SharedArray>; readonly dots: SharedArray } {
  const rows = (array: string) => tiled(sharedNamed(body, array)!.dims[0]!);
  const half = ({ array }: Element): [string, SharedArray] => [array, { name: fresh.local('halves'), scalar: 'f16', dims: [rows(array), tiled(depth)] }];
  return {
    halves: new Map(left.array === right.array ? [half(left)] : [half(left), half(right)]),
    dots: { name: fresh.local('dots'), scalar: 'f32', dims: [rows(left.array), rows(right.array)] },
  };
}

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const { body } = typed.kernel;
  const threads = body.launch && threadsOf(body.launch.block, fixed);
  if (threads === undefined || threads % 32 !== 0) return undefined;
  const found = sites(typed).filter((multiplied) => {
    const { halves, dots } = arraysFor(multiplied, body, tried);
    const bytes = [...halves.values(), dots].map((array) => bytesOf(array, fixed));
    return bytes.every((each) => each !== undefined) && hasRoomFor(bytes.reduce((sum, each) => sum + each, 0), body, fixed);
  });
  return found.length === 0 ? undefined : { target: random.pick(found).loop.id, choices: {} };
}

interface Words { readonly fresh: Fresh; readonly block: readonly SizeExpression[] }

function loopOver(stem: string, from: Expression, end: Expression, step: Expression, { fresh }: Words, inside: (counter: () => Expression) => readonly Statement[]): Statement {
  const name = fresh.local(stem);
  const counter = () => read(name, fresh);
  return {
    type: 'ForStatement', id: fresh(), init: { type: 'VariableDeclaration', id: fresh(), name, init: from },
    test: binary(counter(), '<', end, fresh), update: { type: 'Assignment', id: fresh(), operator: '+=', name, value: step },
    body: { type: 'BlockStatement', id: fresh(), body: inside(counter) },
  };
}

/** Copies an array into its f16 one, zeros where that is larger. */
function halving(source: SharedDeclaration, half: SharedArray, depth: SizeExpression, words: Words): Statement {
  const { fresh, block } = words;
  const size = (each: SizeExpression) => sizeExpression(each, fresh);
  const [rows, columns] = half.dims as [SizeExpression, SizeExpression];
  return loopOver('at', linearThread(block, fresh), size(product(rows, columns)), threadCount(block, fresh), words, (at) => {
    const [row, column, value] = [fresh.local('row'), fresh.local('column'), fresh.local('value')];
    const place = () => [read(row, fresh), read(column, fresh)];
    const test: Expression = {
      type: 'LogicalExpression', id: fresh(), operator: '&&',
      left: binary(read(row, fresh), '<', size(source.dims[0]!), fresh), right: binary(read(column, fresh), '<', size(depth), fresh),
    };
    const taken: Statement = { type: 'Assignment', id: fresh(), operator: '=', name: value, value: { type: 'Element', id: fresh(), array: source.name, indices: place() } };
    return [
      { type: 'VariableDeclaration', id: fresh(), name: row, init: call('floor', [binary(at(), '/', size(columns), fresh)], fresh) },
      { type: 'VariableDeclaration', id: fresh(), name: column, init: binary(at(), '%', size(columns), fresh) },
      { type: 'VariableDeclaration', id: fresh(), name: value, init: number(0, true, fresh) },
      { type: 'IfStatement', id: fresh(), test, consequent: { type: 'BlockStatement', id: fresh(), body: [taken] }, alternate: null },
      { type: 'Store', id: fresh(), array: half.name, indices: place(), value: read(value, fresh) },
    ];
  });
}

/** All products by tiles, a warp a tile. */
function multiplying({ left, right }: Multiplied, halves: ReadonlyMap<string, SharedArray>, dots: SharedArray, body: Block, words: Words): Statement {
  const { fresh, block } = words;
  const one = (value: number) => number(value, false, fresh);
  const over = (a: Expression, b: Expression) => call('floor', [binary(a, '/', b, fresh)], fresh);
  const [down, across] = [left, right].map(({ array }) => tilesOver(sharedNamed(body, array)!.dims[0]!)) as [SizeExpression, SizeExpression];
  const size = (each: SizeExpression) => sizeExpression(each, fresh);
  const warps = dividedBy(block.reduce(product), 32);
  return loopOver('tile', over(linearThread(block, fresh), one(32)), size(product(down, across)), size(warps), words, (at) => {
    const row = () => binary(one(16), '*', over(at(), size(across)), fresh);
    const column = () => binary(one(16), '*', binary(at(), '%', size(across), fresh), fresh);
    const [leftHalf, rightHalf] = [halves.get(left.array)!, halves.get(right.array)!];
    return [{ type: 'MatrixDot', id: fresh(), target: dots.name, left: leftHalf.name, right: rightHalf.name, indices: [row(), column(), row(), column()], depth: leftHalf.dims[1]! }];
  });
}

export const matrixTiles: EditOperator = {
  name: 'matrix-tiles',
  description: 'works out inner products of rows in shared memory by tiles on the matrix unit, in f16',
  requires: ['grid', 'shared-memory', 'f16', 'matrix'],
  propose: proposing(draw),
  apply(body, { target }: { readonly target: NodeId }, fresh) {
    const loop = body.launch && findLoop(body, target);
    const found = loop && multipliedBy(loop, body);
    const parted = found && cutFor(found, body, fresh);
    if (!parted) return undefined;
    const { halves, dots } = arraysFor(found, body, fresh);
    const words: Words = { fresh, block: body.launch!.block };
    const barrier = (): Statement => ({ type: 'Barrier', id: fresh(), scope: 'block' });
    const looked: Statement = {
      ...found.sum, value: { type: 'Element', id: found.sum.value.id, array: dots.name, indices: [found.left.indices[0]!, found.right.indices[0]!] },
    };
    const list = [
      ...parted.before, ...[...halves].map(([array, half]) => halving(sharedNamed(body, array)!, half, found.depth, words)), barrier(),
      multiplying(found, halves, dots, body, words), barrier(),
      ...parted.from([parted.found]).map((statement) => rewrite(statement, (node) => (node === loop ? looked : undefined))),
    ];
    return { ...body, body: declared(list, [...halves.values(), dots], fresh) };
  },
};
