import type { Expression, Node } from '../../model/index.ts';
import { componentOf, mathFunctions, type TypedKernel, type ValueType, vectorOf, wider, widthOf } from '../../dialect/index.ts';

/**
 * An expression that moves into a declaration of its own must not change its type. Two things take their type from what is
 * around them: an integer literal beside a float is a float, and a quotient that is rounded is an integer division.
 */

/** True if the expression has the same type on its own as where it stands. */
export function isNaturally(expression: Expression, typed: TypedKernel): boolean {
  return naturalType(expression, typed) === typed.types.get(expression.id);
}

/** The type that a declaration with this value would give its local. */
export function naturalType(expression: Expression, typed: TypedKernel): ValueType {
  if (expression.type === 'Literal') return typeof expression.value === 'boolean' ? 'bool' : expression.float ? 'f32' : 'i32';
  if (expression.type === 'BinaryExpression' && expression.operator === '/') {
    const type = joined(naturalType(expression.left, typed), naturalType(expression.right, typed));
    return componentOf(type) === 'f16' ? type : vectorOf('f32', widthOf(type));
  }
  const parts = partsThatType(expression);
  if (parts.length === 0) return typed.types.get(expression.id)!;
  return parts.map((part) => naturalType(part, typed)).reduce(joined);
}

function joined(a: ValueType, b: ValueType): ValueType {
  return vectorOf(wider(componentOf(a), componentOf(b)), Math.max(widthOf(a), widthOf(b)) as 1);
}

/** True if an integer literal in the expression might become a float with its surroundings, and the whole with it. */
export function isTypedBySurroundings(expression: Expression): boolean {
  if (expression.type === 'Literal') return typeof expression.value === 'number' && !expression.float;
  return partsThatType(expression).some(isTypedBySurroundings);
}

/** True unless the expression is a quotient that its parent makes an integer division. */
export function mayStandAlone(expression: Expression, parent: Node): boolean {
  if (expression.type !== 'BinaryExpression' || expression.operator !== '/') return true;
  if (parent.type === 'BinaryExpression') return parent.operator !== '|';
  return parent.type !== 'MathCall' || mathFunctions[parent.name]?.result !== 'i32';
}

/** The parts whose type is the type of the whole. */
function partsThatType(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case 'UnaryExpression': return [expression.argument];
    case 'ConditionalExpression': return [expression.consequent, expression.alternate];
    case 'MathCall': return mathFunctions[expression.name]?.result === 'same' ? expression.arguments : [];
    case 'BinaryExpression':
      return ['+', '-', '*', '%'].includes(expression.operator) ? [expression.left, expression.right] : [];
    case 'FunctionCall': return expression.name === 'dot' ? [] : expression.arguments.slice(0, 1);
    default: return [];
  }
}
