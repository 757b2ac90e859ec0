import type { Block, Node, NodeId, Random, Sizes, VectorWidth } from '../model/index.ts';
import { type TypedKernel, widthOf } from '../dialect/index.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { accumulatorsIn } from './support/accumulator.ts';
import { type CountedLoop, findCounted, valueAtEntry } from './support/counted-loop.ts';
import { declaredIn } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { exchangeStatement } from './support/place.ts';
import { type Divisors, divisorsOf } from './support/size.ts';
import { typedBody } from './support/typed.ts';
import { countedLoopsOf, integer } from './support/unroll.ts';
import { isWhole, type Kind, kindsIn, type Seeded, vectorised } from './support/vector-kinds.ts';

/**
 * A loop that sums along rows takes 2, 4 or 8 turns at a time with wide loads: `sum += a[d] * b[d]` becomes
 * `sum += dot(load4(a, d), load4(b, d))`. Fits loops from a multiple of the width to another, whose counter is the last
 * index into rows of whole vectors. The terms are added in another order.
 */
interface Widened {
  readonly counted: CountedLoop;
  readonly seeded: Seeded;
  readonly kinds: ReadonlyMap<string, Kind>;
}

function widened(typed: TypedKernel, id: NodeId, width: VectorWidth, divisors: Divisors): Widened | undefined {
  const { body } = typed.kernel;
  const counted = findCounted(body, id);
  if (!counted || counted.step !== 1 || counted.comparison !== '<' || typed.locals.get(counted.counter) !== 'i32') return undefined;
  const { loop, counter, work } = counted;
  const sums = new Set(accumulatorsIn([loop]).filter(({ name, kind }) => kind === '+' && name !== counter && widthOf(typed.locals.get(name) ?? 'i32') === 1).map(({ name }) => name));
  const isSeed = (node: Node) => node.type === 'Identifier' && node.name === counter;
  const own = new Set(work.flatMap((each) => [...declaredIn(each)]));
  const seeded: Seeded = { typed, width, divisors, isSeed, turn: { sums, own } };
  if ((valueAtEntry(body, loop, counter) ?? 1) % width !== 0 || !isWhole(counted.bound, seeded)) return undefined;
  const kinds = kindsIn(work, seeded);
  return kinds && sums.size > 0 ? { counted, seeded, kinds } : undefined;
}

/** Of what was asked of this tree, whether it fits. */
const fits = keptPerTree((_: TypedKernel) => new Map<string, boolean>());

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const loops = countedLoopsOf(typed);
  if (loops.length === 0) return undefined;
  const { loop } = random.pick(loops);
  const width = random.pick([2, 4, 4, 8] as const);
  const divisors = divisorsOf(typed.kernel.signature.statics, fixed);
  const key = JSON.stringify([loop.id, width, divisors]);
  const asked = fits(typed);
  if (!asked.has(key)) asked.set(key, widened(typed, loop.id, width, divisors) !== undefined);
  return asked.get(key) ? { target: loop.id, choices: { width, divisors } } : undefined;
}

function made({ counted, seeded, kinds }: Widened, width: VectorWidth, fresh: Fresh): CountedLoop['loop'] {
  const { loop, work, update, updatesInBody, counter } = counted;
  const wide = work.map((statement) => vectorised(statement, kinds, seeded, (seed) => seed, fresh));
  const steps: CountedLoop['update'] = { type: 'Assignment', id: update.id, operator: '+=', name: counter, value: integer(width, fresh) };
  const body: Block = { ...loop.body, body: updatesInBody ? [...wide, steps] : wide };
  return updatesInBody ? { ...loop, body } : { ...loop, update: steps, body };
}

export const vectoriseReduction: EditOperator = {
  name: 'vectorise-reduction',
  description: 'takes 2, 4 or 8 terms of a sum along rows at once, by wide loads and dot products',
  requires: ['vector'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    const typed = findCounted(body, target) && typedBody(body, kernel);
    const width = choices.width as VectorWidth;
    const found = typed && widened(typed, target, width, choices.divisors as Divisors);
    return found && exchangeStatement(body, target, () => [made(found, width, fresh)]);
  },
};
