import { describe, expect, it } from 'vitest';
import { comparePaired, compareReplicated, confirm, slowedBy } from '../../src/timing/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { deviceWithLayouts, noiseModels, simulatedBench } from './simulation.ts';

describe('compareReplicated', () => {
  it('is deceived far less often by where arrays lie, and still finds what is real', async () => {
    const runs = 150;
    const wrong = { once: 0, twice: 0 };
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const { sampler, now } = deviceWithLayouts(`run ${run}`, 0.008);
      const surroundings = { noiseFloor: 0.01, now };
      await sampler.rebind();
      if ((await comparePaired(sampler, confirm, randomStream(run), surroundings)).verdict !== 'AMBIGUOUS') wrong.once++;
      if ((await compareReplicated(sampler, confirm, randomStream(run), surroundings)).verdict !== 'AMBIGUOUS') wrong.twice++;
      if ((await compareReplicated(slowedBy(sampler, 0.06), confirm, randomStream(run), surroundings)).verdict === 'SLOW') found++;
    }
    expect(wrong.once / runs).toBeGreaterThan(0.1);
    expect(wrong.twice / runs).toBeLessThanOrEqual(0.04);
    expect(found / runs).toBeGreaterThanOrEqual(0.9);
  });

  it('reports the hull of both intervals and all samples', async () => {
    const { sampler, now } = deviceWithLayouts('hull', 0.01);
    const { pairs, samples, baselineSamples, speedup, verdict } =
      await compareReplicated(slowedBy(sampler, 0.2), confirm, randomStream(1), { noiseFloor: 0.01, now });
    expect({ pairs, verdict }).toEqual({ pairs: 2 * confirm.firstLook, verdict: 'SLOW' });
    expect(samples).toHaveLength(pairs);
    expect(baselineSamples).toHaveLength(pairs);
    expect(speedup.low).toBeLessThan(speedup.estimate);
    expect(speedup.estimate).toBeLessThan(speedup.high);
    expect(speedup.high).toBeLessThan(1 / 1.01);
  });

  it('is one comparison where nothing can be bound anew', async () => {
    const bench = simulatedBench(noiseModels.lognormal(randomStream(1)), { ratio: 1.2 });
    const { pairs } = await compareReplicated(bench.sampler, confirm, randomStream(1), { noiseFloor: 0.01, now: bench.now });
    expect(pairs).toBe(confirm.firstLook);
  });
});
