import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Interval } from '../../src/model/index.ts';
import { fitPowerLaw, type Point } from '../../src/lineage/index.ts';
import { randomStream } from '../../src/util/random.ts';

const random = () => randomStream('fit');
const sizes = [10, 20, 40, 80, 160, 320, 640, 1280];
const points = (alpha: number, exponent: number, constant: number, noise = 0, seed = 1): Point[] => {
  const stream = randomStream(seed);
  return sizes.map((x) => ({ x, y: (alpha * x ** exponent + constant) * (1 + noise * (2 * stream.unit() - 1)) }));
};

describe('a power law plus a constant', () => {
  it('is found again from exact points, falling or rising', () => {
    fc.assert(fc.property(
      fc.constantFrom('falling', 'rising' as const), fc.double({ min: 0.2, max: 2, noNaN: true }), fc.double({ min: 0.1, max: 100, noNaN: true }), fc.double({ min: 0.05, max: 1, noNaN: true }),
      (direction, steepness, scale, share) => {
        const exponent = direction === 'falling' ? -steepness : steepness;
        // Alpha so that the constant is of the size of the smallest value, and shows.
        const smallest = Math.min(...sizes.map((x) => x ** exponent));
        const constant = scale * share;
        const law = fitPowerLaw(points(scale / smallest, exponent, constant), { direction: direction as 'falling' | 'rising', random: random() })!;
        expect(law.exponent.estimate / exponent).toBeCloseTo(1, 1);
        expect(law.constant.estimate / constant).toBeCloseTo(1, 0);
        expect(law.error).toBeLessThan(1e-3);
      },
    ), { numRuns: 60 });
  });

  it('has the true figures in its intervals, mostly, where times are known to 3 %', () => {
    const held = { exponent: 0, constant: 0, beyond: 0 };
    const holds = ({ low, high }: Interval, truth: number) => (low <= truth && truth <= high ? 1 : 0);
    for (let seed = 0; seed < 40; seed++) {
      const { exponent, constant, figure } = fitPowerLaw(points(500, -0.8, 20, 0.03, seed), { direction: 'falling', random: randomStream(seed) })!;
      held.exponent += holds(exponent, -0.8);
      held.constant += holds(constant, 20);
      held.beyond += holds(figure((curve) => curve(2560)), 500 * 2560 ** -0.8 + 20);
    }
    // 38 are due; eight points say a little too little of their own spread.
    for (const count of Object.values(held)) expect(count).toBeGreaterThanOrEqual(34);
  });

  it('has no constant below 0, nor a negative part that shrinks', () => {
    const line = fitPowerLaw(sizes.map((x) => ({ x, y: 3 * x })), { direction: 'rising', random: random() })!;
    expect(line.constant.estimate).toBeCloseTo(0, 3);
    expect(line.exponent.estimate).toBeCloseTo(1, 3);
    const wrongWay = fitPowerLaw(sizes.map((x) => ({ x, y: x })), { direction: 'falling', random: random() })!;
    expect(wrongWay.alpha.estimate).toBeGreaterThanOrEqual(0);
    expect(wrongWay.constant.estimate).toBeGreaterThanOrEqual(0);
  });

  it('is the same for the same seed', () => {
    const fit = () => fitPowerLaw(points(500, -0.8, 20, 0.03), { direction: 'falling', random: random() })!;
    const [one, again] = [fit(), fit()];
    expect(one.exponent).toEqual(again.exponent);
    expect(one.figure((curve) => curve(2560))).toEqual(again.figure((curve) => curve(2560)));
  });
});

test('too few points, or too few different values, are fitted by any curve and so by none', () => {
  const options = { direction: 'falling', random: random() } as const;
  expect(fitPowerLaw(points(1, -1, 1).slice(0, 3), options)).toBeUndefined();
  expect(fitPowerLaw(sizes.map((x) => ({ x, y: x < 100 ? 2 : 1 })), options)).toBeUndefined();
});
