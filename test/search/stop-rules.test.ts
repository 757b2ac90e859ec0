import { expect, test } from 'vitest';
import { advanced, type Progress, START, stopReason } from '../../src/search/stop-rules.ts';

const progress = { ...START, evaluations: 100, elapsedMs: 5000, speedup: 1.5, provenSpeedup: 1.5, improvedAt: 40, floorFraction: 0.7, repeats: 12 };

test.each([
  [{ evaluations: 100 }, '100 evaluations made'],
  [{ elapsedMs: 5000 }, '5 s passed'],
  [{ stagnation: 60 }, 'no improvement in 60 evaluations'],
  [{ speedup: 1.5 }, 'target speed-up 1.5 reached'],
  [{ floorFraction: 0.7 }, "70 % of the physical floor's speed reached"],
  [{ repeats: 12 }, 'nothing new in 12 candidates'],
])('%o stops', (rules, reason) => {
  expect(stopReason(progress, rules)).toBe(reason);
});

test('no rule, or none reached, goes on', () => {
  expect(stopReason(progress, {})).toBeUndefined();
  expect(stopReason(progress, { evaluations: 101, elapsedMs: 5001, stagnation: 61, speedup: 1.51, floorFraction: 0.71, repeats: 13 })).toBeUndefined();
});

test('an unknown floor stops nothing', () => {
  expect(stopReason(START, { floorFraction: 0.01 })).toBeUndefined();
});

test('only a gain beyond the noise floor ends stagnation, also when it came in small steps', () => {
  const step = (before: Progress, evaluations: number, speedup: number) =>
    advanced(before, { evaluations, elapsedMs: 0, speedup, candidates: 10 }, 0.02);
  const noise = step(START, 10, 1.01);
  expect(noise).toMatchObject({ speedup: 1.01, improvedAt: 0, provenSpeedup: 1 });
  const sum = step(noise, 20, 1.03);
  expect(sum).toMatchObject({ speedup: 1.03, improvedAt: 20, provenSpeedup: 1.03 });
});

test('candidates that were all known add up until something new comes', () => {
  const step = (before: Progress, evaluations: number) => advanced(before, { evaluations, elapsedMs: 0, speedup: 1, candidates: 16 }, 0.02);
  const twice = step(step(START, 0), 0);
  expect(twice.repeats).toBe(32);
  expect(step(twice, 1).repeats).toBe(0);
});
