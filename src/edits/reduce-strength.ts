import type { Expression } from '../model/index.ts';
import { copyFresh, isNonNegative, nonNegativeLocals } from '../dialect/index.ts';
import { binary, number, numberOf, parts } from './support/build.ts';
import { keptPerTree } from './support/kept.ts';
import { mayStandAlone } from './support/natural-type.ts';
import { rewriting, type Rule, type Types } from './support/rules.ts';

/**
 * A dear operation becomes a cheap one that gives the same bits: doubling, dividing by powers of two, small powers. What
 * is done with a loop's counter in every turn is another operator's business.
 */
const nonNegative = keptPerTree(nonNegativeLocals);

function neverNegative(expression: Expression, { typed }: Types): boolean {
  return isNonNegative(expression, typed, nonNegative(typed));
}

/** The k of 2^k, for whole powers from 2 on. */
function exponentOf(expression: Expression): number | undefined {
  const exponent = Math.log2(numberOf(expression) ?? 0);
  return Number.isInteger(exponent) && exponent >= 1 && exponent <= 30 ? exponent : undefined;
}

/** Copied at no cost. */
function isLeaf({ type }: Expression): boolean {
  return type === 'Identifier' || type === 'Builtin' || type === 'SizeConstant';
}

const doubling: Rule = {
  name: 'doubling', // x * 2 → x + x
  make(expression, fresh) {
    const [left, right] = parts(expression, '*') ?? [];
    if (!left || !right) return undefined;
    if (numberOf(right) === 2 && isLeaf(left)) return binary(left, '+', copyFresh(left, fresh), fresh);
    return numberOf(left) === 2 && isLeaf(right) ? binary(right, '+', copyFresh(right, fresh), fresh) : undefined;
  },
  holds: (expression, types) => types.of(expression) === types.of(parts(expression, '*')!.find(isLeaf)!),
};

const reciprocal: Rule = {
  name: 'reciprocal', // x / 4 → x * 0.25, exact for powers of two
  make(expression, fresh, parent) {
    const [left, right] = parts(expression, '/') ?? [];
    const exponent = right && exponentOf(right);
    if (!left || !exponent || !mayStandAlone(expression, parent)) return undefined;
    return binary(left, '*', number(2 ** -exponent, true, fresh), fresh);
  },
};

const shift: Rule = {
  name: 'shift', // Math.floor(a / 4), (a / 4) | 0 → a >> 2
  make(expression, fresh) {
    const quotient = quotientIn(expression);
    const [left, right] = (quotient && parts(quotient, '/')) ?? [];
    const exponent = right && exponentOf(right);
    return left && exponent ? binary(left, '>>', number(exponent, false, fresh), fresh) : undefined;
  },
  holds(expression, types) {
    const [left, right] = parts(quotientIn(expression)!, '/')!;
    if (!types.all('i32', left, right)) return false;
    return (expression.type === 'MathCall' && expression.name === 'floor') || neverNegative(left, types);
  },
};

/** The quotient that the expression makes whole, towards zero or down. */
function quotientIn(expression: Expression): Expression | undefined {
  if (expression.type === 'MathCall' && (expression.name === 'floor' || expression.name === 'trunc')) return expression.arguments[0];
  const [left, right] = parts(expression, '|') ?? [];
  return numberOf(right) === 0 ? left : undefined;
}

const mask: Rule = {
  name: 'mask', // a % 8 → a & 7
  make(expression, fresh) {
    const [left, right] = parts(expression, '%') ?? [];
    const exponent = right && exponentOf(right);
    return left && exponent ? binary(left, '&', number(2 ** exponent - 1, false, fresh), fresh) : undefined;
  },
  holds(expression, types) {
    const [left, right] = parts(expression, '%')!;
    return types.all('i32', expression, left, right) && neverNegative(left, types);
  },
};

const square: Rule = {
  name: 'square', // Math.pow(x, 2) → x * x
  make(expression, fresh) {
    if (expression.type !== 'MathCall' || expression.name !== 'pow' || numberOf(expression.arguments[1]) !== 2) return undefined;
    const [base] = expression.arguments;
    return binary(base!, '*', copyFresh(base!, fresh), fresh);
  },
  holds: (expression, types) => types.of((expression as Expression & { type: 'MathCall' }).arguments[0]!) === 'f32'
    && types.all('f32', (expression as Expression & { type: 'MathCall' }).arguments[0]!),
};

export const reduceStrength = rewriting(
  'reduce-strength', 'doubles by adding, divides by powers of two with shifts, masks and reciprocals', [doubling, reciprocal, shift, mask, square],
);
