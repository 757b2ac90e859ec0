import type { Block, NodeId } from './tree.ts';
import type { Signature } from './types.ts';

/** A kernel as a value: what it promises (signature) and how it computes (body). */
export interface Kernel {
  readonly signature: Signature;
  readonly body: Block;
}

/** Where a node stood in the file: line from 1, column from 1. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** A parsed kernel with the text it came from. */
export interface SourceKernel {
  readonly kernel: Kernel;
  readonly file: string;
  readonly text: string;
  /** Canonical hash: names and layout do not matter. */
  readonly hash: string;
  readonly locations: ReadonlyMap<NodeId, Location>;
}
