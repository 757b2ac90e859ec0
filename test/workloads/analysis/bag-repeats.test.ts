import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BagRepeats, WINDOWS } from '../../../src/workloads/analysis/bag-repeats.ts';

function profile(bags: readonly (readonly number[])[], sessions?: readonly number[]) {
  const repeats = new BagRepeats();
  bags.forEach((bag, at) => {
    bag.forEach((row) => repeats.lookup(row));
    repeats.end(sessions?.[at]);
  });
  return repeats.profile();
}

test('repeats are those that comparing all pairs finds', () => {
  const bag = fc.array(fc.nat(2), { maxLength: 3 });
  fc.assert(fc.property(fc.array(bag, { minLength: 1, maxLength: 100 }), (bags) => {
    const filled = bags.filter((each) => each.length > 0).map((each) => each.join());
    const found = profile(bags)!;
    expect([found.bags, found.empty]).toEqual([bags.length, bags.length - filled.length]);
    WINDOWS.forEach((window, at) => {
      const repeated = filled.filter((each, now) => filled.slice(Math.max(0, now - window), now).includes(each)).length;
      expect(found.repeats[at]!.shareOfBags).toBe(filled.length === 0 ? 0 : repeated / filled.length);
    });
  }));
});

test('the order of rows counts, and a bag that lies back further than the longest window is forgotten', () => {
  expect(profile([[1, 2], [2, 1]])!.repeats.every(({ shareOfBags }) => shareOfBags === 0)).toBe(true);
  const far = [[0], ...Array.from({ length: 140_000 }, (_, at) => [at + 1]), [0]];
  expect(profile(far)!.repeats.at(-1)!.shareOfBags).toBe(0);
  const near = [[0], ...Array.from({ length: 65_535 }, (_, at) => [at + 1]), [0]];
  expect(profile(near)!.repeats.map(({ shareOfBags }) => shareOfBags > 0)).toEqual([false, false, false, false, false, true]);
});

test('sessions: S, d and what deduplication saves', () => {
  // Session 5: a a b b; session 9: a c. Four samples follow one of their session's; two are the same.
  const [a, b, c] = [[1, 2], [3], [4, 4]];
  const { sessions } = profile([a!, a!, a!, b!, b!, c!], [5, 9, 5, 5, 5, 9])!;
  expect(sessions).toEqual({ sessions: 2, samplesPerSession: 3, duplication: 0.5, factor: 1.5 });
  expect(profile([a!])).not.toHaveProperty('sessions');
  expect(new BagRepeats().profile()).toBeUndefined();
});
