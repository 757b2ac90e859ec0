import type { Block, Builtin, Element, Expression, Kernel, Random, SharedDeclaration, SizeExpression, Sizes, Statement, Store } from '../model/index.ts';
import { copyFresh, nodesOf, rewrite, type TypedKernel } from '../dialect/index.ts';
import { symbolsOf } from '../util/size-expression.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { binary, call, number, read } from './support/build.ts';
import { localsRead } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { findExpression } from './support/expression.ts';
import { keptPerTree } from './support/kept.ts';
import { outermost, partAt } from './support/part.ts';
import { sameTree } from './support/same.ts';
import { bytesOf, declared, hasRoomFor, rowsOf } from './support/shared.ts';
import { product, sizeExpression, valueOf } from './support/size.ts';
import { sitesOf } from './support/sites.ts';
import { tried } from './support/tried.ts';
import { varyingAlongX } from './support/uniform.ts';

/**
 * What the threads of a row of the block read of an input again and again, `sparse[sample]` with its columns, is brought
 * into shared memory first, once, by all of them together; then they wait for each other and read it there. The part must
 * be named by its first index, the same for all threads along x, and its size compiled in.
 */
interface Staged {
  readonly part: Pick<SharedDeclaration, 'scalar' | 'dims'>;
  /** The part's place, as it can be told before all branches. */
  readonly lead: Expression;
  /** The input's first dimension, which its first index must not leave. */
  readonly bound: SizeExpression;
  /** The statement before which the part is brought. */
  readonly at: Statement;
}

function stagedFor(element: Element, { signature, body }: Kernel, fresh: Fresh): Staged | undefined {
  const input = signature.parameters.find(({ name }) => name === element.array);
  const at = ownerOf(element, { signature, body });
  if (!body.launch || !input || !at || input.type.dims.length < 2 || input.type.dims.length > 3) return undefined;
  const { scalar, dims } = input.type;
  const { statics } = signature;
  if (dims.slice(1).some((size) => symbolsOf(size).some((symbol) => !statics.includes(symbol)))) return undefined;
  const kept = scalar === 'bf16' || scalar === 'f32' ? 'f32' : scalar === 'f16' || scalar === 'i32' ? scalar : undefined;
  const before = body.body.slice(0, body.body.findIndex((statement) => statement === at || nodesOf(statement).includes(at)));
  const lead = told(element.indices[0]!, before, body);
  if (!lead || kept === undefined || varyingAlongX(body, signature.parameters).has(lead) || nodesOf(lead).some(({ type }) => type === 'Element')) return undefined;
  const rows = rowsOf(body.launch.block, fresh);
  return { part: { scalar: kept, dims: [...rows.dims, ...dims.slice(1)] }, lead, bound: dims[0]!, at };
}

/**
 * The index by what is declared at the top: the part is brought by all threads, those that their branches keep from it too,
 * and it must be there for them. Undefined if it hangs on a local that changes.
 */
function told(index: Expression, before: readonly Statement[], body: Block): Expression | undefined {
  const all = nodesOf(body);
  const assigned = new Set(all.flatMap((node) => (node.type === 'Assignment' ? [node.name] : [])));
  const top = new Set(before.flatMap((statement) => (statement.type === 'VariableDeclaration' ? [statement.name] : [])));
  const inits = new Map(all.flatMap((node) => (node.type === 'VariableDeclaration' && node.init ? [[node.name, node.init] as const] : [])));
  const names = [...localsRead(index)];
  if (names.some((name) => assigned.has(name) || (!top.has(name) && !inits.has(name)))) return undefined;
  if (names.every((name) => top.has(name))) return index;
  const nearer = rewrite(index, (node) => (node.type === 'Identifier' && !top.has(node.name) ? inits.get(node.name) : undefined));
  return told(nearer, before, body);
}

/** The statement outside of all loops that the element stands in. */
function ownerOf(element: Element, { body }: Kernel): Statement | undefined {
  const owner = sitesOf(body).expressionById.get(element.id)?.owner.statement;
  return owner && outermost(body, owner.id);
}

const sites = keptPerTree(({ kernel }) => sitesOf(kernel.body).expressions.flatMap(({ expression }) => {
  const staged = expression.type === 'Element' ? stagedFor(expression, kernel, tried) : undefined;
  return staged && partAt(kernel.body, staged.at.id, tried) ? [{ expression, part: staged.part }] : [];
}));

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const found = sites(typed).filter(({ part }) => hasRoomFor(bytesOf(part, fixed), typed.kernel.body, fixed));
  if (found.length === 0) return undefined;
  const { expression, part } = random.pick(found);
  const row = valueOf(part.dims.at(-1)!, fixed)!;
  const width = random.pick([1, 2, 4].filter((each) => row % each === 0));
  return { target: expression.id, choices: { width } };
}

/** Brings the part: thread by thread along x, one access each. */
function filling(name: string, element: Element, { lead, bound }: Staged, dims: readonly SizeExpression[], width: number, places: () => Expression[], fresh: Fresh): Statement[] {
  const at = fresh.local('at');
  const x = (group: 'local' | 'blockDim'): Expression => {
    const builtin: Builtin = { type: 'Builtin', id: fresh(), group, axis: 'x' };
    return width === 1 ? builtin : binary(number(width, false, fresh), '*', builtin, fresh);
  };
  const row = () => sizeExpression(dims.at(-1)!, fresh);
  const inside = (): Expression[] => (dims.length === 1 ? [read(at, fresh)]
    : [call('floor', [binary(read(at, fresh), '/', row(), fresh)], fresh), binary(read(at, fresh), '%', row(), fresh)]);
  const place = () => copyFresh(lead, fresh);
  const wide = width === 1 ? {} : { width: width as 2 | 4 };
  const store: Store = {
    type: 'Store', id: fresh(), array: name, indices: [...places(), ...inside()],
    value: { type: 'Element', id: fresh(), array: element.array, indices: [place(), ...inside()], ...wide }, ...wide,
  };
  const loop: Statement = {
    type: 'ForStatement', id: fresh(),
    init: { type: 'VariableDeclaration', id: fresh(), name: at, init: x('local') },
    test: binary(read(at, fresh), '<', sizeExpression(dims.reduce(product), fresh), fresh),
    update: { type: 'Assignment', id: fresh(), operator: '+=', name: at, value: x('blockDim') },
    body: { type: 'BlockStatement', id: fresh(), body: [store] },
  };
  const test = binary(place(), '<', sizeExpression(bound, fresh), fresh);
  return [{ type: 'IfStatement', id: fresh(), test, consequent: { type: 'BlockStatement', id: fresh(), body: [loop] }, alternate: null }];
}

export const stageOperand: EditOperator = {
  name: 'stage-operand',
  description: 'brings the part of an input that a row of threads works on into shared memory first',
  requires: ['grid', 'shared-memory'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    const element = findExpression(body, target);
    const here: Kernel = { ...kernel, body };
    const staged = element?.type === 'Element' ? stagedFor(element, here, fresh) : undefined;
    const parted = staged && partAt(body, staged.at.id, fresh);
    if (!parted || element?.type !== 'Element') return undefined;
    const name = fresh.local(element.array);
    const rows = rowsOf(body.launch!.block, fresh);
    const dims = staged.part.dims.slice(rows.dims.length);
    const isPart = (node: Element) => node.array === element.array && sameTree(node.indices[0]!, element.indices[0]!);
    const fromShared = (list: readonly Statement[]) => list.map((statement) => rewrite(statement, (node) => {
      if (node.type !== 'Element' || !isPart(node)) return undefined;
      const { hint: _, ...plain } = node;
      return { ...plain, array: name, indices: [...rows.indices(), ...node.indices.slice(1)] };
    }));
    const list = [
      ...parted.before, ...filling(name, element, staged, dims, choices.width as number, rows.indices, fresh),
      { type: 'Barrier', id: fresh(), scope: 'block' } as const,
      ...fromShared(parted.from([parted.found])),
    ];
    return { ...body, body: declared(list, [{ name, ...staged.part }], fresh) };
  },
};
