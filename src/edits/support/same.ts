import type { Node } from '../../model/index.ts';
import { childrenOf } from '../../dialect/index.ts';

/** True if the two trees say the same, names and all; only the ids of their nodes may differ. */
export function sameTree(a: Node, b: Node): boolean {
  if (a === b) return true;
  if (!sameHead(a, b)) return false;
  const left = childrenOf(a), right = childrenOf(b);
  return left.length === right.length && left.every((child, at) => sameTree(child, right[at]!));
}

/** Compares what the nodes themselves say. An absent part (a loop's update, an else) shows in the number and types of children. */
function sameHead(a: Node, b: Node): boolean {
  switch (a.type) {
    case 'Identifier': case 'SizeConstant': case 'MathCall': case 'VariableDeclaration': return b.type === a.type && a.name === b.name;
    case 'Literal': return b.type === a.type && Object.is(a.value, b.value) && a.float === b.float;
    case 'BinaryExpression': case 'LogicalExpression': case 'UnaryExpression': return b.type === a.type && a.operator === b.operator;
    case 'Element': return b.type === a.type && a.array === b.array;
    case 'Builtin': return b.type === a.type && a.group === b.group && a.axis === b.axis;
    case 'Assignment': return b.type === a.type && a.operator === b.operator && a.name === b.name;
    default: return a.type === b.type;
  }
}
