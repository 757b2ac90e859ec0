import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dominates, type Objectives } from '../../src/search/objectives.ts';
import { nonDominatedFronts } from '../../src/search/sort.ts';
import { points } from './support.ts';

/** The definition: peel off what nobody left dominates. */
function peeled(all: readonly Objectives[]): number[][] {
  const fronts: number[][] = [];
  let left = all.map((_, index) => index);
  while (left.length > 0) {
    const front = left.filter((index) => !left.some((other) => dominates(all[other]!, all[index]!)));
    fronts.push(front);
    left = left.filter((index) => !front.includes(index));
  }
  return fronts;
}

test('the fronts are those of the definition', () => {
  fc.assert(fc.property(points, (all) => {
    const fronts = nonDominatedFronts(all).map((front) => front.sort((a, b) => a - b));
    expect(fronts).toEqual(peeled(all));
  }));
});

test('equal points share a front and do not dominate each other', () => {
  expect(nonDominatedFronts([[3, 1], [3, 1], [2, 2], [3, 2]])).toEqual([[2, 0, 1], [3]]);
});

test('with a third objective too', () => {
  const axis = fc.integer({ min: 0, max: 6 });
  fc.assert(fc.property(fc.array(fc.tuple(axis, axis, axis), { maxLength: 40 }), (all) => {
    expect(nonDominatedFronts(all).map((front) => front.sort((a, b) => a - b))).toEqual(peeled(all));
  }));
});
