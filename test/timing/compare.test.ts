import { describe, expect, it } from 'vitest';
import type { Random, Verdict } from '../../src/model/index.ts';
import { comparePaired, confirm, figure, screen, slowedBy } from '../../src/timing/index.ts';
import type { Plan } from '../../src/timing/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { noiseModels, normal, simulatedBench } from './simulation.ts';
import type { NoiseModel } from './simulation.ts';

interface Setting {
  readonly model: NoiseModel;
  readonly plan: Plan;
  readonly noiseFloor: number;
  readonly ratio?: number;
  readonly runs: number;
}

/** How often each verdict fell, and the pairs of the longest comparison. */
async function tally({ model, plan, noiseFloor, ratio = 1, runs }: Setting) {
  const counts: Record<Verdict, number> = { FAST: 0, SLOW: 0, AMBIGUOUS: 0 };
  let longest = 0;
  for (let run = 0; run < runs; run++) {
    const random = randomStream(`run ${run}`);
    const bench = simulatedBench(model(random.split('noise')), { ratio });
    const { verdict, pairs } = await comparePaired(bench.sampler, plan, random.split('order'), { noiseFloor, now: bench.now });
    counts[verdict]++;
    longest = Math.max(longest, pairs);
  }
  return { counts, longest };
}

const inverted = (random: Random): Random => ({ ...random, chance: (probability) => !random.chance(probability) });

describe.each(Object.entries(noiseModels))('under %s noise', (_name, model) => {
  it('cries neither FAST nor SLOW on identical kernels, even with no floor to help', async () => {
    const { counts } = await tally({ model, plan: { ...confirm, maxPairs: 60 }, noiseFloor: 0, runs: 1000 });
    expect((counts.FAST + counts.SLOW) / 1000).toBeLessThanOrEqual(0.015);
  });

  it('the same over the whole default plan, with a floor of 1 %', async () => {
    const { counts } = await tally({ model, plan: confirm, noiseFloor: 0.01, runs: 500 });
    expect((counts.FAST + counts.SLOW) / 500).toBeLessThanOrEqual(0.02);
  });

  it('the screen drops no more than 2 % of identical kernels', async () => {
    const { counts } = await tally({ model, plan: screen, noiseFloor: 0, runs: 1000 });
    expect((counts.FAST + counts.SLOW) / 1000).toBeLessThanOrEqual(0.02);
  });

  it('finds a real 3 % within the default budget', async () => {
    const { counts } = await tally({ model, plan: confirm, noiseFloor: 0.01, ratio: 1.03, runs: 200 });
    expect(counts.SLOW / 200).toBeGreaterThanOrEqual(0.8);
    expect(counts.FAST).toBe(0);
  });
});

describe('comparePaired', () => {
  const lognormal = noiseModels.lognormal;

  it('decides 20 % at the first look, either way', async () => {
    const slow = await tally({ model: lognormal, plan: screen, noiseFloor: 0.01, ratio: 1.2, runs: 100 });
    expect(slow).toEqual({ counts: { FAST: 0, SLOW: 100, AMBIGUOUS: 0 }, longest: screen.firstLook });
    const fast = await tally({ model: lognormal, plan: confirm, noiseFloor: 0.01, ratio: 1 / 1.2, runs: 100 });
    expect(fast).toEqual({ counts: { FAST: 100, SLOW: 0, AMBIGUOUS: 0 }, longest: confirm.firstLook });
  });

  it('drops a hopeless candidate after three pairs, with their range as interval', async () => {
    const bench = simulatedBench(lognormal(randomStream(1)), { ratio: 2 });
    const { verdict, pairs, stoppedBy, speedup } = await comparePaired(bench.sampler, screen, randomStream(2), { noiseFloor: 0.01, now: bench.now });
    expect({ verdict, pairs, stoppedBy }).toEqual({ verdict: 'SLOW', pairs: 3, stoppedBy: 'dropped' });
    expect(speedup.low).toBeLessThan(0.5 * 1.1);
    expect(speedup.high).toBeGreaterThan(0.5 * 0.9);
  });

  it('never drops a candidate for being fast', async () => {
    const bench = simulatedBench(lognormal(randomStream(1)), { ratio: 0.5 });
    const { verdict, pairs } = await comparePaired(bench.sampler, screen, randomStream(2), { noiseFloor: 0.01, now: bench.now });
    expect({ verdict, pairs }).toEqual({ verdict: 'FAST', pairs: screen.firstLook });
  });

  it.each([0.97, 1, 1.004, 1.03])('turns over when the sides are swapped (ratio %d)', async (ratio) => {
    for (let run = 0; run < 20; run++) {
      const measure = async (turned: boolean) => {
        const bench = simulatedBench(lognormal(randomStream(`noise ${run}`)), { ratio });
        const { baseline, candidate } = bench.sampler;
        const sampler = turned ? { baseline: candidate, candidate: baseline } : bench.sampler;
        const order = randomStream(`order ${run}`);
        // Warm-up of one launch a side, so that both runs meet the same noise from the first pair on.
        const plan = { ...confirm, warmup: { launches: 1, ms: 0 } };
        return comparePaired(sampler, plan, turned ? inverted(order) : order, { noiseFloor: 0.01, now: bench.now });
      };
      const [one, other] = [await measure(false), await measure(true)];
      const mirror = { FAST: 'SLOW', SLOW: 'FAST', AMBIGUOUS: 'AMBIGUOUS' } as const;
      expect(other.verdict).toBe(mirror[one.verdict]);
      expect(other.pairs).toBe(one.pairs);
      expect(other.speedup.estimate).toBeCloseTo(1 / one.speedup.estimate, 10);
      expect(other.speedup.low).toBeCloseTo(1 / one.speedup.high, 10);
    }
  });

  it('batches short launches into samples of the time wished, the same on both sides', async () => {
    const bench = simulatedBench(() => 0, { launchNs: 4_000, ratio: 2 });
    const plan = { ...confirm, maxPairs: 12, warmup: { launches: 1, ms: 0 } };
    const { launchesPerSample, pairs } = await comparePaired(bench.sampler, plan, randomStream(1), { noiseFloor: 0, now: bench.now });
    expect(launchesPerSample).toBe(25);
    expect(bench.launches()).toEqual({ baseline: 1 + 25 * pairs, candidate: 1 + 25 * pairs });
  });

  it('warms up until launches and time are both enough', async () => {
    const bench = simulatedBench(() => 0, { launchNs: 1_000_000 });
    const plan = { ...confirm, maxPairs: 12, warmup: { launches: 2, ms: 17 } };
    const { pairs } = await comparePaired(bench.sampler, plan, randomStream(1), { noiseFloor: 0, now: bench.now });
    expect(bench.launches().baseline - pairs).toBe(10); // five rounds of two launches a side: 20 ms
  });

  it('goes on for a figure when the verdict is out, until the interval is tight', async () => {
    const compare = (plan: Plan) => {
      const noise = randomStream(5);
      const bench = simulatedBench(() => 0.01 * normal(noise), { ratio: 0.8 });
      return comparePaired(bench.sampler, plan, randomStream(6), { noiseFloor: 0.05, now: bench.now });
    };
    const [decided, tight] = [await compare(confirm), await compare(figure)];
    expect(decided.verdict).toBe('FAST');
    expect(tight).toMatchObject({ verdict: 'FAST', stoppedBy: 'decided' });
    expect(Math.log(tight.speedup.high / tight.speedup.low) / 2).toBeLessThanOrEqual(figure.resolution);
    expect(tight.pairs).toBeGreaterThan(decided.pairs);
    expect(tight.speedup.low).toBeLessThan(1.25);
    expect(tight.speedup.high).toBeGreaterThan(1.25);
  });

  it('stops as soon as the interval lies within the floor', async () => {
    const noise = randomStream(3);
    const bench = simulatedBench(() => 0.01 * normal(noise));
    const { stoppedBy, pairs } = await comparePaired(bench.sampler, confirm, randomStream(3), { noiseFloor: 0.05, now: bench.now });
    expect({ stoppedBy, pairs }).toEqual({ stoppedBy: 'resolved', pairs: confirm.firstLook });
  });

  it('ends with its time, but not before the first look', async () => {
    const measure = async (maxMs: number) => {
      const bench = simulatedBench(lognormal(randomStream(4)), { launchNs: 10_000_000 });
      return comparePaired(bench.sampler, { ...confirm, maxMs }, randomStream(4), { noiseFloor: 0.001, now: bench.now });
    };
    const short = await measure(1);
    expect(short).toMatchObject({ pairs: confirm.firstLook, verdict: 'AMBIGUOUS', stoppedBy: 'budget' });
    const longer = await measure(1_000);
    expect(longer.pairs).toBeGreaterThan(40);
    expect(longer.pairs).toBeLessThan(55);
  });

  it('reports all that the verdict rests on', async () => {
    const bench = simulatedBench(lognormal(randomStream(5)));
    const measurement = await comparePaired(slowedBy(bench.sampler, 0.1), confirm, randomStream(5), { noiseFloor: 0.01, now: bench.now });
    expect(measurement).toMatchObject({ unit: 'ns', verdict: 'SLOW', noiseFloor: 0.01, launchesPerSample: 1, confidence: 0.99, stoppedBy: 'decided' });
    expect(measurement.samples).toHaveLength(measurement.pairs);
    expect(measurement.baselineSamples).toHaveLength(measurement.pairs);
    expect(measurement.median / measurement.baselineMedian).toBeGreaterThan(1.05);
  });

  it('is the same again for the same streams', async () => {
    const measure = () => {
      const bench = simulatedBench(lognormal(randomStream(6)));
      return comparePaired(bench.sampler, screen, randomStream(6), { noiseFloor: 0.01, now: bench.now });
    };
    expect(await measure()).toEqual(await measure());
  });

  it('takes a broken sampler for the bug it is', async () => {
    const sampler = { baseline: async () => [0], candidate: async () => [1] };
    const plan = { ...screen, warmup: { launches: 1, ms: 0 }, maxBatch: 1 };
    await expect(comparePaired(sampler, plan, randomStream(7), { noiseFloor: 0, now: () => 0 })).rejects.toThrow('finite and above 0');
    const mute = { baseline: async () => [1], candidate: async () => [1] };
    await expect(comparePaired(mute, { ...plan, maxBatch: 8 }, randomStream(7), { noiseFloor: 0, now: () => 0 })).rejects.toThrow('1 times for 8 launches');
  });
});
