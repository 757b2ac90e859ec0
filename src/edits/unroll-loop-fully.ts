import type { Block, Statement } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { EditOperator, Fresh } from './operator.ts';
import { mayGrowBy } from './support/copy.ts';
import { findCounted, integerOf, valueAtEntry, type CountedLoop } from './support/counted-loop.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { exchangeStatement } from './support/place.ts';
import { copiedWork, countedLoopsOf, integer, reading } from './support/unroll.ts';

/**
 * A loop whose first, last and step are literals becomes its turns, with the counter's value written into each. Sizes are
 * no literals; another edit may have made them so.
 */
const mostTurns = 128;

/** The counter's value in each turn, and behind the last; undefined if literals do not tell, or if they are too many. */
function valuesOf(body: Block, { loop, counter, comparison, bound, step }: CountedLoop): number[] | undefined {
  const first = valueAtEntry(body, loop, counter);
  const end = integerOf(bound);
  if (first === undefined || end === undefined) return undefined;
  const values = [first];
  const goesOn = { '<': (i: number) => i < end, '<=': (i: number) => i <= end, '>': (i: number) => i > end, '>=': (i: number) => i >= end }[comparison];
  for (let value = first; goesOn(value); values.push(value)) {
    if (values.length > mostTurns) return undefined;
    value += step;
  }
  return mayGrowBy(body, loop, values.length - 1) ? values : undefined;
}

const sites = keptPerTree((typed: TypedKernel) => countedLoopsOf(typed).filter((counted) => valuesOf(typed.kernel.body, counted) !== undefined));

function turns({ loop, work, counter }: CountedLoop, values: readonly number[], fresh: Fresh): Statement[] {
  const list = values.slice(0, -1).flatMap((value, turn) =>
    reading(turn === 0 ? work : copiedWork(work, fresh), counter, () => integer(value, fresh)));
  if (loop.init?.type === 'VariableDeclaration') return list; // nobody else sees the counter
  return [...list, { type: 'Assignment', id: fresh(), operator: '=', name: counter, value: integer(values.at(-1)!, fresh) }];
}

export const unrollLoopFully: EditOperator = {
  name: 'unroll-loop-fully',
  description: 'puts all turns of a loop between literals in its place',
  requires: [],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    return found.length === 0 ? undefined : { target: random.pick(found).loop.id, choices: {} };
  }),
  apply(body, { target }, fresh) {
    const counted = findCounted(body, target);
    const values = counted && valuesOf(body, counted);
    return values && exchangeStatement(body, target, () => turns(counted, values, fresh));
  },
};
