import type { Random } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { drawPlace, isInside, mayStandAt, proposing } from './support/draw.ts';
import { findStatement, insertStatement, removeStatement, type Place } from './support/place.ts';
import { applyRepaired, draftRepaired, type Change } from './support/repair.ts';
import { sitesOf } from './support/sites.ts';

/** GEVO's move. The nodes keep their ids, so that other edits still find them at the new place. */
const change: Change = (body, { target, choices }) => {
  const statement = findStatement(body, target);
  const without = statement && removeStatement(body, target);
  const moved = without && insertStatement(without, choices as Place, statement);
  return moved && { body: moved };
};

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const sites = sitesOf(typed.kernel.body);
  const moved = random.pick(sites.statements);
  const to = drawPlace(sites, random);
  if (!to || isInside(to.site, moved.statement) || !mayStandAt(moved.statement, to.site, typed)) return undefined;
  if (to.block === moved.block && (to.at === moved.at || to.at === moved.at + 1)) return undefined; // there it stands already
  return draftRepaired(change, typed, moved.statement.id, { ...to.place }, random);
}

export const moveStatement: EditOperator = {
  name: 'move-statement',
  description: 'puts a statement at another place',
  requires: [],
  propose: proposing(draw),
  apply: (body, edit, fresh, kernel) => applyRepaired(change, body, edit, fresh, kernel),
};
