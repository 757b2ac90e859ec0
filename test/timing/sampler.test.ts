import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { midmean, quantile, slowedBy } from '../../src/timing/sampler.ts';

describe('midmean', () => {
  it('forgets a quarter at each end', () => {
    expect(midmean([5])).toBe(5);
    expect(midmean([1, 3])).toBe(2);
    expect(midmean([4, 1000, 2, -1000])).toBe(3);
  });
});

describe('quantile', () => {
  it('interpolates', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([1, 2], 0.25)).toBe(1.25);
  });

  it('lies within the list and rises with its share', () => {
    const list = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(fc.property(list, share, share, (values, one, other) => {
      const [low, high] = [quantile(values, Math.min(one, other)), quantile(values, Math.max(one, other))];
      expect(low).toBeGreaterThanOrEqual(Math.min(...values));
      expect(high).toBeLessThanOrEqual(Math.max(...values));
      expect(low).toBeLessThanOrEqual(high + 1e-9);
    }));
  });
});

describe('slowedBy', () => {
  it('stretches the candidate alone', async () => {
    const slowed = slowedBy({ baseline: async () => [100], candidate: async () => [100, 200] }, 0.03);
    expect(await slowed.baseline(1)).toEqual([100]);
    expect(await slowed.candidate(2)).toEqual([103, 206]);
  });
});
