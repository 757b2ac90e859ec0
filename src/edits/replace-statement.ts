import type { NodeId, Random, Statement } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { copyStatement, mayGrowBy } from './support/copy.ts';
import { mayGo, mayStandAt, proposing } from './support/draw.ts';
import { exchangeStatement, findStatement } from './support/place.ts';
import { applyRepaired, draftRepaired, type Change } from './support/repair.ts';
import { sameTree } from './support/same.ts';
import { sitesOf } from './support/sites.ts';

/**
 * GEVO's replace: a copy of one statement stands in for another. A declaration that replaces a declaration takes over
 * its name, so that the uses read the new value; any other loss of a declaration is mended.
 */
const change: Change = (body, { target, choices }, fresh) => {
  const lost = findStatement(body, target);
  const source = findStatement(body, choices.source as NodeId);
  if (!lost || !source || !mayGrowBy(body, source)) return undefined;
  const name = lost.type === 'VariableDeclaration' && source.type === 'VariableDeclaration' ? lost.name : undefined;
  const { statement, origins } = copyStatement(source, fresh, name);
  const changed = exchangeStatement(body, target, () => [statement]);
  return changed && { body: changed, origins };
};

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const { statements } = sitesOf(typed.kernel.body);
  const lost = random.pick(statements);
  const { statement: source } = random.pick(statements);
  if (!mayStandAt(source, lost, typed) || !mayGo(lost.statement, typed.kernel.body)) return undefined;
  let stand: Statement = source;
  if (source.type === 'VariableDeclaration') {
    if (lost.statement.type !== 'VariableDeclaration') return undefined; // a new local that nothing reads: a mere deletion
    const { name } = lost.statement;
    if (typed.locals.get(source.name) !== typed.locals.get(name)) return undefined;
    stand = { ...source, name };
  }
  if (sameTree(lost.statement, stand)) return undefined;
  return draftRepaired(change, typed, lost.statement.id, { source: source.id }, random);
}

export const replaceStatement: EditOperator = {
  name: 'replace-statement',
  description: 'puts a copy of one statement in the place of another',
  requires: [],
  propose: proposing(draw),
  apply: (body, edit, fresh, kernel) => applyRepaired(change, body, edit, fresh, kernel),
};
