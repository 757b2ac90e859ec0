import { expect, test } from 'vitest';
import { randomStream } from '../../src/util/random.ts';
import { zipf } from '../../src/workloads/zipf.ts';

/** Pearson's statistic per degree of freedom over the ranks expected at least 5 times: about 1 where the theory holds. */
function misfit(count: number, alpha: number, shift: number, draws: number): number {
  const draw = zipf(count, alpha, shift, randomStream(`${alpha} ${shift}`));
  const seen = new Float64Array(count + 1);
  for (let at = 0; at < draws; at++) seen[draw()]!++;
  const weights = Array.from({ length: count }, (_, at) => (at + 1 + shift) ** -alpha);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const expected = weights.map((weight) => (draws * weight) / total);
  const counted = expected.map((mean, at) => ({ mean, got: seen[at + 1]! })).filter(({ mean }) => mean >= 5);
  return counted.reduce((sum, { mean, got }) => sum + (got - mean) ** 2 / mean, 0) / counted.length;
}

test.each([[0, 0], [0.5, 0], [1, 0], [1.05, 0], [1.15, 2.7], [2, 0], [3, 10]])('frequencies follow alpha %d, shift %d', (alpha, shift) => {
  expect(misfit(200, alpha, shift, 100_000)).toBeLessThan(1.5);
});

test('reaches far ranks of a table of forty million rows', () => {
  const draw = zipf(40_000_000, 1.05, 0, randomStream(3));
  const ranks = Array.from({ length: 50_000 }, draw);
  expect(ranks.every((rank) => Number.isInteger(rank) && rank >= 1 && rank <= 40_000_000)).toBe(true);
  // P(1) = 1 / H(4e7, 1.05) = 0.0817, and the upper half of the ranks has 2.4 % of the accesses.
  expect(ranks.filter((rank) => rank === 1).length / ranks.length).toBeCloseTo(0.0817, 2);
  expect(ranks.filter((rank) => rank > 20_000_000).length / ranks.length).toBeCloseTo(0.024, 2);
});

test('one rank, and an exponent that leaves only one', () => {
  expect(zipf(1, 1.05, 0, randomStream(1))()).toBe(1);
  const draw = zipf(1000, 50, 0, randomStream(1));
  expect(Array.from({ length: 100 }, draw).every((rank) => rank === 1)).toBe(true);
});
