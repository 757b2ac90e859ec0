import type { Genome, Random } from '../model/index.ts';
import type { Candidate, Individual } from './candidate.ts';
import { crossover } from './crossover.ts';
import { mutated, type EditSource, type MutationSettings } from './mutation.ts';
import { tournament } from './tournament.ts';

export interface BreedingSettings extends MutationSettings {
  readonly crossover: number;
  readonly mutation: number;
  readonly tournament: number;
}

/** A candidate before it has a number and a place. */
export type Draft = Pick<Candidate, 'genome' | 'parents' | 'made'>;

interface Embryo {
  readonly genome: Genome;
  readonly parents: readonly number[];
}

/** Tries for each child wanted; a population that has run out of new genomes must not hold up the rest. */
const TRIES = 4;

/**
 * Up to `count` children of a population (best first; an empty one breeds from the base). A child that comes out like
 * a genome in `known` is mutated, and dropped if that did not help; the genomes of all children are added to `known`.
 */
export function children(
  population: readonly Individual[], count: number, known: Set<string>, source: EditSource, settings: BreedingSettings, random: Random,
): Draft[] {
  const drafts: Draft[] = [];
  for (let tries = TRIES * count; tries > 0 && drafts.length < count; tries--) {
    for (const embryo of embryos(population, settings, random)) {
      const draft = finished(embryo, known, source, settings, random);
      if (draft === undefined || drafts.length === count) continue;
      known.add(keyOf(draft.genome));
      drafts.push(draft);
    }
  }
  return drafts;
}

/** Two crossed children of two parents, or the copy of one. */
function embryos(population: readonly Individual[], settings: BreedingSettings, random: Random): Embryo[] {
  if (population.length === 0) return [{ genome: [], parents: [0] }];
  const { candidate: first } = tournament(population, settings.tournament, random);
  if (random.chance(settings.crossover)) {
    const { candidate: second } = tournament(population, settings.tournament, random);
    const parents = [first.number, second.number];
    if (first !== second) return crossover(first.genome, second.genome, random).map((genome) => ({ genome, parents }));
  }
  return [{ genome: first.genome, parents: [first.number] }];
}

function finished(
  { genome, parents }: Embryo, known: ReadonlySet<string>, source: EditSource, settings: BreedingSettings, random: Random,
): Draft | undefined {
  const crossed = parents.length === 2 ? 'crossover' : undefined;
  if (crossed && !known.has(keyOf(genome)) && !random.chance(settings.mutation)) {
    return { genome, parents, made: { kind: crossed, operators: [] } };
  }
  const mutant = mutated(genome, source, settings, random);
  if (mutant === undefined || known.has(keyOf(mutant.genome))) return undefined;
  return { genome: mutant.genome, parents, made: { kind: crossed ? 'crossover+mutation' : 'mutation', operators: mutant.operators } };
}

/** Equal for genomes of the same edits in the same order. */
export function keyOf(genome: Genome): string {
  return genome.map((edit) => edit.id).join(' ');
}
