import { describe, expect, it } from 'vitest';
import { comparePaired, confirm, evaluateVerdicts, exactComparison, knownSlowdown, slowedBy } from '../../src/timing/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { noiseModels, simulatedBench } from './simulation.ts';

describe('evaluateVerdicts', () => {
  it('finds the paired comparison honest at the noise of a processor', async () => {
    const honesty = await evaluateVerdicts(200, (arm, _index, random) => {
      const bench = simulatedBench(noiseModels.lognormal(random.split('noise')));
      const sampler = arm === 'slowed' ? slowedBy(bench.sampler, knownSlowdown) : bench.sampler;
      return comparePaired(sampler, confirm, random.split('order'), { noiseFloor: 0.01, now: bench.now });
    }, randomStream('honesty'));
    expect(honesty.comparisons).toBe(200);
    expect(honesty.falseVerdicts.share).toBeLessThanOrEqual(0.02);
    expect(honesty.found.share).toBeGreaterThanOrEqual(0.8);
    expect(honesty.medianPairs.slowed).toBeLessThan(honesty.medianPairs.identical);
  });

  it('finds exact costs without fault', async () => {
    const { identical, slowed } = await evaluateVerdicts(
      50, (arm) => exactComparison(100, arm === 'slowed' ? 103 : 100), randomStream(1));
    expect(identical).toEqual({ FAST: 0, SLOW: 0, AMBIGUOUS: 50 });
    expect(slowed).toEqual({ FAST: 0, SLOW: 50, AMBIGUOUS: 0 });
  });

  it('shows up a comparison that lies', async () => {
    const done: number[] = [];
    const { falseVerdicts, found } = await evaluateVerdicts(
      10, (_arm, index) => exactComparison(100 + (index % 2), 100), randomStream(1), (count) => done.push(count));
    expect(falseVerdicts.share).toBe(0.5);
    expect(falseVerdicts.low).toBeLessThan(0.5);
    expect(falseVerdicts.high).toBeGreaterThan(0.5);
    expect(found.share).toBe(0);
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
