/**
 * What timing needs to know of a device: two ways to get a list of times.
 *
 * Think of a sampler as two stopwatches on one bench. Whoever builds it has already compiled, bound and verified both
 * kernels; the rest of this room never sees a device, which is why all of it can be tested on simulated clocks.
 */

/** Each function launches so many times, one after another, and gives each launch's time in the device's unit (ns). */
export interface Sampler {
  baseline(launches: number): Promise<readonly number[]>;
  candidate(launches: number): Promise<readonly number[]>;
  /**
   * Puts both kernels' arrays into fresh memory, if the device can. Two copies of one kernel may differ by a per cent
   * for as long as their arrays lie where they lie; only a new binding shows that, so the noise floor asks for one
   * before each of its comparisons.
   */
  rebind?(): Promise<void>;
}

/** One sample: `launches` launches on one side, condensed to their midmean. Times must be finite and above 0. */
export async function takeSample(side: (launches: number) => Promise<readonly number[]>, launches: number): Promise<number> {
  const times = await side(launches);
  if (times.length !== launches) throw new Error(`a sampler gave ${times.length} times for ${launches} launches`);
  const sample = midmean(times);
  if (!(sample > 0 && sample < Infinity)) throw new Error(`a sampler gave the time ${sample}; times are finite and above 0`);
  return sample;
}

/**
 * Mean of the middle half. A plain mean follows one interrupt; a median of readings from a coarse clock can only be one
 * of its steps. The midmean stands between: a quarter of the batch may be wild, and steps average out.
 */
export function midmean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.subarray(cut, sorted.length - cut);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** Quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7). The list must not be empty. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}

/**
 * The same sampler with every reading of the candidate stretched: a slow-down known exactly, for testing verdicts.
 * `share` 0.03 makes the candidate 3 % slower.
 */
export function slowedBy(sampler: Sampler, share: number): Sampler {
  return {
    ...sampler,
    baseline: (launches) => sampler.baseline(launches),
    candidate: async (launches) => (await sampler.candidate(launches)).map((time) => time * (1 + share)),
  };
}
