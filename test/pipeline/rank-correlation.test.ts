import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kendallTau } from '../../src/pipeline/rank-correlation.ts';

test('the known answers: same order, opposite order, one swap of four, ties', () => {
  expect(kendallTau([1, 2, 3, 4], [10, 20, 30, 40])).toBe(1);
  expect(kendallTau([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1);
  expect(kendallTau([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(2 / 3, 12);
  // Kendall 1945's tau-b by hand: 5 pairs untied in one, 6 in the other, all five in order.
  expect(kendallTau([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(5 / Math.sqrt(30), 12);
  expect(kendallTau([1, 1, 1], [1, 2, 3])).toBe(0);
  expect(kendallTau([1, 1 + 1e-12, 2], [1, 1, 2])).toBe(1);
});

test('it is symmetric, between -1 and 1, and does not care for scale', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), { minLength: 2, maxLength: 30 });
  fc.assert(fc.property(pairs, (items) => {
    const [one, other] = [items.map(([a]) => a), items.map(([, b]) => b)];
    const tau = kendallTau(one, other);
    expect(kendallTau(other, one)).toBeCloseTo(tau, 12);
    expect(Math.abs(tau)).toBeLessThanOrEqual(1 + 1e-12);
    expect(kendallTau(one.map((value) => 7 * value), other)).toBeCloseTo(tau, 12);
  }));
});
