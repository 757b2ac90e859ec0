import type { NodeId, Random } from '../model/index.ts';
import { copyFresh, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { mayGrowBy } from './support/copy.ts';
import { localsRead } from './support/dataflow.ts';
import { mayStandFor, proposing, seesArrays } from './support/draw.ts';
import { exchangeExpression, findExpression } from './support/expression.ts';
import { sameTree } from './support/same.ts';
import { sitesOf } from './support/sites.ts';

/** An expression gives way to a copy of another of its type whose names are in scope there; so nothing has to be mended. */
function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const { expressions } = sitesOf(typed.kernel.body);
  const site = random.pick(expressions);
  const { expression, visible } = site;
  const type = typed.types.get(expression.id);
  const donors = expressions.filter((site) => typed.types.get(site.expression.id) === type);
  const donor = random.pick(donors).expression;
  // The quotient of an integer division is an integer only where it stands.
  if (type === 'i32' && donor.type === 'BinaryExpression' && donor.operator === '/') return undefined;
  if (sameTree(expression, donor) || !mayStandFor(site, donor) || !seesArrays(donor, visible, typed)) return undefined;
  for (const name of localsRead(donor)) if (!visible.includes(name) && !typed.parameters.has(name)) return undefined;
  return { target: expression.id, choices: { source: donor.id } };
}

export const replaceExpression: EditOperator = {
  name: 'replace-expression',
  description: 'puts a copy of another expression of the same type in the place of one',
  requires: [],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh) {
    const source = findExpression(body, choices.source as NodeId);
    if (!source || !mayGrowBy(body, source)) return undefined;
    return exchangeExpression(body, target, () => copyFresh(source, fresh));
  },
};
