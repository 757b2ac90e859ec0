import type { Measurement, Random, Verdict } from '../model/index.ts';
import { comparePaired } from './compare.ts';
import type { Surroundings } from './compare.ts';
import type { Plan } from './plans.ts';
import { quantile } from './sampler.ts';
import type { Sampler } from './sampler.ts';

/**
 * A comparison whose FAST or SLOW must hold under two bindings. Where arrays happen to lie can favour one of two equal
 * kernels for a whole comparison, by more than the usual floor once in a while; that it favours the same one twice is
 * the square of once in a while. The interval is the hull of both. Without `rebind` it is one plain comparison.
 */
export async function compareReplicated(sampler: Sampler, plan: Plan, random: Random, surroundings: Surroundings): Promise<Measurement> {
  const first = await comparePaired(sampler, plan, random.split('first binding'), surroundings);
  if (first.verdict === 'AMBIGUOUS' || sampler.rebind === undefined) return first;
  await sampler.rebind();
  const second = await comparePaired(sampler, plan, random.split('second binding'), surroundings);
  const samples = [...first.samples, ...second.samples];
  const baselineSamples = [...first.baselineSamples, ...second.baselineSamples];
  const verdict: Verdict = first.verdict === second.verdict ? first.verdict : 'AMBIGUOUS';
  return {
    ...second,
    median: quantile(samples, 0.5),
    baselineMedian: quantile(baselineSamples, 0.5),
    speedup: {
      estimate: Math.sqrt(first.speedup.estimate * second.speedup.estimate),
      low: Math.min(first.speedup.low, second.speedup.low),
      high: Math.max(first.speedup.high, second.speedup.high),
    },
    verdict,
    pairs: samples.length,
    samples,
    baselineSamples,
  };
}
