import { describe, expect, it } from 'vitest';
import { comparePaired, confirm, measureNoiseFloor } from '../../src/timing/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { deviceWithLayouts, simulatedBench } from './simulation.ts';

describe('measureNoiseFloor', () => {
  it('never goes below its minimum, on a clock without noise', async () => {
    const bench = simulatedBench(() => 0);
    const { floor, quantile, comparisons } = await measureNoiseFloor(bench.sampler, randomStream(1), { now: bench.now });
    expect(floor).toBe(0.005);
    expect(quantile).toBe(0);
    expect(comparisons).toHaveLength(12);
  });

  it('is the quantile of what its comparisons found', async () => {
    const { sampler, now } = deviceWithLayouts('quantile', 0.03);
    const { floor, quantile, comparisons } = await measureNoiseFloor(sampler, randomStream(2), { now });
    const distances = comparisons.map(({ speedup }) => Math.abs(Math.log(speedup.estimate))).sort((a, b) => a - b);
    expect(quantile).toBe(0.95);
    expect(Math.log1p(floor)).toBeGreaterThan(distances.at(-2)!);
    expect(Math.log1p(floor)).toBeLessThan(distances.at(-1)!);
  });

  it('begins no comparison after its time, but makes four', async () => {
    const bench = simulatedBench(() => 0, { launchNs: 50_000_000 });
    const { comparisons } = await measureNoiseFloor(bench.sampler, randomStream(3), { now: bench.now, maxMs: 3_000 });
    expect(comparisons).toHaveLength(4);
  });

  it('covers differences that last as long as a binding, which no interval can see', async () => {
    let blind = 0;
    let covered = 0;
    const runs = 60;
    for (let run = 0; run < runs; run++) {
      const { sampler, now } = deviceWithLayouts(`run ${run}`, 0.01);
      const random = randomStream(run);
      const { floor } = await measureNoiseFloor(sampler, random.split('floor'), { now });
      await sampler.rebind();
      const verdictAt = async (noiseFloor: number) =>
        (await comparePaired(sampler, confirm, random.split('pairs'), { noiseFloor, now })).verdict;
      if ((await verdictAt(0.001)) !== 'AMBIGUOUS') blind++;
      if ((await verdictAt(floor)) !== 'AMBIGUOUS') covered++;
    }
    expect(blind / runs).toBeGreaterThan(0.3);
    expect(covered / runs).toBeLessThanOrEqual(0.04);
  });
});
