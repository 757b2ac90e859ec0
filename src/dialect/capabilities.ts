import type { Capability, Kernel, Node, NodeId } from '../model/index.ts';
import { walk } from './walk.ts';

/** Where a capability is needed first, and by what. */
export interface Need {
  readonly at: NodeId;
  readonly what: string;
}

/**
 * All that a kernel needs of a device beyond f32 and i32, each with the first place that needs it. Hints are no need: they
 * change nothing that is computed, and a device without them passes over them.
 */
export function capabilitiesOf({ signature, body }: Kernel): ReadonlyMap<Capability, Need> {
  const needs = new Map<Capability, Need>();
  const need = (capability: Capability, at: NodeId, what: string) => {
    if (!needs.has(capability)) needs.set(capability, { at, what });
  };
  const stored = [...signature.parameters.map(({ name, type }) => ({ what: `parameter '${name}'`, type })), { what: 'the output', type: signature.returns }];
  for (const { what, type: { scalar } } of stored) if (scalar !== 'f32' && scalar !== 'i32' && scalar !== 'bool') need(scalar, body.id, what);
  if (body.launch) need('grid', body.id, '@launch');
  walk(body, (node) => nodeNeeds(node, need));
  return needs;
}

function nodeNeeds(node: Node, need: (capability: Capability, at: NodeId, what: string) => void): void {
  switch (node.type) {
    case 'Element': case 'Store':
      if (node.width !== undefined) need('vector', node.id, `${node.type === 'Element' ? 'load' : 'store'}${node.width}`);
      break;
    case 'Construct':
      if (node.to.includes('x')) need('vector', node.id, node.to);
      if (node.to.startsWith('f16')) need('f16', node.id, node.to);
      break;
    case 'FunctionCall': if (node.name !== 'dot') need('lane-exchange', node.id, node.name); break;
    case 'SharedDeclaration':
      need('shared-memory', node.id, 'shared');
      if (node.scalar === 'f16') need('f16', node.id, 'shared(f16, …)');
      break;
    case 'Barrier': need(node.scope === 'block' ? 'shared-memory' : 'lane-exchange', node.id, node.scope === 'block' ? 'barrier' : 'warpBarrier'); break;
    case 'AtomicAdd': need('atomics', node.id, 'atomicAdd'); break;
    case 'AsyncCopy': case 'CopyCommit': case 'CopyWait': need('async-copy', node.id, node.type === 'AsyncCopy' ? 'copyAsync' : 'copyCommit and copyWait'); break;
    case 'MatrixDot': need('matrix', node.id, 'matrixDot'); break;
  }
}
