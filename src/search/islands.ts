import type { Individual } from './candidate.ts';

/**
 * Migration in a ring: copies of the best of each island arrive on the next one. Populations are best first and stay
 * what they were; the result is what each island must now select from.
 */
export function migrated(islands: readonly (readonly Individual[])[], migrants: number): Individual[][] {
  return islands.map((island, index) => {
    const neighbour = islands.at(index - 1)!;
    return neighbour === island ? [...island] : [...island, ...neighbour.slice(0, migrants)];
  });
}
