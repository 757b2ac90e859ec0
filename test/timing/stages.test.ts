import { describe, expect, it } from 'vitest';
import { compareInStages, confirm, isPromising, screen } from '../../src/timing/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { noiseModels, simulatedBench } from './simulation.ts';

async function stagesOf(ratio: number, run: number) {
  const random = randomStream(run);
  const bench = simulatedBench(noiseModels.lognormal(random.split('noise')), { ratio });
  return compareInStages(bench.sampler, random.split('order'), { noiseFloor: 0.01, now: bench.now });
}

describe('compareInStages', () => {
  it('ends a slow candidate on the screen', async () => {
    const { confirmed, measurement, screened } = await stagesOf(1.3, 1);
    expect(confirmed).toBeUndefined();
    expect(measurement).toBe(screened);
    expect(measurement.verdict).toBe('SLOW');
    expect(measurement.pairs).toBeLessThanOrEqual(screen.firstLook);
  });

  it('calls nothing FAST that was not confirmed on new samples', async () => {
    const { confirmed, measurement, screened } = await stagesOf(1 / 1.3, 2);
    expect(screened.verdict).toBe('FAST');
    expect(measurement).toBe(confirmed);
    expect(measurement).toMatchObject({ verdict: 'FAST', pairs: confirm.firstLook });
    expect(measurement.samples).not.toContain(screened.samples[0]);
  });

  it('finds a gain of 5 % in most cases and promotes no identical kernel', async () => {
    let found = 0;
    for (let run = 0; run < 100; run++) {
      if ((await stagesOf(1 / 1.05, run)).measurement.verdict === 'FAST') found++;
      const same = await stagesOf(1, run);
      if (same.measurement.verdict === 'FAST') expect.fail(`run ${run} promoted an identical kernel`);
    }
    expect(found).toBeGreaterThanOrEqual(95);
  });

  it('knows a promising screen', () => {
    const measurement = { unit: 'ns', median: 1, baselineMedian: 1, pairs: 1, samples: [], baselineSamples: [], noiseFloor: 0.01 } as const;
    const speedup = (estimate: number) => ({ estimate, low: estimate - 0.1, high: estimate + 0.1 });
    expect(isPromising({ ...measurement, verdict: 'AMBIGUOUS', speedup: speedup(1.02) })).toBe(true);
    expect(isPromising({ ...measurement, verdict: 'AMBIGUOUS', speedup: speedup(1.005) })).toBe(false);
    expect(isPromising({ ...measurement, verdict: 'SLOW', speedup: speedup(0.8) })).toBe(false);
  });
});
