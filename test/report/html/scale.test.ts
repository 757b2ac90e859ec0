import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linear, logarithmic } from '../../../src/report/html/scale.ts';
import { thinned } from '../../../src/report/html/thin.ts';

const room = { from: 0, to: 400 };

test('ticks are round, within the ends and about as many as wanted', () => {
  expect(linear(0, 18_668, room).ticks).toEqual([0, 5000, 10_000, 15_000]);
  expect(linear(0, 0.0123, room).ticks).toEqual([0, 0.005, 0.01]);
  expect(logarithmic(100_000, room).ticks).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
  fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (most) => {
    const { ticks } = linear(0, most, room);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks.every((tick) => tick >= 0 && tick <= most * (1 + 1e-9))).toBe(true);
  }));
});

test('ends lie at the ends; an axis without extent is no division by zero', () => {
  expect([linear(10, 20, room)(10), linear(10, 20, room)(20), logarithmic(1000, room)(1), logarithmic(1000, room)(1000)]).toEqual([0, 400, 0, 400]);
  expect(linear(5, 5, room)(5)).toBe(0);
  expect(logarithmic(1, room)(1)).toBe(0);
});

test('of a hundred thousand points a column keeps its last: the curve looks the same and ends the same', () => {
  const points = Array.from({ length: 100_000 }, (_, at) => ({ x: at + 1, y: 1 / (at + 1) }));
  const x = logarithmic(100_000, room);
  const kept = thinned(points, x);
  expect(kept.length).toBeLessThanOrEqual(401);
  expect(kept.at(-1)).toBe(points.at(-1));
  expect(new Set(kept.map((point) => Math.floor(x(point.x)))).size).toBe(kept.length);
  expect(thinned([], x)).toEqual([]);
});
