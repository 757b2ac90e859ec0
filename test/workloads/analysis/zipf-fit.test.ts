import { expect, test } from 'vitest';
import { randomStream } from '../../../src/util/random.ts';
import { fitZipf } from '../../../src/workloads/analysis/zipf-fit.ts';
import { zipf } from '../../../src/workloads/zipf.ts';

/** Use counts that follow the law exactly, but for rounding to whole uses; those of no use left out. */
function counts(rows: number, alpha: number, shift: number, lookups: number): Int32Array {
  const weights = Float64Array.from({ length: rows }, (_, at) => (at + 1 + shift) ** -alpha);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Int32Array.from(weights, (weight) => Math.round((lookups * weight) / total)).filter((count) => count > 0);
}

test.each([[0.6, 0], [0.999, 0], [1, 12], [1.05, 0], [1.2, 100], [2.5, 3]])('counts of alpha %d, q %d give them back', (alpha, shift) => {
  const fit = fitZipf(counts(2000, alpha, shift, 2e9))!;
  expect(fit.alpha).toBeCloseTo(alpha, 2);
  expect(Math.abs(fit.shift - shift)).toBeLessThan(0.02 * (1 + shift));
  expect(fit.distance).toBeLessThan(1e-4);
});

test('no pair on a grid is likelier, summed rank by rank', () => {
  const rank = zipf(300, 1.1, 5, randomStream('fit'));
  const uses = new Int32Array(300);
  for (let at = 0; at < 20_000; at++) uses[rank() - 1]!++;
  const drawn = uses.sort().reverse().filter((count) => count > 0);
  const lookups = drawn.reduce((sum, count) => sum + count, 0);
  const likelihood = (alpha: number, shift: number) => {
    const total = drawn.reduce((sum, _, at) => sum + (at + 1 + shift) ** -alpha, 0);
    return drawn.reduce((sum, count, at) => sum + count * (-alpha * Math.log(at + 1 + shift) - Math.log(total)), 0) / lookups;
  };
  const fit = fitZipf(drawn)!;
  expect(fit.logLikelihood).toBeCloseTo(likelihood(fit.alpha, fit.shift), 9);
  for (let alpha = 0.5; alpha < 2; alpha += 0.1) {
    for (const shift of [0, 1, 2, 4, 6, 8, 12, 20]) expect(likelihood(alpha, shift)).toBeLessThanOrEqual(fit.logLikelihood + 1e-12);
  }
  expect(fit.alpha).toBeCloseTo(1.1, 0);
});

test('many draws give back what they were drawn from; few, which see a part of the rows, a flatter law', () => {
  const drawn = (lookups: number) => {
    const rank = zipf(5000, 1.05, 3, randomStream('draws'));
    const uses = new Int32Array(5000);
    for (let at = 0; at < lookups; at++) uses[rank() - 1]!++;
    return fitZipf(uses.sort().reverse().filter((count) => count > 0))!;
  };
  const [many, few] = [drawn(400_000), drawn(1000)];
  expect(Math.abs(many.alpha - 1.05)).toBeLessThan(0.02);
  expect(Math.abs(many.shift - 3)).toBeLessThan(0.4);
  expect(few.alpha).toBeLessThan(0.95);
});

test('a million rows of equal use are no Zipf at all, and two rows are too few', () => {
  expect(fitZipf(new Int32Array(1_000_000).fill(7))).toMatchObject({ distance: expect.closeTo(0, 6) });
  expect(fitZipf(new Int32Array(1_000_000).fill(7))!.alpha).toBeLessThan(1e-6);
  expect(fitZipf(Int32Array.of(3, 1))).toBeNull();
});
