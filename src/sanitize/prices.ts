import type { ArrayType, InstructionClass, Signature, SizeExpression } from '../model/index.ts';
import { symbolsOf } from '../util/size-expression.ts';
import type { Operand } from './code.ts';

/**
 * How many instructions of which class an operation is, where that is not plain: as a compiler for a GPU would make it.
 * Constants are literals and static sizes; what is made of constants alone is free everywhere.
 */
export interface Price {
  readonly kind: InstructionClass;
  readonly count: number;
}

/** Integer division and remainder: a shift or mask by a power of two, a multiplication by the reciprocal for other constants. */
export function integerDivisionPrice(divisor: Operand): Price {
  if (!divisor.constant) return { kind: 'special', count: 1 };
  return { kind: 'intAlu', count: isPowerOfTwo(divisor.value) ? 1 : 3 };
}

/** Dividing by a power of two is an exact multiplication. */
export function floatDivisionPrice(divisor: Operand): Price {
  return { kind: isPowerOfTwo(divisor.value) ? 'floatAlu' : 'special', count: 1 };
}

/**
 * Integer instructions to find an element's place: one multiply-add for each dimension after the first. A product of
 * constants folds, and adding to a constant is the offset that a load instruction takes for free. Nothing is hoisted out
 * of a loop for free: that is an edit's to find.
 */
export function placePrice(indices: readonly Operand[], dims: readonly SizeExpression[], statics: readonly string[]): number {
  let { constant, value } = indices[0]!;
  let count = 0;
  for (let each = 1; each < indices.length; each++) {
    const folds = constant && (value === 0 || isStatic(dims[each]!, statics));
    if (!folds) count++;
    constant = folds && indices[each]!.constant;
    value = value === 0 ? indices[each]!.value : undefined;
  }
  return count;
}

export function isStatic(size: SizeExpression, statics: readonly string[]): boolean {
  return symbolsOf(size).every((symbol) => statics.includes(symbol));
}

/** The dimension of the output along an axis, x last; undefined where the output has fewer. */
export function axisOf({ returns }: Signature, axis: 'x' | 'y' | 'z'): SizeExpression | undefined {
  return dimsFromX(returns)['xyz'.indexOf(axis)];
}

function dimsFromX({ dims }: ArrayType): readonly SizeExpression[] {
  return [...dims].reverse();
}

function isPowerOfTwo(value: number | undefined): boolean {
  return value !== undefined && value > 0 && Number.isInteger(Math.log2(value));
}
