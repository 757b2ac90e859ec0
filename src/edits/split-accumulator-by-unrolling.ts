import type { Random } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { accumulatorsIn, type Held, heldBy, spread } from './support/accumulator.ts';
import { findCounted } from './support/counted-loop.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { exchangeStatement } from './support/place.ts';
import { countedLoopsOf, mayUnroll, unrolledWithRest } from './support/unroll.ts';

/**
 * Unrolling and splitting in one step, since unrolling alone gains little while each term waits for the sum before it:
 * several turns at a time with a sum for each, or for every second or fourth; then the turns that are left.
 */
const sites = keptPerTree((typed: TypedKernel) => countedLoopsOf(typed).flatMap(({ loop }) => accumulatorsIn([loop]).map(({ name }) => ({ loop, name })))
  // the loop's own counter gathers as well
  .filter(({ loop, name }) => findCounted(typed.kernel.body, loop.id)?.counter !== name));

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const found = sites(typed);
  if (found.length === 0) return undefined;
  const { loop, name } = random.pick(found);
  const by = random.pick([2, 4, 8]);
  const ways = random.pick([2, 4, 8].filter((each) => each <= by));
  if (!mayUnroll(typed.kernel.body, loop, by)) return undefined;
  return { target: loop.id, choices: { accumulator: name, by, ways, ...heldBy(typed.locals.get(name)) } };
}

export const splitAccumulatorByUnrolling: EditOperator = {
  name: 'split-accumulator-by-unrolling',
  description: 'takes 2, 4 or 8 turns of a loop at a time and gathers them in locals that do not wait for each other',
  requires: [],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh) {
    const counted = findCounted(body, target);
    const by = choices.by as number;
    if (!counted || counted.counter === choices.accumulator || !mayUnroll(body, counted.loop, by)) return undefined;
    const { before, main, rest } = unrolledWithRest(counted, by, 'offset', fresh);
    const accumulator = accumulatorsIn([main]).find(({ name }) => name === choices.accumulator);
    if (!accumulator) return undefined;
    const dealt = spread([main], accumulator, choices.ways as number, choices as unknown as Held, fresh);
    return exchangeStatement(body, target, () => [...before, ...dealt, rest]);
  },
};
