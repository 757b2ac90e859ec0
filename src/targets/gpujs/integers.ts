import type { TypedKernel } from '../../dialect/index.ts';
import type { Expression } from '../../model/index.ts';

/**
 * What is known of integers without running: gpu.js keeps them in floats, and a division of floats on a GPU may be off in
 * the last place, so `Math.floor(6 / 3)` may be 1. Emitted divisions therefore aim between two whole numbers, and
 * which way to aim depends on signs.
 */

/** True if the value is surely not negative: sizes, positions, indices, offsets, and sums and products of such. */
export function isNonNegative(node: Expression, typed: TypedKernel): boolean {
  switch (node.type) {
    case 'Literal': return typeof node.value === 'number' && node.value >= 0;
    case 'Builtin': case 'SizeConstant': return true;
    case 'Element': {
      const role = typed.kernel.signature.roles[node.array];
      return role !== undefined && role.kind !== 'values';
    }
    case 'BinaryExpression':
      return ['+', '*', '/', '%'].includes(node.operator) && isNonNegative(node.left, typed) && isNonNegative(node.right, typed);
    case 'MathCall':
      return node.name === 'abs' || (['floor', 'trunc', 'round', 'ceil', 'min', 'max'].includes(node.name)
        && node.arguments.every((argument) => isNonNegative(argument, typed)));
    default: return false;
  }
}

/** Dividing by 2, 4, 8, … only moves the exponent: exact everywhere. */
export function isPowerOfTwo(node: Expression): boolean {
  return node.type === 'Literal' && typeof node.value === 'number' && node.value > 0 && Number.isInteger(Math.log2(node.value));
}
