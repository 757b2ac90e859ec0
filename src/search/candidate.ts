import type { Genome, OutcomeKind } from '../model/index.ts';

/** How a candidate came to be: the operators are those that appended an edit, in the order they did. */
export interface Making {
  readonly kind: 'seed' | 'mutation' | 'crossover' | 'crossover+mutation' | 'random';
  readonly operators: readonly string[];
}

/** A genome that a search wants judged. Numbers count from 0 in the order asked, over all islands; 0 is the base. */
export interface Candidate {
  readonly number: number;
  readonly genome: Genome;
  readonly island: number;
  readonly generation: number;
  /** Numbers of the candidates it was made from: none, one or two. */
  readonly parents: readonly number[];
  readonly made: Making;
}

/**
 * All are minimised. `time` in the device's unit, above 0; `error` as a share of the tolerance: 1 just passes; `energy` in
 * millijoules a launch, where it is asked for: then every living candidate has it.
 */
export interface Fitness {
  readonly time: number;
  readonly error: number;
  readonly energy?: number;
}

/** A candidate with what became of it. Without `fitness` it is dead. */
export interface Judged {
  readonly candidate: Candidate;
  readonly fitness?: Fitness;
  readonly outcomeKind: OutcomeKind;
  /** Canonical hash of the mutated kernel: candidates with equal hashes are the same program. */
  readonly hash?: string;
}

/** A judged candidate that lives: what populations are made of. A plain serialisable value. */
export interface Individual {
  readonly candidate: Candidate;
  readonly fitness: Fitness;
  readonly hash: string;
}

/** The individual that a judged candidate becomes, or undefined for a dead one. A living one without a hash is its own program. */
export function individualOf(judged: Judged): Individual | undefined {
  const { candidate, fitness } = judged;
  if (fitness === undefined) return undefined;
  if (!(Number.isFinite(fitness.time) && fitness.time > 0 && Number.isFinite(fitness.error) && fitness.error >= 0)) {
    throw new RangeError(`candidate ${candidate.number} lives with time ${fitness.time} and error ${fitness.error}`);
  }
  return { candidate, fitness, hash: judged.hash ?? `candidate ${candidate.number}` };
}

/** Order by time; at equal times by error, then number of edits, then age. No two tie but copies of one candidate. */
export function faster(a: Individual, b: Individual): number {
  return (
    a.fitness.time - b.fitness.time ||
    a.fitness.error - b.fitness.error ||
    a.candidate.genome.length - b.candidate.genome.length ||
    a.candidate.number - b.candidate.number
  );
}

/** The first in the order of `faster`; undefined of none. */
export function fastest(individuals: readonly Individual[]): Individual | undefined {
  return individuals.reduce<Individual | undefined>(
    (best, one) => (best !== undefined && faster(best, one) <= 0 ? best : one),
    undefined,
  );
}
