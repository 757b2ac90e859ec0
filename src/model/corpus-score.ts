/** How good the tests are, as `evoke corpus score` found it: known-wrong mutants killed, right rewrites let through. */
export interface CorpusScore {
  readonly seed: number;
  readonly device: string | null;
  /** Kernels that mutants and rewrites were made of. */
  readonly kernels: number;
  /** Known-wrong mutants of each operation, and how many of them a gate killed. */
  readonly operations: readonly (Killed & { readonly operation: string })[];
  readonly wrong: WrongScore;
  /** In the order of the gates: how many mutants came to each, and how many died there. */
  readonly gates: readonly (Killed & { readonly gate: CorpusGate })[];
  readonly cases: readonly CaseScore[];
  /** Known-wrong mutants that no gate killed: what the tests lack. */
  readonly survivors: readonly Survivor[];
  readonly rewrites: number;
  /** Rewrites that a gate refused although they compute the same: false alarms. */
  readonly refused: readonly Survivor[];
}

export type CorpusGate = 'check' | 'sanitizer' | 'oracle' | 'device' | 'held-out';

export interface Killed {
  readonly tried: number;
  readonly killed: number;
}

export interface WrongScore extends Killed {
  /** Of those tried: written by hand; the others were drawn. */
  readonly written: number;
  /** Mutants that random inputs did not show to be wrong, so they do not count: by hand, drawn. */
  readonly notShown: readonly Unshown[];
}

export interface Unshown {
  readonly kernel: string;
  readonly mistake: string;
  readonly written: boolean;
  /** The gate that refused it nonetheless; null where none did. */
  readonly gate: CorpusGate | null;
}

/** One hostile case: mutants that were run on it, those it kills, and those that no other case of its gate kills. */
export interface CaseScore extends Killed {
  readonly gate: 'tiny' | 'held-out';
  readonly name: string;
  readonly alone: number;
}

export interface Survivor {
  readonly kernel: string;
  /** What is wrong with it, or what was rewritten. */
  readonly change: string;
  /** How random inputs show it to be wrong; for a rewrite, what the gate said. */
  readonly detail: string;
  readonly text: string;
}
