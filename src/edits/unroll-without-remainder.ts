import type { EditOperator } from './operator.ts';
import { findCounted } from './support/counted-loop.ts';
import { proposing } from './support/draw.ts';
import { exchangeStatement } from './support/place.ts';
import { drawUnrolling, mayUnroll, unrolled, type CounterStyle } from './support/unroll.ts';

/**
 * Takes `by` turns of a counted loop at a time and never asks whether they are all in range: right only if the number of
 * turns divides by it, which no tree tells. The gates try it on the sizes that the kernel is compiled for.
 */
export const unrollWithoutRemainder: EditOperator = {
  name: 'unroll-without-remainder',
  description: 'takes 2, 3, 4 or 8 turns of a counted loop at a time, trusting that none is left over',
  requires: [],
  propose: proposing(drawUnrolling),
  apply(body, { target, choices }, fresh) {
    const counted = findCounted(body, target);
    const by = choices.by as number;
    if (!counted || !mayUnroll(body, counted.loop, by)) return undefined;
    return exchangeStatement(body, target, () => [unrolled(counted, by, choices.counter as CounterStyle, fresh)]);
  },
};
