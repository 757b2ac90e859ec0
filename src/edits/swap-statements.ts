import type { NodeId, Random, Statement } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { isInside, mayStandAt, proposing } from './support/draw.ts';
import { exchangeStatement, findStatement } from './support/place.ts';
import { applyRepaired, draftRepaired, type Change } from './support/repair.ts';
import { sameTree } from './support/same.ts';
import { sitesOf } from './support/sites.ts';

const hole: Statement = { type: 'BreakStatement', id: 'hole' };

/** GEVO's swap: two statements change places and keep their ids. If one lies in the other, nothing fits. */
const change: Change = (body, { target, choices }) => {
  const first = findStatement(body, target);
  const second = findStatement(body, choices.with as NodeId);
  if (!first || !second) return undefined;
  const opened = exchangeStatement(body, first.id, () => [hole]);
  const half = opened && exchangeStatement(opened, second.id, () => [first]);
  const swapped = half && exchangeStatement(half, hole.id, () => [second]);
  return swapped && { body: swapped };
};

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const { statements } = sitesOf(typed.kernel.body);
  const one = random.pick(statements);
  const other = random.pick(statements);
  if (isInside(one, other.statement) || isInside(other, one.statement) || sameTree(one.statement, other.statement)) return undefined;
  if (!mayStandAt(one.statement, other, typed) || !mayStandAt(other.statement, one, typed)) return undefined;
  return draftRepaired(change, typed, one.statement.id, { with: other.statement.id }, random);
}

export const swapStatements: EditOperator = {
  name: 'swap-statements',
  description: 'lets two statements change places',
  requires: [],
  propose: proposing(draw),
  apply: (body, edit, fresh, kernel) => applyRepaired(change, body, edit, fresh, kernel),
};
