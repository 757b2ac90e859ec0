import { expect, test } from 'vitest';
import { createRandomSearch, createSearch, searchSettings } from '../../src/search/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { drive, landscape } from './landscape.ts';

/** Over 20 landscapes: how often evolution was better, and each arm's mean share of the possible gain (in logarithms). */
function compared(evaluations: number, size: number, partial: number) {
  let better = 0;
  const shares = { evolution: 0, random: 0 };
  for (let seed = 0; seed < 20; seed++) {
    const world = landscape(seed, size, partial);
    const share = (make: typeof createSearch) =>
      Math.log(drive(make(searchSettings(), world.variation, randomStream(seed)), world, evaluations).speedup) / Math.log(world.bestSpeedup);
    const [evolution, random] = [share(createSearch), share(createRandomSearch)];
    if (evolution > random) better++;
    shares.evolution += evolution / 20;
    shares.random += random / 20;
  }
  return { better, ...shares };
}

test.each([
  { size: 40, partial: 0.95, evaluations: 500, atLeast: 0.85 },
  { size: 40, partial: 0.95, evaluations: 2000, atLeast: 0.95 },
  { size: 40, partial: 1, evaluations: 2000, atLeast: 0.95 },
  { size: 100, partial: 0.95, evaluations: 500, atLeast: 0.4 },
  { size: 100, partial: 0.95, evaluations: 2000, atLeast: 0.85 },
])('evolution beats the random arm: $size places, $partial alone, $evaluations evaluations', ({ size, partial, evaluations, atLeast }) => {
  const result = compared(evaluations, size, partial);
  expect(result.better).toBeGreaterThanOrEqual(18);
  expect(result.evolution).toBeGreaterThan(atLeast);
  expect(result.evolution).toBeGreaterThan(2 * result.random);
});
