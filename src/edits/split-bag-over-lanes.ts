import type { Block, Builtin, Expression, For, Kernel, Launch, Random, Sizes, Statement } from '../model/index.ts';
import { nodesOf, rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { accumulatorsIn, type Accumulator } from './support/accumulator.ts';
import { binary, call, number, numberOf, read } from './support/build.ts';
import { countedLoop, type CountedLoop } from './support/counted-loop.ts';
import { declaredIn, hasEffect, isTogether, writesOf } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { countOf } from './support/launch.ts';
import { isWritten, keepsToItself, partAt, type Parted } from './support/part.ts';
import { threadsOf } from './support/shared.ts';
import { product, sizeExpression, sizeOf, valueOf } from './support/size.ts';
import { sitesOf } from './support/sites.ts';
import { tried } from './support/tried.ts';

/**
 * The turns of a loop that only gathers are dealt out over several lanes of a warp, lane k taking every turn k, k + n, …;
 * what each has gathered is put together by lane exchange, and one lane goes on. The lanes come from a block n times as
 * long along x. `neighbours`: the lanes of a bag side by side, rows far apart. `strides`: the lanes of a row stay side by
 * side, so that rows are loaded in one piece (FBGEMM's lane groups); that takes a power of two of threads along x.
 */
type Layout = 'neighbours' | 'strides';

interface Splittable {
  readonly counted: CountedLoop;
  readonly parted: Parted;
  readonly accumulators: readonly Accumulator[];
}

function splittable(body: Block, loop: For, { signature }: Kernel, fresh: Fresh): Splittable | undefined {
  const counted = countedLoop(loop);
  if (!body.launch || !counted || counted.updatesInBody || counted.step < 0 || loop.init?.type !== 'VariableDeclaration') return undefined;
  if (isTogether(body) || countOf(body, 'lane', 0) > 0) return undefined;
  const parted = partAt(body, loop.id, fresh);
  if (!parted || [...parted.before, loop].some((statement) => statement.type === 'SharedDeclaration' || hasEffect(statement))) return undefined;
  const accumulators = accumulatorsIn([loop]);
  const gathered = new Set(accumulators.map(({ name }) => name));
  const own = declaredIn(loop);
  const gathersOnly = [...writesOf(loop)].every((name) => own.has(name) || gathered.has(name));
  const isScalar = (name: string) => signature.parameters.some((parameter) => parameter.name === name);
  if (accumulators.length === 0 || !gathersOnly || !keepsToItself([loop], parted.after) || accumulators.some(({ name }) => isScalar(name))) return undefined;
  return accumulators.every((accumulator) => startsNeutral(accumulator, parted)) ? { counted, parted, accumulators } : undefined;
}

/** Every lane starts with what the local starts with, so that must add nothing; the greatest and the least may come twice. */
function startsNeutral({ name, kind }: Accumulator, { before }: Parted): boolean {
  const writes = before.flatMap((statement) => nodesOf(statement)).filter((node) => (node.type === 'VariableDeclaration' || node.type === 'Assignment') && node.name === name);
  const [only] = writes;
  if (writes.length !== 1 || only?.type !== 'VariableDeclaration' || only.init === null || !isWritten(only.init)) return false;
  const values = only.init.type === 'Construct' ? only.init.arguments : [only.init];
  return kind === 'min' || kind === 'max' || values.every((value) => numberOf(value) === (kind === '+' ? 0 : 1));
}

const ways = [2, 4, 8, 16, 32] as const;
const mostThreads = 1024;

const sites = keptPerTree(({ kernel }): readonly For[] => sitesOf(kernel.body).statements.flatMap(({ statement }) =>
  (statement.type === 'ForStatement' && splittable(kernel.body, statement, kernel, tried) ? [statement] : [])));

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const { launch } = typed.kernel.body;
  const threads = launch && threadsOf(launch.block, fixed);
  if (threads === undefined) return undefined;
  const loops = sites(typed);
  const fits = ways.filter((by) => by * threads <= mostThreads);
  if (loops.length === 0 || fits.length === 0) return undefined;
  const by = random.pick(fits);
  const across = valueOf(launch!.block[0]!, fixed)!;
  const mayStride = across > 1 && across * by <= 32 && (across & (across - 1)) === 0;
  return { target: random.pick(loops).id, choices: { by, layout: (mayStride && random.chance(0.7) ? 'strides' : 'neighbours') satisfies Layout } };
}

/** `sum = reduceAdd(sum, 8)`, or step by step with the lane at distance 1, 2, 4, … */
function exchange({ name, kind }: Accumulator, by: number, distance: ((times: number) => Expression) | undefined, fresh: Fresh): Statement[] {
  const store = (value: Expression): Statement => ({ type: 'Assignment', id: fresh(), operator: '=', name, value });
  if (kind === '+' && !distance) return [store({ type: 'FunctionCall', id: fresh(), name: 'reduceAdd', arguments: [read(name, fresh), number(by, false, fresh)] })];
  const steps: Statement[] = [];
  for (let times = 1; times < by; times *= 2) {
    const away = distance?.(times) ?? number(times, false, fresh);
    const other: Expression = { type: 'FunctionCall', id: fresh(), name: 'shuffleXor', arguments: [read(name, fresh), away] };
    steps.push(store(kind === '+' || kind === '*' ? binary(read(name, fresh), kind, other, fresh) : call(kind, [read(name, fresh), other], fresh)));
  }
  return steps;
}

export const splitBagOverLanes: EditOperator = {
  name: 'split-bag-over-lanes',
  description: 'deals the turns of a loop that gathers out over lanes, which add up by lane exchange',
  requires: ['grid', 'lane-exchange'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    const loop = nodesOf(body).find((node): node is For => node.id === target && node.type === 'ForStatement');
    const found = loop && splittable(body, loop, kernel, fresh);
    if (!found) return undefined;
    const { counted: { step, update }, parted, accumulators } = found;
    const by = choices.by as number;
    const launch = body.launch!;
    const strides = (choices.layout as Layout) === 'strides';
    const across = () => sizeExpression(launch.block[0]!, fresh);
    const x = (): Builtin => ({ type: 'Builtin', id: fresh(), group: 'local', axis: 'x' });
    const over = (left: Expression, right: Expression) => call('floor', [binary(left, '/', right, fresh)], fresh);
    const lanes = () => number(by, false, fresh);
    const [share, place] = [fresh.local('share'), fresh.local('place')];
    const declare = (name: string, init: Expression): Statement => ({ type: 'VariableDeclaration', id: fresh(), name, init });
    const start = loop.init as Statement & { type: 'VariableDeclaration' };
    const first = step === 1 ? read(share, fresh) : binary(number(step, false, fresh), '*', read(share, fresh), fresh);
    const dealt: For = {
      ...loop, init: { ...start, init: numberOf(start.init!) === 0 ? first : binary(start.init!, '+', first, fresh) },
      update: { ...update, operator: '+=', value: number(step * by, false, fresh) },
    };
    const leads: Expression = binary(read(share, fresh), '===', number(0, false, fresh), fresh);
    const list: Statement[] = [
      ...parted.upTo([dealt]),
      ...accumulators.flatMap((each) => exchange(each, by, strides ? (times) => (times === 1 ? across() : binary(number(times, false, fresh), '*', across(), fresh)) : undefined, fresh)),
      { type: 'IfStatement', id: fresh(), test: leads, consequent: { type: 'BlockStatement', id: fresh(), body: parted.after }, alternate: null },
    ];
    const moved = list.map((statement) => rewrite(statement, (node) => {
      if (node.type !== 'Builtin' || node.axis !== 'x') return undefined;
      if (node.group === 'local') return { type: 'Identifier', id: node.id, name: place };
      return node.group === 'blockDim' ? across() : undefined;
    }));
    const longer: Launch = { ...launch, block: launch.block.with(0, product(launch.block[0]!, sizeOf(by))) };
    const usesPlace = moved.some((statement) => nodesOf(statement).some((node) => node.type === 'Identifier' && node.name === place));
    const places: Statement[] = [
      declare(share, strides ? over(x(), across()) : binary(x(), '%', lanes(), fresh)),
      ...(usesPlace ? [declare(place, strides ? binary(x(), '%', across(), fresh) : over(x(), lanes()))] : []),
    ];
    return { ...body, body: [...places, ...moved], launch: longer };
  },
};

