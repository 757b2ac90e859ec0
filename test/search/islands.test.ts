import { expect, test } from 'vitest';
import { migrated } from '../../src/search/islands.ts';
import { individual } from './support.ts';

const numbers = (islands: ReturnType<typeof migrated>) => islands.map((island) => island.map((one) => one.candidate.number));

test('the best of each island arrive on the next, in a ring', () => {
  const islands = [[0, 1, 2], [10, 11, 12], [20]].map((island) => island.map((number) => individual(number, 1 + number)));
  expect(numbers(migrated(islands, 2))).toEqual([[0, 1, 2, 20], [10, 11, 12, 0, 1], [20, 10, 11]]);
});

test('one island stays as it is', () => {
  expect(numbers(migrated([[individual(1, 1), individual(2, 2)]], 2))).toEqual([[1, 2]]);
});
