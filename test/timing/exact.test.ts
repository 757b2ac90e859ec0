import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactComparison, physicalFloor, plausible } from '../../src/timing/index.ts';

describe('exactComparison', () => {
  it('decides without doubt', () => {
    expect(exactComparison(110, 100)).toMatchObject({
      unit: 'cost', median: 100, baselineMedian: 110, verdict: 'FAST', speedup: { estimate: 1.1, low: 1.1, high: 1.1 },
    });
    expect(exactComparison(100, 100.001).verdict).toBe('SLOW');
    expect(exactComparison(0.1 + 0.2, 0.3).verdict).toBe('AMBIGUOUS');
  });

  it('turns over when the sides are swapped', () => {
    const mirror = { FAST: 'SLOW', SLOW: 'FAST', AMBIGUOUS: 'AMBIGUOUS' } as const;
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (one, other) => {
      expect(exactComparison(one, other).verdict).toBe(mirror[exactComparison(other, one).verdict]);
    }));
  });

  it.each([0, -1, NaN, Infinity])('refuses a cost of %d', (cost) => {
    expect(() => exactComparison(1, cost)).toThrow('finite and above 0');
  });
});

describe('plausible', () => {
  it('knows what memory cannot do', () => {
    expect(physicalFloor(1_000_000, 10)).toBe(100_000); // 10 bytes a ns is 10 GB/s
    expect(plausible(100_000, 1_000_000, 10)).toBe(true);
    expect(plausible(96_000, 1_000_000, 10)).toBe(true);
    expect(plausible(90_000, 1_000_000, 10)).toBe(false);
  });
});
