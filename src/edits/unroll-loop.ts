import type { EditOperator } from './operator.ts';
import { findCounted } from './support/counted-loop.ts';
import { proposing } from './support/draw.ts';
import { exchangeStatement } from './support/place.ts';
import { drawUnrolling, mayUnroll, unrolledWithRest, type CounterStyle } from './support/unroll.ts';

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
    const { before, main, rest } = unrolledWithRest(counted, by, choices.counter as CounterStyle, fresh);
    return exchangeStatement(body, target, () => [...before, main, rest]);
  },
};
