import type { Expression, SizeExpression, Sizes } from '../../model/index.ts';
import { symbolsOf } from '../../util/size-expression.ts';
import type { Fresh } from '../operator.ts';
import { binary, call, number } from './build.ts';

/** Making and asking size expressions: the extents of launches. */

export function sizeOf(value: number): SizeExpression {
  return { kind: 'number', value };
}

export function product(left: SizeExpression, right: SizeExpression): SizeExpression {
  if (left.kind === 'number' && right.kind === 'number') return sizeOf(left.value * right.value);
  if (left.kind === 'number' && left.value === 1) return right;
  if (right.kind === 'number' && right.value === 1) return left;
  return { kind: 'operation', operator: '*', left, right };
}

/** `size / by` for a `by` that divides it: `dim / 2` by 2 is `dim / 4`. */
export function dividedBy(size: SizeExpression, by: number): SizeExpression {
  if (by === 1) return size;
  if (size.kind === 'number') return sizeOf(size.value / by);
  if (size.kind === 'operation' && size.operator === '/' && size.right.kind === 'number') return { ...size, right: sizeOf(size.right.value * by) };
  return { kind: 'operation', operator: '/', left: size, right: sizeOf(by) };
}

/** As many blocks as cover the size, each so much of it. */
export function ceilOver(size: SizeExpression, by: SizeExpression): SizeExpression {
  if (by.kind === 'number' && by.value === 1) return size;
  return { kind: 'function', name: 'ceil', arguments: [{ kind: 'operation', operator: '/', left: size, right: by }] };
}

/** The value of a size over the symbols that have one; undefined if another symbol is in it. */
export function valueOf(size: SizeExpression, fixed: Sizes): number | undefined {
  if (symbolsOf(size).some((symbol) => fixed[symbol] === undefined)) return undefined;
  const of = (each: SizeExpression): number => {
    switch (each.kind) {
      case 'number': return each.value;
      case 'symbol': return fixed[each.name]!;
      case 'function': return Math[each.name](...(each.arguments.map(of) as [number]));
      case 'operation': {
        const [left, right] = [of(each.left), of(each.right)];
        return each.operator === '+' ? left + right : each.operator === '-' ? left - right : each.operator === '*' ? left * right : left / right;
      }
    }
  };
  return of(size);
}

/** The size as a kernel computes it. Its quotients are whole, but for those that are rounded up or down. */
export function sizeExpression(size: SizeExpression, fresh: Fresh): Expression {
  const of = (each: SizeExpression) => sizeExpression(each, fresh);
  switch (size.kind) {
    case 'number': return number(size.value, false, fresh);
    case 'symbol': return { type: 'SizeConstant', id: fresh(), name: size.name };
    case 'function': {
      const [only] = size.arguments;
      if (size.name === 'min' || size.name === 'max') return call(size.name, size.arguments.map(of), fresh);
      return only?.kind === 'operation' && only.operator === '/' ? call(size.name, [binary(of(only.left), '/', of(only.right), fresh)], fresh) : of(only!);
    }
    case 'operation': {
      const made = binary(of(size.left), size.operator, of(size.right), fresh);
      return size.operator === '/' ? call('floor', [made], fresh) : made;
    }
  }
}

/** Of static symbols, the largest power of two that divides the value: what an edit has to know of sizes to widen accesses. */
export type Divisors = Readonly<Record<string, number>>;

/** Beyond this no width and no number of outputs goes. */
const mostDivisor = 64;

export function divisorsOf(statics: readonly string[], fixed: Sizes): Divisors {
  return Object.fromEntries(statics.flatMap((symbol) => (fixed[symbol] === undefined ? [] : [[symbol, powerOfTwoIn(fixed[symbol])] as const])));
}

function powerOfTwoIn(value: number): number {
  let power = 1;
  while (power < mostDivisor && value % (2 * power) === 0) power *= 2;
  return power;
}

/** True if the power of two surely divides the size. */
export function isMultiple(size: SizeExpression, by: number, divisors: Divisors): boolean {
  return divisorOf(size, divisors) >= by;
}

function divisorOf(size: SizeExpression, divisors: Divisors): number {
  switch (size.kind) {
    case 'number': return powerOfTwoIn(size.value);
    case 'symbol': return divisors[size.name] ?? 1;
    case 'function': return 1;
    case 'operation': {
      const [left, right] = [divisorOf(size.left, divisors), divisorOf(size.right, divisors)];
      if (size.operator === '*') return left * right;
      if (size.operator !== '/') return Math.min(left, right);
      // an odd part of the divisor takes none of the twos
      return size.right.kind === 'number' ? Math.max(1, left / right) : 1;
    }
  }
}
