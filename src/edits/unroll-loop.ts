import type { Binary, For } from '../model/index.ts';
import { copyFresh } from '../dialect/index.ts';
import type { EditOperator, Fresh } from './operator.ts';
import { findCounted, type CountedLoop } from './support/counted-loop.ts';
import { declaredIn } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { exchangeStatement } from './support/place.ts';
import { drawUnrolling, mayUnroll, offsetBy, unrolled, type CounterStyle } from './support/unroll.ts';

/**
 * `for (let i = a; i < b; i++) …` becomes a loop that takes `by` turns at a time as long as all of them are in range
 * (`i < b - (by - 1)`), and a loop for the rest. The first keeps the loop's id.
 */
export const unrollLoop: EditOperator = {
  name: 'unroll-loop',
  description: 'takes 2, 3, 4 or 8 turns of a counted loop at a time, and the rest one by one',
  requires: [],
  propose: proposing(drawUnrolling),
  apply(body, { target, choices }, fresh) {
    const counted = findCounted(body, target);
    const by = choices.by as number;
    if (!counted || !mayUnroll(body, counted.loop, by)) return undefined;
    const main = unrolled(counted, by, choices.counter as CounterStyle, fresh);
    const { init } = counted.loop;
    const before = init ? [init] : [];
    return exchangeStatement(body, target, () => [...before, { ...main, init: null, test: allInRange(counted, by, fresh) }, rest(counted.loop, fresh)]);
  },
};

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
