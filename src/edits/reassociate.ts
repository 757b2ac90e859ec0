import type { BinaryOperator, Expression } from '../model/index.ts';
import { copyFresh } from '../dialect/index.ts';
import { binary, parts } from './support/build.ts';
import type { Rule, Types } from './support/rules.ts';
import { rewriting } from './support/rules.ts';
import { sameTree } from './support/same.ts';

/**
 * The laws of algebra, both ways: other orders of the same terms let common parts, invariants and literals meet. Floats
 * round otherwise in another order; the tolerance of the gates covers that.
 */
const gathering: readonly BinaryOperator[] = ['+', '*'];
const commutative: readonly BinaryOperator[] = ['+', '*', '&', '^', '===', '!=='];

/** All terms must be of the type of the whole, or one of them would round before it is converted instead of after. */
function ofOneType(expression: Expression, types: Types): boolean {
  const type = types.of(expression);
  const fits = (node: Expression): boolean => types.all(type, node)
    && (node.type !== 'BinaryExpression' || !['+', '-', '*'].includes(node.operator) || (fits(node.left) && fits(node.right)));
  return fits(expression);
}

const toTheRight: Rule = {
  name: 'to-the-right', // (a + b) + c → a + (b + c), (a + b) - c → a + (b - c)
  make(expression, fresh) {
    for (const operator of gathering) {
      for (const second of operator === '+' ? (['+', '-'] as const) : (['*'] as const)) {
        const outer = parts(expression, second);
        const inner = outer && parts(outer[0], operator);
        if (inner) return binary(inner[0], operator, binary(inner[1], second, outer[1], fresh), fresh);
      }
    }
    return undefined;
  },
  holds: ofOneType,
};

const toTheLeft: Rule = {
  name: 'to-the-left', // a + (b + c) → (a + b) + c
  make(expression, fresh) {
    for (const operator of gathering) {
      for (const second of operator === '+' ? (['+', '-'] as const) : (['*'] as const)) {
        const outer = parts(expression, operator);
        const inner = outer && parts(outer[1], second);
        if (inner) return binary(binary(outer[0], operator, inner[0], fresh), second, inner[1], fresh);
      }
    }
    return undefined;
  },
  holds: ofOneType,
};

const swap: Rule = {
  name: 'swap',
  make(expression) {
    if (expression.type === 'BinaryExpression' && commutative.includes(expression.operator)) return { ...expression, left: expression.right, right: expression.left };
    if (expression.type !== 'MathCall' || (expression.name !== 'min' && expression.name !== 'max' && expression.name !== 'imul')) return undefined;
    return { ...expression, arguments: expression.arguments.toReversed() };
  },
};

const distribute: Rule = {
  name: 'distribute', // a * (b + c) → a * b + a * c
  make(expression, fresh) {
    const product = parts(expression, '*');
    if (!product) return undefined;
    for (const [factor, sum, turned] of [[product[0], product[1], false], [product[1], product[0], true]] as const) {
      const operator = sum.type === 'BinaryExpression' && (sum.operator === '+' || sum.operator === '-') ? sum.operator : undefined;
      const terms = operator && parts(sum, operator);
      if (!terms) continue;
      const times = (by: Expression, term: Expression) => (turned ? binary(term, '*', by, fresh) : binary(by, '*', term, fresh));
      return binary(times(factor, terms[0]), operator, times(copyFresh(factor, fresh), terms[1]), fresh);
    }
    return undefined;
  },
  holds: ofOneType,
};

const factor: Rule = {
  name: 'factor', // a * b + a * c → a * (b + c)
  make(expression, fresh) {
    for (const operator of ['+', '-'] as const) {
      const sum = parts(expression, operator);
      const left = sum && parts(sum[0], '*');
      const right = sum && parts(sum[1], '*');
      if (!left || !right) continue;
      for (const [mine, other] of [[0, 0], [0, 1], [1, 0], [1, 1]] as const) {
        if (sameTree(left[mine], right[other])) return binary(left[mine], '*', binary(left[1 - mine]!, operator, right[1 - other]!, fresh), fresh);
      }
    }
    return undefined;
  },
  holds: ofOneType,
};

export const reassociate = rewriting(
  'reassociate', 'brackets, orders, multiplies out or factors terms otherwise', [toTheRight, toTheLeft, swap, distribute, factor],
);
