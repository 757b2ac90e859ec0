import { expect, test } from 'vitest';
import { searchSettings } from '../../src/search/settings.ts';
import { UserError } from '../../src/util/errors.ts';

test('what is missing is filled in', () => {
  expect(searchSettings({ islands: 2 })).toMatchObject({ islands: 2, population: 32, offspring: 16 });
});

test.each([
  [{ population: 3 }, 'population must be a whole number from 4 to 10000, got 3'],
  [{ population: 'many' }, 'population must be a whole number from 4 to 10000, got "many"'],
  [{ crossover: Number.NaN }, 'crossover must be a number from 0 to 1, got NaN'],
  [{ islands: 9 }, 'population must be at least 36 (4 for each of 9 islands), got 32'],
  [{ elites: 40 }, 'elites must be at most 32 (the population of an island), got 40'],
  [5, 'search settings must be an object, got 5'],
])('%j is refused in one line', (given, line) => {
  expect(() => searchSettings(given)).toThrow(new UserError(line));
});

test('an unknown name is refused with those there are', () => {
  expect(() => searchSettings({ poulation: 3 })).toThrow(/^there is no search setting poulation; there are: population, offspring/);
});
