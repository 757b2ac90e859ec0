import type { Block, Node, NodeId, Statement } from '../../model/index.ts';
import { childrenOf, copyFresh } from '../../dialect/index.ts';
import type { Fresh } from '../operator.ts';
import { declaredIn } from './dataflow.ts';

/** Copies of pieces of a tree: every node with a fresh id, every local they declare with a fresh name. */

export interface CopiedStatement {
  readonly statement: Statement;
  /** From each node of the copy to the node it was copied from. */
  readonly origins: ReadonlyMap<NodeId, NodeId>;
}

/** `name` is the name that the copy of a declaration takes instead of a fresh one. */
export function copyStatement(source: Statement, fresh: Fresh, name?: string): CopiedStatement {
  const rename = new Map([...declaredIn(source)].map((declared) => [declared, name ?? fresh.local(declared)]));
  const statement = copyFresh(source, fresh, rename);
  const origins = new Map<NodeId, NodeId>();
  pair(statement, source, origins);
  return { statement, origins };
}

function pair(copy: Node, source: Node, origins: Map<NodeId, NodeId>): void {
  origins.set(copy.id, source.id);
  const sources = childrenOf(source);
  childrenOf(copy).forEach((child, at) => pair(child, sources[at]!, origins));
}

/** Copying into itself doubles a tree; no kernel worth running has this many nodes. */
const mostNodes = 4000;

/** False if so many copies of the piece let the tree grow beyond reason; then the edit does not fit it. */
export function mayGrowBy(body: Block, piece: Node, copies = 1, most = mostNodes): boolean {
  return sizeOf(body) + copies * sizeOf(piece) <= most;
}

const sizes = new WeakMap<Node, number>();

/** Nodes of a piece. Blocks remember theirs: most of a mutant's it shares with its parent. */
function sizeOf(node: Node): number {
  const known = node.type === 'BlockStatement' ? sizes.get(node) : undefined;
  if (known !== undefined) return known;
  let size = 1;
  for (const child of childrenOf(node)) size += sizeOf(child);
  if (node.type === 'BlockStatement') sizes.set(node, size);
  return size;
}
