import type { NodeId } from './tree.ts';
import type { Measurement } from './measurement.ts';

/** Faults that the checking interpreter finds. `misaligned`: a vector access not at a multiple of its width. `arithmetic`: integer division by zero, i32 arithmetic that leaves i32, or a float outside i32 made an integer. */
export type FaultKind =
  | 'out-of-bounds' | 'uninitialised' | 'endless' | 'unwritten' | 'arithmetic' | 'misaligned' | 'race' | 'divergent-barrier';

/**
 * What became of a mutant. A dead mutant is a value: only bugs and user mistakes are exceptions.
 * The kinds stand in the order of the gates.
 */
export type Outcome =
  | { readonly kind: 'not-applicable'; readonly detail: string }
  | { readonly kind: 'no-effect'; readonly hash: string }
  | { readonly kind: 'rejected'; readonly rule: string; readonly at: NodeId; readonly detail: string }
  | { readonly kind: FaultKind; readonly at: NodeId; readonly testCase: string; readonly detail: string }
  | { readonly kind: 'unsupported'; readonly detail: string }
  | { readonly kind: 'compile-error'; readonly log: string }
  | { readonly kind: 'wrong'; readonly testCase: string; readonly where: string; readonly detail: string }
  | { readonly kind: 'timeout'; readonly stage: string; readonly limitMs: number }
  | { readonly kind: 'crashed'; readonly detail: string }
  | { readonly kind: 'out-of-memory'; readonly detail: string }
  | { readonly kind: 'noisy'; readonly detail: string }
  | { readonly kind: 'implausible'; readonly detail: string }
  /** `energy`: millijoules a launch, where it was asked for. */
  | { readonly kind: 'measured'; readonly measurement: Measurement; readonly error: number; readonly energy?: number };

export type OutcomeKind = Outcome['kind'];
