import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/util/random.ts';
import { scatter } from '../../src/workloads/scatter.ts';

test('is a permutation of any size', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), (size, seed) => {
    const permute = scatter(size, randomStream(seed));
    const images = new Set(Array.from({ length: size }, (_, rank) => permute(rank)));
    expect(images.size).toBe(size);
    expect(Math.min(...images)).toBe(0);
    expect(Math.max(...images)).toBe(size - 1);
  }), { numRuns: 60 });
});

test('stays inside the largest table and depends on the seed', () => {
  const size = 2 ** 31;
  const [one, other] = [scatter(size, randomStream(1)), scatter(size, randomStream(2))];
  const ranks = Array.from({ length: 1000 }, (_, rank) => rank);
  expect(new Set(ranks.map(one)).size).toBe(1000);
  expect(ranks.map(one).every((row) => row >= 0 && row < size)).toBe(true);
  expect(ranks.map(one)).not.toEqual(ranks.map(other));
});
