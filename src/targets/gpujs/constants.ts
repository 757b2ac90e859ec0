import { literalText, type TypedKernel } from '../../dialect/index.ts';
import type { Expression, Sizes } from '../../model/index.ts';

/**
 * Arithmetic on literals is done before gpu.js sees it: gpu.js types `0 - 3` as an integer and writes it as a float.
 * Mutants are full of such arithmetic.
 */
export function constantOf(node: Expression, typed: TypedKernel, statics: Sizes): number | undefined {
  const round = typed.types.get(node.id) === 'f32' ? Math.fround : (value: number) => value;
  switch (node.type) {
    case 'Literal': return typeof node.value === 'number' ? round(node.value) : undefined;
    case 'SizeConstant': return statics[node.name];
    case 'UnaryExpression': {
      const argument = node.operator === '-' ? constantOf(node.argument, typed, statics) : undefined;
      return argument === undefined ? undefined : -argument;
    }
    case 'BinaryExpression': {
      if (node.operator !== '+' && node.operator !== '-' && node.operator !== '*') return undefined;
      const left = constantOf(node.left, typed, statics);
      const right = constantOf(node.right, typed, statics);
      if (left === undefined || right === undefined) return undefined;
      return round(node.operator === '+' ? left + right : node.operator === '-' ? left - right : left * right);
    }
    default: return undefined;
  }
}

/** A computed constant as text. */
export function constantText(value: number, float: boolean): string {
  return literalText({ type: 'Literal', id: '', value, float });
}
