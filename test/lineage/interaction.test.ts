import { describe, expect, it } from 'vitest';
import type { Interval } from '../../src/model/index.ts';
import { interactionFactor, isSignificant } from '../../src/lineage/interaction.ts';

const known = (estimate: number, share = 0): Interval => ({ estimate, low: estimate * (1 - share), high: estimate * (1 + share) });
const factor = (one: number, other: number, both: number, share = 0) =>
  interactionFactor({ neither: known(1, share), one: known(one, share), other: known(other, share), both: known(both, share) });

describe('two parts of a genome', () => {
  it.each([
    ['each its own share', 0.8, 0.7, 0.56],
    ['each its own time', 0.8, 0.7, 0.5],
    ['something between', 0.8, 0.7, 0.53],
  ])('are independent where they take away %s', (_what, one, other, both) => {
    expect(factor(one, other, both).estimate).toBeCloseTo(1, 12);
    expect(isSignificant(factor(one, other, both), 0.01)).toBe(false);
  });

  it('help each other beyond either scale', () => {
    expect(factor(1, 1, 0.5)).toEqual({ estimate: 2, low: 2, high: 2 });
    expect(factor(0.8, 0.7, 0.4).estimate).toBeCloseTo(0.5 / 0.4, 12);
  });

  it('do the same twice', () => {
    expect(factor(0.5, 0.5, 0.5).estimate).toBeCloseTo(0.5, 12);
    expect(isSignificant(factor(0.5, 0.5, 0.5), 0.01)).toBe(true);
  });

  it('show nothing where the intervals leave room for either scale', () => {
    expect(isSignificant(factor(0.8, 0.7, 0.47, 0.02), 0.01)).toBe(false);
    expect(isSignificant(factor(0.8, 0.7, 0.47), 0.01)).toBe(true);
  });
});
