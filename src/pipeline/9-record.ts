import type { NewIndividual, Store, NewGeneration, NewPromotion, NewEvaluation, Arm, KnownOutcome, ProgramKey } from '../store/index.ts';
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
  /** Whether an evaluation stands at that place in the sequence. */
  taken(number: number): boolean;
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
  /** Names what programs are launched on. Absent: no death is remembered beyond the run, as on a device that only computes. */
  readonly launchedOn?: string;
  /** ISO time. */
  readonly clock: () => string;
}

export function recorder(options: RecorderOptions): Recorder {
  const { store, run, arm, clock } = options;
  let lastBeat = -Infinity;
  /** One transaction, with a sign of life that also proves the run is still ours; more than one a second tells nobody more. */
  const inOne = (work: () => void) => store.transaction(() => {
    const now = clock();
    if (Date.parse(now) - lastBeat >= 1000) {
      store.runs.beat(run, now);
      lastBeat = Date.parse(now);
    }
    work();
  });
  return {
    known: (kind, key) => store.evaluations.find(run, arm, kind, key),
    taken: (number) => store.evaluations.taken(run, arm, number),
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
    knownDeath(text) {
      const program = deathKey(options, text);
      return program && store.knownOutcomes.find(program);
    },
  };
}

/** Remembers a death over all runs, so that none of them provokes it again. */
export function rememberDeath(options: RecorderOptions, text: string, outcome: Outcome): void {
  const program = deathKey(options, text);
  if (program && (outcome.kind === 'timeout' || outcome.kind === 'crashed' || outcome.kind === 'out-of-memory')) {
    options.store.knownOutcomes.record(program, outcome satisfies KnownOutcome, options.run, options.clock());
  }
}

/** What dies on one workload may live on a smaller one, so that is part of the key. */
function deathKey({ device, toolchain, launchedOn }: RecorderOptions, text: string): ProgramKey | undefined {
  return launchedOn === undefined ? undefined : { text: `${text} on ${launchedOn}`, device, toolchain };
}

function individualFrom({ number, generation, island, genome, parents, made }: Candidate, hash: string): NewIndividual {
  return { number, generation, island, genome, parents, made, treeHash: hash };
}
