import { expect, test } from 'vitest';
import { creditOf } from '../../src/lineage/credit.ts';
import { range, trialsOf, type Evaluate } from '../../src/lineage/effect.ts';
import { randomStream } from '../../src/util/random.ts';

const credit = async (group: readonly number[], count: number, time: (edits: readonly number[]) => number | null, { share = 0, budget = 5000 } = {}) => {
  const evaluate: Evaluate = async (edits) => {
    const found = time(edits);
    return found === null ? { dead: 'wrong' } : { time: { estimate: found, low: found * (1 - share), high: found * (1 + share) } };
  };
  const found = await creditOf({ group, whole: range(count), trials: trialsOf(evaluate, budget, []), budget, random: randomStream(1) });
  return found && { method: found.method, credits: Object.fromEntries([...found.credits].map(([edit, { estimate }]) => [edit, estimate])), intervals: found.credits };
};

test('the glove game: who holds the only left one has two thirds of the gain in all orders, the others a sixth each', async () => {
  const found = await credit([0, 1, 2], 3, (edits) => (edits.includes(0) && edits.length > 1 ? 0.5 : 1));
  expect(found!.method).toBe('all subsets');
  expect(found!.credits[0]).toBeCloseTo(2 ** (2 / 3), 9);
  expect(found!.credits[1]).toBeCloseTo(2 ** (1 / 6), 9);
  expect(found!.credits[2]).toBeCloseTo(2 ** (1 / 6), 9);
});

test('a dead set is worth no more than the kernel without the group', async () => {
  const found = await credit([0, 1], 3, (edits) => (edits.includes(0) !== edits.includes(1) ? null : edits.includes(0) ? 0.25 : 1));
  expect(found!.credits).toEqual({ 0: expect.closeTo(2, 9) as number, 1: expect.closeTo(2, 9) as number });
});

test('intervals hold the truth and grow with what the measurements leave open', async () => {
  const exact = await credit([0, 1], 2, (edits) => 0.8 ** edits.length);
  const rough = await credit([0, 1], 2, (edits) => 0.8 ** edits.length, { share: 0.02 });
  for (const edit of [0, 1]) {
    expect(exact!.intervals.get(edit)).toEqual({ estimate: expect.closeTo(1.25, 9) as number, low: expect.closeTo(1.25, 9) as number, high: expect.closeTo(1.25, 9) as number });
    expect(rough!.intervals.get(edit)!.low).toBeLessThan(1.25);
    expect(rough!.intervals.get(edit)!.high).toBeGreaterThan(1.25);
  }
});

test('a budget too small for all subsets goes to sampled orders, and is not used up by subsets that end nowhere', async () => {
  const found = await credit(range(8), 8, (edits) => 0.9 ** edits.length, { budget: 100 });
  expect(found!.method).toBe('sampled orders');
  for (const edit of range(8)) expect(found!.credits[edit]).toBeCloseTo(1 / 0.9, 9);
});

test('a rest that is dead without the group, and a budget that ends, give no credit', async () => {
  expect(await credit([0], 2, (edits) => (edits.includes(0) ? 0.5 : null))).toBeUndefined();
  expect(await credit(range(6), 6, () => 0.5, { budget: 3 })).toBeUndefined();
});
