import { expect, test } from 'vitest';
import { summarise, worstFirst, type Transferred } from '../../src/lineage/index.ts';

const gain = (estimate: number): { name: string; whole: Transferred } =>
  ({ name: String(estimate), whole: { kind: 'gain', gain: { estimate, low: estimate * 0.99, high: estimate * 1.01 }, verdict: estimate > 1 ? 'FAST' : 'SLOW' } });
const dead = { name: 'dead', whole: { kind: 'dead', outcome: 'wrong' } as const };

test('the worst place comes first, a dead one before all', () => {
  expect(worstFirst([gain(2), gain(0.8), dead, gain(1.5)]).map(({ name }) => name)).toEqual(['dead', '0.8', '1.5', '2']);
});

test('a mean is told with the losses that it hides', () => {
  expect(summarise([gain(2), gain(0.5), dead])).toEqual({ mean: 1, dead: 1, slower: 1, spread: 4 });
  expect(summarise([gain(1.2)])).toMatchObject({ dead: 0, slower: 0, spread: 1 });
  expect(summarise([dead])).toEqual({ mean: null, dead: 1, slower: 0, spread: null });
});
