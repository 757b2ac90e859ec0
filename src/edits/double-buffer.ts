import type { Barrier, Block, Declaration, Expression, For, Kernel, Node, Statement } from '../model/index.ts';
import { copyFresh, nodesOf, rewrite } from '../dialect/index.ts';
import type { EditOperator, Fresh } from './operator.ts';
import { binary, number, read } from './support/build.ts';
import { mayGrowBy } from './support/copy.ts';
import { countedLoop, type CountedLoop } from './support/counted-loop.ts';
import { conflict, declaredIn, isTogether, readsOf, writesOf } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { findLoop } from './support/loops.ts';
import { exchangeStatement } from './support/place.ts';
import { bytesOf, hasRoomFor, sharedNamed } from './support/shared.ts';
import { sizeOf } from './support/size.ts';
import { sitesOf } from './support/sites.ts';
import { copiedWork, offsetBy, reading } from './support/unroll.ts';

/**
 * A loop whose turn fills shared arrays, waits, works on them and waits again gets two of each: while it works on one, it
 * fills the other for the next turn, and one barrier a turn is enough. What the first turn works on is filled before the
 * loop.
 */
interface Staged {
  readonly counted: CountedLoop;
  readonly start: Declaration;
  /** What both filling and working need to know of the turn. */
  readonly known: readonly Statement[];
  /** Fills the arrays; commits and waits of its copies left out. */
  readonly fill: readonly Statement[];
  readonly isAsync: boolean;
  readonly barrier: Barrier;
  readonly work: readonly Statement[];
  readonly last: Barrier;
  readonly arrays: readonly string[];
}

function stagedBy(loop: For, body: Block, { signature: { parameters } }: Kernel): Staged | undefined {
  const counted = countedLoop(loop);
  if (!counted || counted.updatesInBody || loop.init?.type !== 'VariableDeclaration') return undefined;
  const list = counted.work;
  const at = list.findIndex(({ type }) => type === 'Barrier');
  const [barrier, last] = [list[at], list.at(-1)];
  if (barrier?.type !== 'Barrier' || last?.type !== 'Barrier' || last === barrier || barrier.scope !== last.scope) return undefined;
  const isAsync = list[at - 1]?.type === 'CopyWait' && list[at - 2]?.type === 'CopyCommit';
  const all = list.slice(0, isAsync ? at - 2 : at);
  const work = list.slice(at + 1, -1);
  if ([...all, ...work].some(waits) || all.some(isTogether)) return undefined;
  const known = knownFirst(all, work);
  const fill = all.slice(known.length);
  const arrays = [...new Set(fill.flatMap(filledBy))];
  const may = arrays.length > 0 && arrays.every((name) => sharedNamed(body, name) && isOwn(name, loop, body)) && mayGoAhead(all, known, work, arrays, parameters);
  return may ? { counted, start: loop.init, known, fill, isAsync, barrier, work, last, arrays } : undefined;
}

/** The declarations in front that the work reads too. */
function knownFirst(fill: readonly Statement[], work: readonly Statement[]): readonly Statement[] {
  const reads = new Set(work.flatMap((statement) => [...readsOf(statement)]));
  const last = fill.findLastIndex((statement) => statement.type === 'VariableDeclaration' && reads.has(statement.name));
  const first = fill.slice(0, last + 1);
  return first.every(({ type }) => type === 'VariableDeclaration') ? first : [];
}

/** True if the next turn may be filled before this one's work: neither changes what the other reads or leaves behind. */
function mayGoAhead(fill: readonly Statement[], known: readonly Statement[], work: readonly Statement[], arrays: readonly string[], inputs: Kernel['signature']['parameters']): boolean {
  const all = (list: readonly Statement[], of: (statement: Statement) => ReadonlySet<string>) => new Set(list.flatMap((statement) => [...of(statement)]));
  const elements = arrays.map((name) => `${name}[]`);
  const own = all(fill, declaredIn);
  const names = all(known, declaredIn);
  const [reads, writes, workReads, workWrites] = [all(fill, readsOf), all(fill, writesOf), all(work, readsOf), all(work, writesOf)];
  const fillsOnly = [...writes].every((name) => own.has(name) || elements.includes(name) || name === '*[]');
  return fillsOnly && !elements.some((name) => reads.has(name) || workWrites.has(name)) && ![...own].some((name) => workReads.has(name) && !names.has(name)) && !conflict(workWrites, reads, inputs);
}

function waits(statement: Statement): boolean {
  return nodesOf(statement).some(({ type }) => type === 'Barrier' || type === 'CopyCommit' || type === 'CopyWait');
}

function filledBy(statement: Statement): string[] {
  return nodesOf(statement).flatMap((node) => (node.type === 'Store' || node.type === 'AsyncCopy' || node.type === 'AtomicAdd' ? [node.array] : []));
}

/** True if the array is named in the loop alone, and by nothing that wants it to have two dimensions. */
function isOwn(name: string, loop: For, body: Block): boolean {
  const uses = (root: Node) => nodesOf(root).filter((node) => 'array' in node && node.array === name).length;
  return uses(loop) === uses(body) && !nodesOf(body).some((node) => node.type === 'MatrixDot' && [node.left, node.right, node.target].includes(name));
}

/** The statements with the arrays' accesses in the buffer of that number. */
function inBuffer(list: readonly Statement[], arrays: readonly string[], buffer: () => Expression): Statement[] {
  const change = (node: Node): Node | undefined => {
    if (!('array' in node) || !arrays.includes(node.array)) return undefined;
    return { ...node, indices: [buffer(), ...node.indices] };
  };
  return list.map((statement) => rewrite(statement, change));
}

/** Statements in an `if`, with the commit of their copies. */
function onlyIf(test: Expression, list: readonly Statement[], isAsync: boolean, fresh: Fresh): Statement {
  const commit: Statement[] = isAsync ? [{ type: 'CopyCommit', id: fresh() }] : [];
  return { type: 'IfStatement', id: fresh(), test, consequent: { type: 'BlockStatement', id: fresh(), body: [...list, ...commit] }, alternate: null };
}

function doubled({ counted, start, known, fill, isAsync, barrier, work, last, arrays }: Staged, fresh: Fresh): Statement[] {
  const { loop, counter, step } = counted;
  const buffer = fresh.local('buffer');
  const other = () => binary(number(1, false, fresh), '-', read(buffer, fresh), fresh);
  const next = () => offsetBy(read(counter, fresh), step, fresh);
  const moved = rewrite(copyFresh(loop.test, fresh), (node) => (node.type === 'Identifier' && node.name === counter ? next() : undefined));
  const ahead = inBuffer(reading(copiedWork([...known, ...fill], fresh), counter, next), arrays, other);
  const first = known.length === 0 ? fill : copiedWork([...known, ...fill], fresh);
  const wait: Statement[] = isAsync ? [{ type: 'CopyWait', id: fresh(), pending: 0 }] : [];
  const turn: Statement[] = [
    ...wait, barrier, ...known, onlyIf(moved, ahead, isAsync, fresh),
    ...inBuffer(work, arrays, () => read(buffer, fresh)),
    { type: 'Assignment', id: fresh(), operator: '=', name: buffer, value: other() },
  ];
  return [
    start, { type: 'VariableDeclaration', id: fresh(), name: buffer, init: number(0, false, fresh) },
    onlyIf(copyFresh(loop.test, fresh), inBuffer(first, arrays, () => number(0, false, fresh)), isAsync, fresh),
    { ...loop, init: null, body: { ...loop.body, body: turn } }, last,
  ];
}

const sites = keptPerTree(({ kernel }) => sitesOf(kernel.body).statements.flatMap(({ statement }) => {
  const staged = statement.type === 'ForStatement' ? stagedBy(statement, kernel.body, kernel) : undefined;
  return staged ? [staged] : [];
}));

export const doubleBuffer: EditOperator = {
  name: 'double-buffer',
  description: 'fills shared memory for the next turn of a loop while this one works: two arrays, one barrier a turn',
  requires: ['grid', 'shared-memory'],
  propose: proposing((typed, random, fixed) => {
    const { body } = typed.kernel;
    const more = (arrays: readonly string[]) => arrays.reduce((sum, name) => sum + (bytesOf(sharedNamed(body, name)!, fixed) ?? Infinity), 0);
    const found = sites(typed).filter(({ arrays }) => hasRoomFor(more(arrays), body, fixed));
    return found.length === 0 ? undefined : { target: random.pick(found).counted.loop.id, choices: {} };
  }),
  apply(body, { target }, fresh, kernel) {
    const loop = findLoop(body, target);
    const staged = loop && stagedBy(loop, body, kernel);
    if (!staged || !mayGrowBy(body, loop)) return undefined;
    const twice = rewrite(body, (node) => (node.type === 'SharedDeclaration' && staged.arrays.includes(node.name) ? { ...node, dims: [sizeOf(2), ...node.dims] } : undefined));
    return exchangeStatement(twice, target, () => doubled(staged, fresh));
  },
};
