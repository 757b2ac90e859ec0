import { expect, test } from 'vitest';
import { tournament } from '../../src/search/tournament.ts';
import { randomStream } from '../../src/util/random.ts';
import { individual } from './support.ts';

test('the first of a ranked population wins most, the last least', () => {
  const population = [0, 1, 2, 3].map((number) => individual(number, 10 + number));
  const random = randomStream('tournament');
  const wins = [0, 0, 0, 0];
  for (let round = 0; round < 4000; round++) wins[tournament(population, 2, random).candidate.number]! += 1;
  // With two drawn from n, place k of n wins (2(n − k) + 1) / n² of the time, k from 1.
  [7, 5, 3, 1].forEach((share, place) => expect(wins[place]! / 4000).toBeCloseTo(share / 16, 1));
});
