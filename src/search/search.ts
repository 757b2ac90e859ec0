import type { Genome, Random } from '../model/index.ts';
import type { BanditState } from './bandit.ts';
import type { Candidate, Fitness, Individual, Judged } from './candidate.ts';

/** All that a search knows of edit operators: their names, and that each can add an edit to a genome. */
export interface Variation {
  readonly operators: readonly string[];
  /** The genome with one more edit, at its end, made by that operator; undefined if it found no place. */
  mutate(genome: Genome, operator: string, random: Random): Genome | undefined;
}

/**
 * What a driver sees of a search, whatever its method: ask for a batch, have it judged, tell all of it, repeat.
 * The same settings, stream and answers give the same candidates, however the answers to a batch are ordered or split,
 * so a run is resumed by telling a new search what the store remembers.
 */
export interface Search {
  /** The next batch. Empty when nothing more can be made. Asking before all of the last batch is told is a bug. */
  ask(): readonly Candidate[];
  /** Answers to the batch, in one call or several. Telling what was not asked, or telling twice, is a bug. */
  tell(judged: readonly Judged[]): void;
  /** A program measured again: its new fitness, or undefined if it has fallen (say on held-out inputs). */
  revise(hash: string, fitness: Fitness | undefined): void;
  /** Fastest living candidate told so far. */
  best(): Individual | undefined;
  /** Who lives on each island after the last full batch, best first. */
  population(): readonly (readonly Individual[])[];
  /** What each operator earned lately. */
  operators(): BanditState;
}

/** Where a search stands between two batches. */
export interface SearchState {
  readonly generation: number;
  /** Number of the next candidate. */
  readonly next: number;
  readonly islands: readonly (readonly Individual[])[];
  readonly bandit: BanditState;
}
