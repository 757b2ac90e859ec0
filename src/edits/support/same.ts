import type { Launch, Node, SizeExpression } from '../../model/index.ts';
import { childrenOf, printLaunch } from '../../dialect/index.ts';
import { showSize } from '../../util/size-expression.ts';

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
    case 'Identifier': case 'SizeConstant': case 'MathCall': case 'FunctionCall': case 'VariableDeclaration': return b.type === a.type && a.name === b.name;
    case 'Literal': return b.type === a.type && Object.is(a.value, b.value) && a.float === b.float;
    case 'BinaryExpression': case 'LogicalExpression': case 'UnaryExpression': return b.type === a.type && a.operator === b.operator;
    case 'Element': case 'Store': return b.type === a.type && a.array === b.array && a.width === b.width && a.hint === b.hint;
    case 'AtomicAdd': return b.type === a.type && a.array === b.array;
    case 'AsyncCopy': return b.type === a.type && a.array === b.array && a.source === b.source && a.width === b.width;
    case 'SharedDeclaration': return b.type === a.type && a.name === b.name && a.scalar === b.scalar && sameSizes(a.dims, b.dims);
    case 'MatrixDot': return b.type === a.type && a.target === b.target && a.left === b.left && a.right === b.right && sameSizes([a.depth], [b.depth]);
    case 'Construct': return b.type === a.type && a.to === b.to;
    case 'Component': return b.type === a.type && a.at === b.at;
    case 'Barrier': return b.type === a.type && a.scope === b.scope;
    case 'CopyWait': return b.type === a.type && a.pending === b.pending;
    case 'BlockStatement': return b.type === a.type && sameLaunch(a.launch, b.launch);
    case 'Builtin': return b.type === a.type && a.group === b.group && a.axis === b.axis;
    case 'Assignment': return b.type === a.type && a.operator === b.operator && a.name === b.name;
    default: return a.type === b.type;
  }
}

function sameSizes(a: readonly SizeExpression[], b: readonly SizeExpression[]): boolean {
  return a.map(showSize).join() === b.map(showSize).join();
}

function sameLaunch(a: Launch | undefined, b: Launch | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.output === b.output && printLaunch(a) === printLaunch(b));
}
