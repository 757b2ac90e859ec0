import type { Expression } from '../model/index.ts';
import type { TypedKernel } from './check.ts';
import { nodesOf } from './walk.ts';

/** What is known of the signs of integers without running: where nothing is negative, a shift or a mask is a division. */

/**
 * True if the value is surely not negative: sizes, positions, indices, offsets, and sums and products of such.
 * `locals`: those known never to be negative.
 */
export function isNonNegative(node: Expression, typed: TypedKernel, locals: ReadonlySet<string>): boolean {
  const all = (...parts: readonly Expression[]) => parts.every((part) => isNonNegative(part, typed, locals));
  switch (node.type) {
    case 'Literal': return typeof node.value === 'number' && node.value >= 0;
    case 'Identifier': return locals.has(node.name);
    case 'Builtin': case 'SizeConstant': return true;
    case 'Element': {
      const role = typed.kernel.signature.roles[node.array];
      return role !== undefined && role.kind !== 'values';
    }
    case 'ConditionalExpression': return all(node.consequent, node.alternate);
    case 'BinaryExpression':
      if (node.operator === '%') return all(node.left);
      if (node.operator === '&') return all(node.left) || all(node.right);
      return ['+', '*', '/', '|', '>>'].includes(node.operator) && all(node.left, node.right);
    case 'MathCall':
      return node.name === 'abs' || (['floor', 'trunc', 'round', 'ceil', 'min', 'max'].includes(node.name) && all(...node.arguments));
    default: return false;
  }
}

/**
 * The locals that no store makes negative. Assumes it of all at first and takes back what a store contradicts, until
 * nothing changes: a counter that starts at 0 and is only added to stays.
 */
export function nonNegativeLocals(typed: TypedKernel): ReadonlySet<string> {
  const stores: { name: string; value: Expression; grows: boolean }[] = [];
  for (const node of nodesOf(typed.kernel.body)) {
    if (node.type === 'VariableDeclaration' && node.init !== null) stores.push({ name: node.name, value: node.init, grows: true });
    if (node.type === 'Assignment') stores.push({ name: node.name, value: node.value, grows: ['=', '+=', '*='].includes(node.operator) });
  }
  const locals = new Set([...typed.locals].filter(([, type]) => type === 'i32').map(([name]) => name));
  for (let changed = true; changed; ) {
    changed = stores.some(({ name, value, grows }) => (!grows || !isNonNegative(value, typed, locals)) && locals.delete(name));
  }
  return locals;
}
