import type { Measurement } from '../model/index.ts';

/** Ratios closer to 1 than this are rounding in the sum of costs, no difference. */
const rounding = 1e-9;

/**
 * Compares two deterministic costs (the `model` device): one look is all there is to see, so the interval has no width
 * and the verdict no doubt. Costs must be finite and above 0.
 */
export function exactComparison(baselineCost: number, candidateCost: number): Measurement {
  for (const cost of [baselineCost, candidateCost]) {
    if (!(cost > 0 && cost < Infinity)) throw new Error(`a cost of ${cost}; costs are finite and above 0`);
  }
  const ratio = baselineCost / candidateCost;
  const verdict = ratio > 1 + rounding ? 'FAST' : ratio < 1 - rounding ? 'SLOW' : 'AMBIGUOUS';
  return {
    unit: 'cost',
    median: candidateCost,
    baselineMedian: baselineCost,
    speedup: { estimate: ratio, low: ratio, high: ratio },
    verdict,
    pairs: 1,
    samples: [],
    baselineSamples: [],
    noiseFloor: 0,
  };
}
