import fc from 'fast-check';
import type { Edit, Genome } from '../../src/model/index.ts';
import type { Individual } from '../../src/search/candidate.ts';

export function edit(id: string, target = `n${id}`): Edit {
  return { id, operator: 'any', target, choices: {}, repairs: [] };
}

export function genomeOf(...ids: string[]): Genome {
  return ids.map((id) => edit(id));
}

export function idsOf(genome: Genome): string[] {
  return genome.map((one) => one.id);
}

export function individual(number: number, time: number, error = 0, more: { hash?: string; genome?: Genome; island?: number } = {}): Individual {
  const { hash = `h${number}`, genome = genomeOf(`e${number}`), island = 0 } = more;
  return {
    candidate: { number, genome, island, generation: 0, parents: [], made: { kind: 'mutation', operators: [] } },
    fitness: { time, error }, hash,
  };
}

/** Genomes without repeated edits, over few ids so that two of them share some. */
export const genomes = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 10 })
  .map((ids) => genomeOf(...ids.map((id) => `e${id}`)));

/** Objectives from few values, so that ties are common. */
export const points = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 3 })), { maxLength: 30 });
