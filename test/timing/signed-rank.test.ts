import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalRank, signedRankInterval } from '../../src/timing/signed-rank.ts';
import { randomStream } from '../../src/util/random.ts';

describe('signed-rank interval', () => {
  it('agrees with the printed tables of critical values', () => {
    // Two-sided 5 %: n = 6, 8, 10, 15, 20 have the largest rejecting sums 0, 3, 8, 25, 52; the rank is one more.
    expect([6, 8, 10, 15, 20].map((n) => criticalRank(n, 0.05))).toEqual([1, 4, 9, 26, 53]);
    expect(criticalRank(5, 0.05)).toBe(0);
  });

  it('says nothing from too few values', () => {
    expect(signedRankInterval([1, 2, 4], 0.05)).toEqual({ centre: expect.closeTo(2.25, 12) as number, low: -Infinity, high: Infinity });
  });

  it('is made of order statistics of the means of couples', () => {
    const list = fc.array(fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(-0.5, 0, 0.5)), { minLength: 6, maxLength: 30 });
    fc.assert(fc.property(list, (values) => {
      const means = values.flatMap((one, at) => values.slice(at).map((other) => (one + other) / 2)).sort((a, b) => a - b);
      const rank = criticalRank(values.length, 0.05);
      const { centre, low, high } = signedRankInterval(values, 0.05);
      expect(low).toBeCloseTo(means[rank - 1]!, 12);
      expect(high).toBeCloseTo(means.at(-rank)!, 12);
      expect(centre).toBeCloseTo((means[(means.length - 1) >> 1]! + means[means.length >> 1]!) / 2, 12);
    }));
  });

  const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 40 });

  it('turns over when the sides are swapped', () => {
    fc.assert(fc.property(values, (list) => {
      const one = signedRankInterval(list, 0.05);
      const other = signedRankInterval(list.map((value) => -value), 0.05);
      expect(other.centre).toBeCloseTo(-one.centre, 12);
      expect(other.low).toBeCloseTo(-one.high, 12);
      expect(other.high).toBeCloseTo(-one.low, 12);
    }));
  });

  it('holds its centre, and widens with confidence', () => {
    fc.assert(fc.property(values, (list) => {
      const wide = signedRankInterval(list, 0.04);
      const narrow = signedRankInterval(list, 0.2);
      expect(wide.low).toBeLessThanOrEqual(narrow.low);
      expect(narrow.low).toBeLessThanOrEqual(narrow.centre);
      expect(narrow.centre).toBeLessThanOrEqual(narrow.high);
      expect(narrow.high).toBeLessThanOrEqual(wide.high);
    }));
  });

  it('misses no more often than it promises, though the sizes are wild', () => {
    const random = randomStream('coverage');
    let missed = 0;
    const trials = 4000;
    for (let trial = 0; trial < trials; trial++) {
      const list = Array.from({ length: 12 }, () => (random.chance(0.5) ? 1 : -1) * (random.chance(0.5) ? 0.07 : 1 / random.unit()));
      const { low, high } = signedRankInterval(list, 0.05);
      if (low > 0 || high < 0) missed++;
    }
    expect(missed / trials).toBeLessThanOrEqual(0.05);
    expect(missed / trials).toBeGreaterThan(0.01);
  });
});
