import type { EditOperator } from './operator.ts';
import { mayGo, proposing } from './support/draw.ts';
import { removeStatement } from './support/place.ts';
import { applyRepaired, draftRepaired, type Change } from './support/repair.ts';
import { sitesOf } from './support/sites.ts';

/** GEVO's cut: a statement goes, with all that is in it; uses of what it declared are mended. */
const change: Change = (body, { target }) => {
  const without = removeStatement(body, target);
  return without && { body: without };
};

export const deleteStatement: EditOperator = {
  name: 'delete-statement',
  description: 'takes a statement away; uses of a local it declared read another local or 1',
  requires: [],
  propose: proposing((typed, random) => {
    const { statement } = random.pick(sitesOf(typed.kernel.body).statements);
    return mayGo(statement, typed.kernel.body) ? draftRepaired(change, typed, statement.id, {}, random) : undefined;
  }),
  apply: (body, edit, fresh, kernel) => applyRepaired(change, body, edit, fresh, kernel),
};
