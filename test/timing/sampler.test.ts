import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condense, quantile, slowedBy } from '../../src/timing/sampler.ts';

describe('condense', () => {
  it('is the mean of the fastest quarter', () => {
    expect(condense([5])).toBe(5);
    expect(condense([3, 1])).toBe(1);
    expect(condense([9, 2, 1000, 4, 9, 9, 1000, 1000])).toBe(3);
  });

  it('is the mean of all where the clock stood still', () => {
    expect(condense([0, 100, 0, 100])).toBe(50);
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
