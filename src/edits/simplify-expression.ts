import type { BinaryOperator, Expression } from '../model/index.ts';
import { binary, number, numberOf, truth } from './support/build.ts';
import { isNaturally, mayStandAlone } from './support/natural-type.ts';
import { rewriting, type Rule, type Types } from './support/rules.ts';
import { sameTree } from './support/same.ts';

/** What says nothing goes: other edits leave behind `x + 0`, `1 < 2`, `!!c`. All rules keep the value, but for the sign of 0. */

/** A part that has the same type as the whole, on its own too, may stand in its place. */
function partOf(name: string, part: (expression: Expression) => Expression | undefined): Rule {
  return {
    name,
    make(expression, _, parent) {
      const kept = part(expression);
      return kept && mayStandAlone(kept, parent) ? kept : undefined;
    },
    holds(expression, { typed, of }) {
      const kept = part(expression)!;
      return of(kept) === of(expression) && isNaturally(kept, typed) === isNaturally(expression, typed);
    },
  };
}

const neutral = partOf('neutral', (expression) => {
  if (expression.type !== 'BinaryExpression') return undefined;
  const { operator, left, right } = expression;
  const [before, behind] = [numberOf(left), numberOf(right)];
  if (behind === 0 && ['+', '-', '^', '<<', '>>'].includes(operator)) return left;
  if (before === 0 && ['+', '^', '|'].includes(operator)) return right;
  if (behind === 1 && ['*', '/'].includes(operator)) return left;
  return before === 1 && operator === '*' ? right : undefined;
});

const twice = partOf('twice', (expression) => {
  if (expression.type === 'UnaryExpression') {
    const { operator, argument } = expression;
    return argument.type === 'UnaryExpression' && argument.operator === operator ? argument.argument : undefined;
  }
  const [left, right] = expression.type === 'MathCall' ? (['min', 'max'].includes(expression.name) ? expression.arguments : [])
    : expression.type === 'LogicalExpression' ? [expression.left, expression.right]
    : expression.type === 'ConditionalExpression' ? [expression.consequent, expression.alternate] : [];
  return left && right && sameTree(left, right) ? left : undefined;
});

const decided = partOf('decided', (expression) => {
  if (expression.type === 'ConditionalExpression' && typeof (expression.test as { value?: unknown }).value === 'boolean') {
    return expression.test.type === 'Literal' && expression.test.value === true ? expression.consequent : expression.alternate;
  }
  if (expression.type !== 'LogicalExpression') return undefined;
  for (const [side, other] of [[expression.left, expression.right], [expression.right, expression.left]] as const) {
    if (side.type === 'Literal') return side.value === (expression.operator === '&&') ? other : side;
  }
  return undefined;
});

const nothing: Rule = {
  name: 'nothing', // x * 0, x - x, x & 0, x % 1 of whole numbers
  make(expression, fresh) {
    if (expression.type !== 'BinaryExpression') return undefined;
    const { operator, left, right } = expression;
    const zero = ['*', '&'].includes(operator) ? numberOf(left) === 0 || numberOf(right) === 0
      : operator === '-' || operator === '^' ? sameTree(left, right) : operator === '%' && numberOf(right) === 1;
    return zero ? number(0, false, fresh) : undefined;
  },
  holds: (expression, types) => types.all('i32', expression),
};

const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b, '===': (a, b) => a === b, '!==': (a, b) => a !== b,
};

const known: Rule = {
  name: 'known', // 1 < 2, i === i of whole numbers, !true
  make(expression, fresh) {
    if (expression.type === 'UnaryExpression') {
      const { operator, argument } = expression;
      return operator === '!' && argument.type === 'Literal' ? truth(argument.value === false, fresh) : undefined;
    }
    const holds = expression.type === 'BinaryExpression' ? compare[expression.operator] : undefined;
    if (!holds || expression.type !== 'BinaryExpression') return undefined;
    const [a, b] = [numberOf(expression.left), numberOf(expression.right)];
    if (a !== undefined && b !== undefined) return truth(holds(a, b), fresh);
    return sameTree(expression.left, expression.right) ? truth(holds(0, 0), fresh) : undefined;
  },
  holds: (expression, types) => expression.type !== 'BinaryExpression' || expression.left.type === 'Literal' || types.of(expression.left) !== 'f32',
};

const mostExact = 2 ** 24;

/** Whole results stay within what is exact in f32 too, so that the type they take does not matter. */
function folded(operator: BinaryOperator, a: number, b: number, float: boolean): number | undefined {
  const [x, y] = float ? [Math.fround(a), Math.fround(b)] : [a, b];
  const exact = operator === '+' ? x + y : operator === '-' ? x - y : operator === '*' ? x * y : operator === '/' && float && y !== 0 ? x / y : undefined;
  if (exact === undefined || Object.is(exact, -0)) return undefined;
  const value = float ? Math.fround(exact) : exact;
  return float ? (Number.isFinite(value) ? value : undefined) : Math.abs(value) <= mostExact ? value : undefined;
}

const fold: Rule = {
  name: 'fold', // 2 * 3, 0.5 + 1.0
  make(expression, fresh) {
    if (expression.type !== 'BinaryExpression') return undefined;
    const { left, right, operator } = expression;
    const [a, b] = [numberOf(left), numberOf(right)];
    if (left.type !== 'Literal' || right.type !== 'Literal' || a === undefined || b === undefined) return undefined;
    const float = left.float || right.float;
    const value = folded(operator, a, b, float);
    return value === undefined ? undefined : number(value, float, fresh);
  },
};

const gather: Rule = {
  name: 'gather', // (i + 1) - 2 → i - 1, of whole numbers
  make(expression, fresh) {
    const outer = plusLiteral(expression);
    const inner = outer && plusLiteral(outer.rest);
    if (!inner) return undefined;
    const by = outer.by + inner.by;
    if (by === 0) return inner.rest;
    return Math.abs(by) > mostExact ? undefined : binary(inner.rest, by > 0 ? '+' : '-', number(Math.abs(by), false, fresh), fresh);
  },
  holds: (expression, types: Types) => types.all('i32', expression, plusLiteral(plusLiteral(expression)!.rest)!.rest),
};

/** The expression as `rest + by`. */
function plusLiteral(expression: Expression): { rest: Expression; by: number } | undefined {
  if (expression.type !== 'BinaryExpression' || (expression.operator !== '+' && expression.operator !== '-')) return undefined;
  const by = numberOf(expression.right);
  return by === undefined ? undefined : { rest: expression.left, by: expression.operator === '+' ? by : -by };
}

const opposite: Rule = {
  name: 'opposite', // !(a < b) → a >= b; a NaN among them would tell
  make(expression) {
    if (expression.type !== 'UnaryExpression' || expression.operator !== '!' || expression.argument.type !== 'BinaryExpression') return undefined;
    const operator = opposites[expression.argument.operator];
    return operator && { ...expression.argument, operator };
  },
  holds(expression, types) {
    const compared = (expression as Expression & { type: 'UnaryExpression' }).argument as Expression & { type: 'BinaryExpression' };
    return compared.operator === '===' || compared.operator === '!==' || (types.of(compared.left) === 'i32' && types.of(compared.right) === 'i32');
  },
};
const opposites: Partial<Record<BinaryOperator, BinaryOperator>> = { '<': '>=', '>=': '<', '>': '<=', '<=': '>', '===': '!==', '!==': '===' };

export const simplifyExpression = rewriting(
  'simplify-expression', 'takes away what does not change a value, and folds literals', [neutral, twice, decided, nothing, known, fold, gather, opposite],
);
