import type { Literal, Random } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { mayStandFor, proposing } from './support/draw.ts';
import { exchangeExpression, findExpression } from './support/expression.ts';
import { keptPerTree } from './support/kept.ts';
import { sitesOf, type ExpressionSite } from './support/sites.ts';

/** A number of the kernel is made a little larger or smaller, doubled, halved, turned round, or 0 or 1. */
const sites = keptPerTree((typed) => sitesOf(typed.kernel.body).expressions.filter((site) => mayChange(site, typed)));

/** All numbers but the 0 of `x | 0`, which is a conversion. */
function mayChange({ expression, parent }: ExpressionSite, typed: TypedKernel): boolean {
  if (expression.type !== 'Literal' || typeof expression.value !== 'number' || !Number.isFinite(expression.value)) return false;
  return !(parent.type === 'BinaryExpression' && parent.operator === '|' && parent.right === expression && typed.types.get(parent.left.id) !== 'bool' && expression.value === 0);
}

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const found = sites(typed);
  if (found.length === 0) return undefined;
  const site = random.pick(found);
  const { expression, parent } = site;
  const { value: old, float } = expression as Literal & { readonly value: number };
  const whole = typed.types.get(expression.id) === 'i32';
  const half = whole ? Math.trunc(old / 2) : old / 2;
  const value = random.pick([old + 1, old - 1, 2 * old, half, 0, 1, -old]) + 0; // never -0, which JSON does not know
  const divides = parent.type === 'BinaryExpression' && (parent.operator === '/' || parent.operator === '%') && parent.right === expression;
  if (value === old || (whole && (value | 0) !== value) || Math.abs(value) > 1e30) return undefined;
  if ((value === 0 && divides) || !mayStandFor(site, { ...(expression as Literal), value })) return undefined;
  return { target: expression.id, choices: { value, float: float || !Number.isInteger(value) } };
}

export const changeConstant: EditOperator = {
  name: 'change-constant',
  description: 'changes a number: one more or less, double, half, negated, 0 or 1',
  requires: [],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh) {
    const found = findExpression(body, target);
    if (found?.type !== 'Literal' || typeof found.value !== 'number') return undefined;
    return exchangeExpression(body, target, () => ({ type: 'Literal', id: fresh(), value: choices.value as number, float: choices.float as boolean }));
  },
};
