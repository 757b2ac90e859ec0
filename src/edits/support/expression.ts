import type { Block, Expression, Node, NodeId } from '../../model/index.ts';
import { childrenOf, rewrite } from '../../dialect/index.ts';

/**
 * Finding and exchanging expressions by id. Copies number their nodes in order, so with other edits missing the id of a
 * copied expression may name a statement or a block: then it is not found here, and the edit is inactive.
 */

export function isExpression(node: Node): node is Expression {
  switch (node.type) {
    case 'VariableDeclaration': case 'Assignment': case 'IfStatement': case 'ForStatement': case 'ReturnStatement':
    case 'BreakStatement': case 'ContinueStatement': case 'BlockStatement': case 'Store': case 'AtomicAdd':
    case 'SharedDeclaration': case 'Barrier': case 'AsyncCopy': case 'CopyCommit': case 'CopyWait': case 'MatrixDot':
      return false;
    default: return true;
  }
}

export function findExpression(root: Node, id: NodeId): Expression | undefined {
  if (root.id === id) return isExpression(root) ? root : undefined;
  for (const child of childrenOf(root)) {
    const found = findExpression(child, id);
    if (found) return found;
  }
  return undefined;
}

/** The tree with another expression in the place of one; undefined if there is no expression of that id. */
export function exchangeExpression(body: Block, id: NodeId, make: (found: Expression) => Expression): Block | undefined {
  const changed = rewrite(body, (node) => (node.id !== id ? undefined : isExpression(node) ? make(node) : node));
  return changed === body ? undefined : changed;
}
