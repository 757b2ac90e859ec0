import type { Block, Builtin, Element, Expression, For, Kernel, Random, SizeExpression, Sizes, Statement } from '../model/index.ts';
import { copyFresh, nodesOf, rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { binary, call, number, read } from './support/build.ts';
import { countedLoop, type CountedLoop } from './support/counted-loop.ts';
import { isTogether } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { partAt, type Parted } from './support/part.ts';
import { declared, hasRoomFor, rowsOf, threadsOf } from './support/shared.ts';
import { valueOf } from './support/size.ts';
import { sitesOf } from './support/sites.ts';
import { tried } from './support/tried.ts';
import { varyingAlongX } from './support/uniform.ts';

/**
 * The lanes that work on one bag all load the same index in every turn. Instead each lane brings one of the next ones into
 * shared memory, all wait, and read them there. Bags side by side in a warp are of different lengths, and lanes that wait
 * for each other must take the same number of turns: that of the longest bag in the warp, told by lane exchange.
 *
 * Fits a loop over neighbours, outside of other loops, whose bounds are the same for all threads along x; and blocks whose
 * x is 2, 4, 8, 16 or a multiple of 32 threads, so that the threads of a bag share a warp.
 */
interface Staged {
  readonly counted: CountedLoop;
  readonly parted: Parted;
}

function stagedBy(element: Element, { signature, body }: Kernel, fresh: Fresh): Staged | undefined {
  const input = signature.parameters.find(({ name }) => name === element.array);
  const loop = sitesOf(body).expressionById.get(element.id)?.owner.loops.at(-1);
  const counted = loop && countedLoop(loop);
  if (!body.launch || !counted || counted.updatesInBody || counted.step !== 1 || loop.init?.type !== 'VariableDeclaration') return undefined;
  const [only] = element.indices;
  if (!input || (input.type.scalar !== 'i32' && input.type.scalar !== 'f32') || element.indices.length !== 1 || element.width !== undefined || !isCounter(only, counted)) return undefined;
  const parted = partAt(body, loop.id, fresh);
  if (!parted || isTogether(loop)) return undefined;
  const varying = varyingAlongX(body, signature.parameters);
  return [loop.init.init!, counted.bound, ...parted.tests].some((each) => varying.has(each)) ? undefined : { counted, parted };
}

function isCounter(index: Expression | undefined, { counter }: CountedLoop): boolean {
  return index?.type === 'Identifier' && index.name === counter;
}

const sites = keptPerTree(({ kernel }) => sitesOf(kernel.body).expressions.flatMap(({ expression }) =>
  (expression.type === 'Element' && stagedBy(expression, kernel, tried) ? [expression.id] : [])));

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const { body } = typed.kernel;
  const [across, threads] = body.launch ? [valueOf(body.launch.block[0]!, fixed), threadsOf(body.launch.block, fixed)] : [];
  if (across === undefined || threads === undefined || !([2, 4, 8, 16].includes(across) || across % 32 === 0) || !hasRoomFor(4 * threads, body, fixed)) return undefined;
  const found = sites(typed);
  return found.length === 0 ? undefined : { target: random.pick(found), choices: { lanes: Math.min(across, 32), warps: Math.max(1, across / 32) } };
}

/** Lanes of a warp that work on one bag, and how many warps do, each for itself. */
interface Shape { readonly lanes: number; readonly warps: number }

/** The loop by pieces of as many turns as there are lanes, each piece's indices brought first. */
function byPieces({ counted, parted }: Staged, element: Element, { lanes, warps }: Shape, body: Block, name: string, fresh: Fresh): Statement[] {
  const { loop, counter, comparison } = counted;
  const block = body.launch!.block;
  const rows = rowsOf(block, fresh);
  const [begin, end, most, done] = [fresh.local('begin'), fresh.local('end'), fresh.local('most'), fresh.local('done')];
  const one = (value: number) => number(value, false, fresh);
  const get = (local: string) => read(local, fresh);
  const plus = (left: Expression, right: Expression) => binary(left, '+', right, fresh);
  const declare = (local: string, init: Expression): Statement => ({ type: 'VariableDeclaration', id: fresh(), name: local, init });
  const assign = (local: string, value: Expression): Statement => ({ type: 'Assignment', id: fresh(), operator: '=', name: local, value });
  const x: () => Builtin = () => ({ type: 'Builtin', id: fresh(), group: 'local', axis: 'x' });
  const lane = (): Expression => (lanes < 32 ? x() : { type: 'Builtin', id: fresh(), group: 'lane', axis: 'x' });
  const longest: Statement[] = [];
  for (let distance = lanes; distance < 32; distance *= 2) {
    longest.push(assign(most, call('max', [get(most), { type: 'FunctionCall', id: fresh(), name: 'shuffleXor', arguments: [get(most), one(distance)] }], fresh)));
  }
  const start = loop.init as Statement & { type: 'VariableDeclaration' };
  const first = () => plus(get(begin), get(done));
  const mine = () => plus(first(), lane());
  const load: Element = { ...element, id: fresh(), indices: [mine()] };
  const fill: Statement = { type: 'Store', id: fresh(), array: name, indices: [...rows.indices(), x()], value: load };
  const place = (): Expression => {
    const inPiece = binary(get(counter), '-', first(), fresh);
    return warps === 1 ? inPiece : plus(binary(x(), '-', lane(), fresh), inPiece);
  };
  const inner: For = {
    ...loop, init: { ...start, init: first() },
    test: binary(get(counter), '<', call('min', [plus(first(), one(lanes)), get(end)], fresh), fresh),
    body: rewrite(loop.body, (node) => (node.type === 'Element' && node.array === element.array && node.width === undefined && isCounter(node.indices[0], counted)
      ? { type: 'Element', id: node.id, array: name, indices: [...rows.indices(), place()] } : undefined)),
  };
  const wait = (): Statement => ({ type: 'Barrier', id: fresh(), scope: 'warp' });
  const only = (test: Expression, inside: Statement): Statement => ({ type: 'IfStatement', id: fresh(), test, consequent: { type: 'BlockStatement', id: fresh(), body: [inside] }, alternate: null });
  const pieces: For = {
    type: 'ForStatement', id: fresh(), init: { type: 'VariableDeclaration', id: fresh(), name: done, init: one(0) },
    test: binary(get(done), '<', get(most), fresh),
    update: { type: 'Assignment', id: fresh(), operator: '+=', name: done, value: one(lanes) },
    body: { type: 'BlockStatement', id: fresh(), body: [only(binary(mine(), '<', get(end), fresh), fill), wait(), inner, wait()] },
  };
  const bound = copyFresh(counted.bound, fresh);
  return [
    declare(begin, one(0)), declare(end, one(0)),
    ...parted.upTo([assign(begin, start.init!), assign(end, comparison === '<=' ? plus(bound, one(1)) : bound)]),
    declare(most, binary(get(end), '-', get(begin), fresh)), ...longest, pieces, ...parted.after,
  ];
}

export const stageIndices: EditOperator = {
  name: 'stage-indices',
  description: 'brings the indices of the next turns into shared memory, one by each lane',
  requires: ['grid', 'shared-memory', 'lane-exchange'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    const element = nodesOf(body).find((node): node is Element => node.id === target && node.type === 'Element');
    const staged = element && stagedBy(element, { ...kernel, body }, fresh);
    if (!staged) return undefined;
    const name = fresh.local(element.array);
    const list = byPieces(staged, element, { lanes: choices.lanes as number, warps: choices.warps as number }, body, name, fresh);
    const scalar = kernel.signature.parameters.find((each) => each.name === element.array)!.type.scalar as 'i32' | 'f32';
    const dims: SizeExpression[] = [...rowsOf(body.launch!.block, fresh).dims, body.launch!.block[0]!];
    return { ...body, body: declared(list, [{ name, scalar, dims }], fresh) };
  },
};
