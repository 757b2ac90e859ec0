import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crowdingDistances } from '../../src/search/crowding.ts';
import { points } from './support.ts';

test('a worked example: neighbours over the range, summed over both objectives', () => {
  expect(crowdingDistances([[1, 10], [2, 6], [4, 4], [11, 0]])).toEqual([Infinity, 0.3 + 0.6, 0.9 + 0.6, Infinity]);
});

test('equal points have no room, and an objective in which all are equal counts for nothing', () => {
  expect(crowdingDistances([[3, 1], [3, 1], [3, 1]])).toEqual([0, 0, 0]);
  expect(crowdingDistances([[1, 7], [2, 7], [5, 7]])).toEqual([Infinity, 1, Infinity]);
  expect(crowdingDistances([])).toEqual([]);
  expect(crowdingDistances([[1, 1]])).toEqual([0]);
});

test('distances are never negative, never NaN, and do not depend on the scale of an objective', () => {
  fc.assert(fc.property(points, (front) => {
    const distances = crowdingDistances(front);
    expect(distances.every((distance) => distance >= 0)).toBe(true);
    expect(crowdingDistances(front.map(([time, level]) => [8 * time, level]))).toEqual(distances);
  }));
});
