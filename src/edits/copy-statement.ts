import type { Expression, NodeId, Random } from '../model/index.ts';
import { walk, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { copyStatement as copy, mayGrowBy } from './support/copy.ts';
import { drawPlace, mayStandAt, proposing, type PlaceSite } from './support/draw.ts';
import { exchangeExpression, isExpression } from './support/expression.ts';
import { findStatement, insertStatement, type Place } from './support/place.ts';
import { applyRepaired, draftRepaired, type Change } from './support/repair.ts';
import { sitesOf } from './support/sites.ts';

/**
 * GEVO's insert: a copy of a statement at another place. The copy of a declaration declares a fresh local, which nothing
 * would read; so, as in GEVO, an expression behind it (`use`) is replaced by a read of that local.
 */
const change: Change = (body, { target, choices }, fresh) => {
  const source = findStatement(body, target);
  if (!source || !mayGrowBy(body, source)) return undefined;
  const { statement, origins } = copy(source, fresh);
  const inserted = insertStatement(body, { side: choices.side, at: choices.at } as Place, statement);
  if (!inserted || statement.type !== 'VariableDeclaration') return inserted && { body: inserted, origins };
  const read = exchangeExpression(inserted, choices.use as NodeId, () => ({ type: 'Identifier', id: fresh(), name: statement.name }));
  return read && { body: read, origins };
};

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const sites = sitesOf(typed.kernel.body);
  const { statement } = random.pick(sites.statements);
  const to = drawPlace(sites, random);
  if (!to || !mayStandAt(statement, to.site, typed)) return undefined;
  if (statement.type !== 'VariableDeclaration') {
    const draft = draftRepaired(change, typed, statement.id, { ...to.place }, random);
    const vanishes = draft?.repairs?.some(({ use, replacement }) => use === statement.id && replacement.kind === 'removed');
    return vanishes ? undefined : draft;
  }
  if (!statement.init) return undefined;
  const uses = expressionsBehind(to).filter((use) => typed.types.get(use.id) === typed.locals.get(statement.name));
  if (uses.length === 0) return undefined;
  return draftRepaired(change, typed, statement.id, { ...to.place, use: random.pick(uses).id }, random);
}

/** The expressions that would see a local declared at the place. */
function expressionsBehind({ block, at }: PlaceSite): Expression[] {
  const found: Expression[] = [];
  for (const statement of block.body.slice(at)) {
    walk(statement, (node) => {
      if (isExpression(node)) found.push(node);
    });
  }
  return found;
}

export const copyStatement: EditOperator = {
  name: 'copy-statement',
  description: 'puts a copy of a statement at another place; a copied local is read there',
  requires: [],
  propose: proposing(draw),
  apply: (body, edit, fresh, kernel) => applyRepaired(change, body, edit, fresh, kernel),
};
