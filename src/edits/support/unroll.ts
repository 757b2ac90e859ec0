import type { Binary, Block, Expression, For, Literal, Node, Random, Statement } from '../../model/index.ts';
import { copyFresh, rewrite, walk, type TypedKernel } from '../../dialect/index.ts';
import type { Draft, Fresh } from '../operator.ts';
import { countedLoop, type CountedLoop } from './counted-loop.ts';
import { mayGrowBy } from './copy.ts';
import { declaredIn } from './dataflow.ts';
import { keptPerTree } from './kept.ts';
import { sitesOf } from './sites.ts';

/** Making several turns of a counted loop out of one. */

export const factors = [2, 3, 4, 8] as const;

/** How a later turn gets its counter: it reads `i + 2`, or `i` is moved on between the turns. */
export type CounterStyle = 'offset' | 'step';

/** Counted loops over i32: a float counter gathers rounding on its way, which no product of turns repeats. */
export const countedLoopsOf = keptPerTree((typed: TypedKernel): readonly CountedLoop[] =>
  sitesOf(typed.kernel.body).statements.flatMap(({ statement }) => {
    const counted = statement.type === 'ForStatement' ? countedLoop(statement) : undefined;
    return counted && typed.locals.get(counted.counter) === 'i32' ? [counted] : [];
  }));

export function drawUnrolling(typed: TypedKernel, random: Random): Draft | undefined {
  const loops = countedLoopsOf(typed);
  if (loops.length === 0) return undefined;
  const { loop } = random.pick(loops);
  const by = random.pick(factors);
  if (!mayUnroll(typed.kernel.body, loop, by)) return undefined;
  return { target: loop.id, choices: { by, counter: (random.chance(0.75) ? 'offset' : 'step') satisfies CounterStyle } };
}

/** Loops unrolled again and again would leave the search nothing but large kernels; instruction caches hold no more. */
const mostNodes = 1000;

export function mayUnroll(body: Block, loop: For, by: number): boolean {
  return mayGrowBy(body, loop, by, mostNodes);
}

/** The loop with `by` turns in each of its own, the first with the nodes it had. Its head is as it was, but for the step. */
export function unrolled(counted: CountedLoop, by: number, style: CounterStyle, fresh: Fresh): For {
  const { loop, work, update, updatesInBody } = counted;
  const list = [...work];
  for (let turn = 1; turn < by; turn++) list.push(...turnOf(counted, turn, style, fresh));
  const last = style === 'offset' ? stepping(counted, by, fresh) : update;
  const body: Block = { ...loop.body, body: updatesInBody ? [...list, last] : list };
  return updatesInBody ? { ...loop, body } : { ...loop, update: last, body };
}

/** A loop of `by` turns at a time as long as all are in range, and one for the rest; what starts the counter comes before both. */
export function unrolledWithRest(counted: CountedLoop, by: number, style: CounterStyle, fresh: Fresh): { before: Statement[]; main: For; rest: For } {
  const { loop } = counted;
  const main = unrolled(counted, by, style, fresh);
  return { before: loop.init ? [loop.init] : [], main: { ...main, init: null, test: allInRange(counted, by, fresh) }, rest: rest(loop, fresh) };
}

/** The bound moves, not the counter: what is left of it cannot change, so another edit may hoist it. */
function allInRange({ loop, bound, step }: CountedLoop, by: number, fresh: Fresh): Binary {
  const test = loop.test as Binary;
  const nearer = offsetBy(bound, -(by - 1) * step, fresh);
  return test.left === bound ? { ...test, left: nearer } : { ...test, right: nearer };
}

function rest(loop: For, fresh: Fresh): For {
  const rename = new Map([...declaredIn(loop.body)].map((name) => [name, fresh.local(name)]));
  return copyFresh({ ...loop, init: null }, fresh, rename);
}

function stepping({ update, step, counter }: CountedLoop, by: number, fresh: Fresh): CountedLoop['update'] {
  return { type: 'Assignment', id: update.id, operator: step > 0 ? '+=' : '-=', name: counter, value: integer(by * Math.abs(step), fresh) };
}

function turnOf(counted: CountedLoop, turn: number, style: CounterStyle, fresh: Fresh): readonly Statement[] {
  const { work, counter, step, update } = counted;
  if (style === 'step') return [copyFresh(update, fresh), ...copiedWork(work, fresh)];
  const by = turn * step;
  if (work.every((statement) => readOnlyInPlaces(statement, counter))) {
    return copiedWork(work, fresh).map((statement) => rewrite(statement, (node) => (isOffsetOf(node, counter) ? offsetBy(node, by, fresh) : undefined)));
  }
  const name = fresh.local(counter);
  const init = offsetBy({ type: 'Identifier', id: fresh(), name: counter }, by, fresh);
  return [{ type: 'VariableDeclaration', id: fresh(), name, init }, ...copiedWork(work, fresh, new Map([[counter, name]]))];
}

/** `i`, and `i + 1`, which moves to `i + 3` rather than `i + 2 + 1`. */
function isOffsetOf(node: Node, counter: string): node is Expression {
  if (node.type === 'Identifier') return node.name === counter;
  return node.type === 'BinaryExpression' && (node.operator === '+' || node.operator === '-') && isWhole(node.right) && isOffsetOf(node.left, counter);
}

/** A copy of statements in which every node is fresh and every local they declare has a fresh name. */
export function copiedWork(work: readonly Statement[], fresh: Fresh, renamed: ReadonlyMap<string, string> = new Map()): Statement[] {
  const rename = new Map(renamed);
  for (const statement of work) for (const name of declaredIn(statement)) rename.set(name, fresh.local(name));
  return work.map((statement) => copyFresh(statement, fresh, rename));
}

/** The statements with another expression for each read of a local. */
export function reading(work: readonly Statement[], name: string, make: () => Expression): Statement[] {
  return work.map((statement) => rewrite(statement, (node) => (node.type === 'Identifier' && node.name === name ? make() : undefined)));
}

/**
 * True if the local is read at most as a part of whole-number arithmetic in an array's index. Elsewhere the literal of
 * `i + 1` might become a float with its surroundings, and the sum with it.
 */
function readOnlyInPlaces(statement: Statement, name: string): boolean {
  let all = 0;
  let inPlaces = 0;
  const place = (index: Expression): void => {
    if (index.type === 'Identifier' && index.name === name) inPlaces++;
    if (index.type === 'BinaryExpression' && ['+', '-', '*'].includes(index.operator)) [index.left, index.right].forEach(place);
  };
  walk(statement, (node) => {
    if (node.type === 'Identifier' && node.name === name) all++;
    if ('indices' in node) node.indices.forEach(place);
    if (node.type === 'AsyncCopy') node.sourceIndices.forEach(place);
  });
  return all === inPlaces;
}

export function integer(value: number, fresh: Fresh): Literal {
  return { type: 'Literal', id: fresh(), value, float: false };
}

/** `e + by`, with whole literals at its end added up: `n - 3` moved by -4 is `n - 7`. */
export function offsetBy(expression: Expression, by: number, fresh: Fresh): Expression {
  if (by === 0) return expression;
  if (isWhole(expression)) return integer(expression.value + by, fresh);
  if (expression.type === 'BinaryExpression' && isWhole(expression.right) && (expression.operator === '+' || expression.operator === '-')) {
    const { operator, right } = expression;
    return offsetBy(expression.left, (operator === '+' ? right.value : -right.value) + by, fresh);
  }
  return { type: 'BinaryExpression', id: fresh(), operator: by > 0 ? '+' : '-', left: expression, right: integer(Math.abs(by), fresh) };
}

function isWhole(expression: Expression): expression is Literal & { readonly value: number } {
  return expression.type === 'Literal' && !expression.float && typeof expression.value === 'number';
}
