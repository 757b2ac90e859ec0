import type { Random } from '../model/index.ts';
import type { Individual } from './candidate.ts';

/** Crowded tournament: of so many drawn with replacement, the one that stands first in a population ordered best first. */
export function tournament(population: readonly Individual[], rounds: number, random: Random): Individual {
  let winner = random.below(population.length);
  for (let round = 1; round < rounds; round++) winner = Math.min(winner, random.below(population.length));
  return population[winner]!;
}
