import type { NewIndividual, Store, NewGeneration, NewPromotion, NewEvaluation, Arm, KnownOutcome } from '../store/index.ts';
import type { Candidate } from '../search/index.ts';
import type { Outcome } from '../model/index.ts';

/**
 * Stage 9, and the memory that a resumed run replays from. Every evaluation has a place in the arm's sequence and a key;
 * what was recorded under the key is answered from the store, anything else is evaluated and recorded at once, so a
 * `kill -9` loses the evaluation under way and no more.
 */
export interface Recorder {
  /** What was found out before the run was interrupted. */
  known(kind: string, key: string): NewEvaluation | undefined;
  individuals(candidates: readonly { readonly candidate: Candidate; readonly hash: string }[]): void;
  evaluations(finished: readonly NewEvaluation[]): void;
  promotion(promotion: NewPromotion): void;
  generation(generation: NewGeneration): void;
  /** Outcomes of any run on this device and toolchain that must not be provoked again. */
  knownDeath(text: string): Outcome | undefined;
}

export interface RecorderOptions {
  readonly store: Store;
  readonly run: string;
  readonly arm: Arm;
  readonly device: string;
  readonly toolchain: string;
  /** ISO time. */
  readonly clock: () => string;
}

export function recorder({ store, run, arm, device, toolchain, clock }: RecorderOptions): Recorder {
  const death = (text: string) => ({ text, device, toolchain });
  const inOne = (work: () => void) => store.transaction(() => {
    store.runs.beat(run, clock());
    work();
  });
  return {
    known: (kind, key) => store.evaluations.find(run, arm, kind, key),
    individuals(candidates) {
      inOne(() => {
        for (const { candidate, hash } of candidates) store.lineage.record(run, arm, individualFrom(candidate, hash));
      });
    },
    evaluations(finished) {
      if (finished.length > 0) inOne(() => { for (const evaluation of finished) store.evaluations.record(run, arm, evaluation); });
    },
    promotion: (promotion) => inOne(() => store.progress.recordPromotion(run, arm, promotion)),
    generation: (generation) => inOne(() => store.progress.recordGeneration(run, arm, generation)),
    knownDeath: (text) => store.knownOutcomes.find(death(text)),
  };
}

/** Remembers a death over all runs. A timeout depends on how patient the run was, the rest on the program alone. */
export function rememberDeath({ store, run, device, toolchain, clock }: RecorderOptions, text: string, outcome: Outcome): void {
  if (outcome.kind === 'timeout' || outcome.kind === 'crashed' || outcome.kind === 'out-of-memory') {
    store.knownOutcomes.record({ text, device, toolchain }, outcome satisfies KnownOutcome, run, clock());
  }
}

function individualFrom({ number, generation, island, genome, parents, made }: Candidate, hash: string): NewIndividual {
  return { number, generation, island, genome, parents, made, treeHash: hash };
}
