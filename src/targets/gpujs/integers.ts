import type { Expression, Sizes } from '../../model/index.ts';

/**
 * What is known of integers without running: gpu.js keeps them in floats, and a division of floats on a GPU may be off in
 * the last place, so `Math.floor(6 / 3)` may be 1. Emitted divisions therefore aim between two whole numbers, and
 * which way to aim depends on signs.
 */
export { isNonNegative, nonNegativeLocals } from '../../dialect/index.ts';

/** Dividing by 2, 4, 8, … only moves the exponent: exact everywhere. */
export function isPowerOfTwo(node: Expression, statics: Sizes): boolean {
  const value = node.type === 'Literal' ? node.value : node.type === 'SizeConstant' ? statics[node.name] : undefined;
  return typeof value === 'number' && value > 0 && Number.isInteger(Math.log2(value));
}
