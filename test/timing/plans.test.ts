import { describe, expect, it } from 'vitest';
import { errorRatePerLook, looksOf } from '../../src/timing/looks.ts';
import { confirm, figure, screen, selfCheck } from '../../src/timing/plans.ts';
import { criticalRank } from '../../src/timing/signed-rank.ts';

describe.each([screen, confirm, figure, selfCheck])('plan $name', (plan) => {
  it('can decide at its first look', () => {
    expect(criticalRank(plan.firstLook, errorRatePerLook(plan))).toBeGreaterThan(0);
  });

  it('looks ever later, last at its last pair, and spends its error rate in all', () => {
    const looks = looksOf(plan);
    expect(looks).toEqual([...new Set(looks)].sort((a, b) => a - b));
    expect(looks[0]).toBe(plan.firstLook);
    expect(looks.at(-1)).toBe(plan.maxPairs);
    expect(errorRatePerLook(plan) * looks.length).toBeCloseTo(plan.errorRate, 12);
  });
});
