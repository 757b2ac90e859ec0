import { expect, test } from 'vitest';
import { randomStream } from '../../src/util/random.ts';
import { Recency } from '../../src/workloads/analysis/recency.ts';
import { drawStack } from '../../src/workloads/draw-stack.ts';
import { stackShares } from '../../src/workloads/histograms.ts';
import { profileIndices } from '../../src/workloads/profile.ts';
import { parseSpec } from '../../src/workloads/spec.ts';
import { findWorkload } from '../../src/workloads/catalogue.ts';

test('the row at a distance is the one whose next use has that distance', () => {
  const random = randomStream('row at');
  const stack = new Recency({ findRows: true });
  for (let row = 0; row < 3000; row++) stack.use(row);
  for (let round = 0; round < 100_000; round++) { // beyond the first 65,536 slots
    const distance = random.below(3000);
    if (stack.use(stack.rowAt(distance)) !== distance) throw new Error(`distance ${distance} in round ${round}`);
  }
});

test('a long draw has the distances it was asked for, but for the first uses at its start', () => {
  const shares = [0.1, 0.05, 0.05, 0.1, 0.1, 0.2, 0.1, 0.1, 0.1];
  const trace = drawStack(shares, 200_000, 100_000, randomStream(1));
  const own = stackShares(profileIndices(trace));
  shares.forEach((share, bin) => expect(own[bin]).toBeCloseTo(share, 2));
  expect(own.slice(shares.length).reduce((sum, share) => sum + share, 0)).toBeLessThan(0.005);
});

test('first uses end with the table; then the row that waited longest comes', () => {
  expect([...drawStack([], 7, 3, randomStream(1))]).toEqual([0, 1, 2, 0, 1, 2, 0]);
  expect([...drawStack([1], 4, 3, randomStream(1))]).toEqual([0, 0, 0, 0]);
});

test('a workload says it in its JSON', () => {
  const { spec } = findWorkload('meta-2021-small');
  const indices = { distribution: 'stack', shareOfAccesses: [0.2, 0.3] };
  expect(parseSpec({ ...spec, indices }, 'x.json').indices).toEqual(indices);
  expect(() => parseSpec({ ...spec, indices: { ...indices, shareOfAccesses: [0.9, 0.3] } }, 'x.json')).toThrow('x.json: indices.shareOfAccesses: got a sum of 1.2; allowed: at most 1 (+ 0.02 for rounding), the rest being first uses');
});
