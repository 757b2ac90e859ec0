import fc from 'fast-check';
import { expect, test } from 'vitest';
import { credited, drawOperator, newBandit, probabilities, rewardOf } from '../../src/search/bandit.ts';
import { randomStream } from '../../src/util/random.ts';

const settings = { banditWindow: 20, banditFloor: 0.2 };
const operators = ['cut', 'copy', 'unroll', 'hoist'];

test('shares sum to 1 and never fall below the floor', () => {
  const history = fc.array(fc.tuple(fc.constantFrom(...operators), fc.constantFrom(0, 0.01, 0.05, 1.2)), { maxLength: 200 });
  fc.assert(fc.property(history, (rewards) => {
    const state = rewards.reduce((now, [operator, reward]) => credited(now, operator, reward, settings), newBandit(operators));
    const shares = [...probabilities(state, settings).values()];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.05 - 1e-12);
  }));
});

test('an operator that only kills falls to the minimum; one rare large gain outweighs many small ones', () => {
  let state = newBandit(operators);
  for (let round = 0; round < 20; round++) {
    state = credited(state, 'cut', rewardOf(100, undefined), settings);
    state = credited(state, 'copy', rewardOf(100, 100), settings);
    state = credited(state, 'hoist', rewardOf(100, 98), settings);
    state = credited(state, 'unroll', rewardOf(100, round === 7 ? 40 : undefined), settings);
  }
  const shares = probabilities(state, settings);
  expect(shares.get('cut')).toBeCloseTo(0.05, 12);
  expect(shares.get('copy')).toBeGreaterThan(shares.get('cut')!);
  expect(shares.get('unroll')).toBeGreaterThan(shares.get('hoist')!);
  expect(state['unroll']).toMatchObject({ tried: 20, lived: 1 });
});

test('what an operator earned is forgotten as the window slides on', () => {
  let state = credited(newBandit(operators), 'unroll', 1, settings);
  for (let round = 0; round < 20; round++) state = credited(state, 'unroll', 0, settings);
  expect(state['unroll']!.rewards).toEqual(Array(20).fill(0));
});

test('untried operators share alike', () => {
  expect([...probabilities(newBandit(operators), settings).values()]).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test('draws follow the shares and leave out what is excluded', () => {
  const shares = new Map([['cut', 0.1], ['copy', 0.6], ['unroll', 0.3]]);
  const random = randomStream('draws');
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 4000; draw++) {
    const operator = drawOperator(shares, new Set(), random)!;
    counts.set(operator, (counts.get(operator) ?? 0) + 1);
    expect(drawOperator(shares, new Set(['copy']), random)).not.toBe('copy');
  }
  for (const [operator, share] of shares) expect(counts.get(operator)! / 4000).toBeCloseTo(share, 1);
  expect(drawOperator(shares, new Set(shares.keys()), random)).toBeUndefined();
});
