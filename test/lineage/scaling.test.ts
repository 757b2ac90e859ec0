import { expect, test } from 'vitest';
import { searchScaling } from '../../src/lineage/index.ts';
import { randomStream } from '../../src/util/random.ts';

/** Generations of 16 whose best time falls towards 40 by a power of the evaluations. */
const generations = Array.from({ length: 200 }, (_, at) => ({ evaluations: 16 * (at + 1), best: { individual: at, speedup: 100 / (40 + 60 * (16 * (at + 1)) ** -0.5) } }));

test('the floor of a search and what more evaluations would bring', () => {
  const { points, law, more } = searchScaling(generations, 100, randomStream(1));
  expect(points[0]).toEqual({ x: 1, y: 100 });
  expect(points.at(-1)!.x).toBe(3200);
  expect(points.length).toBeLessThan(40);
  expect(law!.constant.estimate).toBeCloseTo(40, 1);
  expect(law!.exponent.estimate).toBeCloseTo(-0.5, 2);
  const time = (evaluations: number) => 40 + 60 * evaluations ** -0.5;
  for (const { factor, saved } of more) expect(saved.estimate).toBeCloseTo(1 - time(3200 * factor) / time(3200), 4);
});

test('a search that found one step, or nothing, has no curve', () => {
  expect(searchScaling(generations.map(({ evaluations }) => ({ evaluations, best: { individual: 1, speedup: 2 } })), 100, randomStream(1))).toMatchObject({ law: null, more: [] });
  expect(searchScaling(generations.map(({ evaluations }) => ({ evaluations, best: null })), 100, randomStream(1)).points.every(({ y }) => y === 100)).toBe(true);
  expect(searchScaling([], 100, randomStream(1))).toEqual({ points: [{ x: 1, y: 100 }], law: null, more: [] });
});
