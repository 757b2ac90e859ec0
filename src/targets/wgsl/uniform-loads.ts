import { nodesOf, type TypedKernel } from '../../dialect/index.ts';
import type { Expression, Node, NodeId } from '../../model/index.ts';

/**
 * Loads from shared arrays that decide whether a barrier is reached. WGSL wants to see that all threads decide alike, which
 * it takes from `workgroupUniformLoad` alone: one thread's load for all, between barriers of its own. Where it does not see
 * that all threads come by such a load it refuses the text, so that the barriers added are always reached by all.
 */
export function uniformLoads({ kernel: { body }, arrays }: TypedKernel): ReadonlySet<NodeId> {
  const nodes = nodesOf(body);
  const assigned = new Set(nodes.flatMap((node) => (node.type === 'Assignment' ? [node.name] : [])));
  /** Values of the locals that have one value for good. */
  const values = new Map<string, Expression>();
  for (const node of nodes) if (node.type === 'VariableDeclaration' && node.init && !assigned.has(node.name)) values.set(node.name, node.init);

  const found = new Set<NodeId>();
  const decide = (by: Expression): void => {
    for (const node of nodesOf(by)) {
      if (node.type === 'Element' && arrays.get(node.array)!.space === 'shared') found.add(node.id);
      if (node.type !== 'Identifier') continue;
      const value = values.get(node.name);
      values.delete(node.name);
      if (value !== undefined) decide(value);
    }
  };
  for (const node of nodes) if ((node.type === 'IfStatement' || node.type === 'ForStatement') && waits(node)) decide(node.test);
  return found;
}

function waits(node: Node): boolean {
  return nodesOf(node).some(({ type }) => type === 'Barrier');
}
