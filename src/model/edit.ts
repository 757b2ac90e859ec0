import type { VectorType } from './grid.ts';
import type { NodeId } from './tree.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Stable name of an edit: a short hash of its operator, target, choices and repairs, so equal edits have equal ids. */
export type EditId = string;

/**
 * How a use left dangling by an edit was mended: by another local of the type in scope, by a constant (GEVO's 1), or, an
 * assignment with nothing to assign to, by taking it away.
 */
export interface Repair {
  /** The Identifier (or Assignment) node that named the lost local; for a node that the edit copied, the copied one. */
  readonly use: NodeId;
  readonly replacement:
    | { readonly kind: 'local'; readonly name: string }
    | { readonly kind: 'constant'; readonly value: number | boolean; readonly float: boolean; readonly vector?: VectorType }
    | { readonly kind: 'removed' };
}

/**
 * One change to a tree, with every choice that was drawn when it was made: applying it draws nothing, so replay is exact.
 * An edit whose target is gone is inactive, which is no error.
 */
export interface Edit {
  readonly id: EditId;
  readonly operator: string;
  /** The node that the edit is about; its absence makes the edit inactive. */
  readonly target: NodeId;
  /** What the operator drew: plain values only. */
  readonly choices: { readonly [key: string]: Json };
  readonly repairs: readonly Repair[];
}

/** A list of edits against the unmodified base tree, applied in order. */
export type Genome = readonly Edit[];
