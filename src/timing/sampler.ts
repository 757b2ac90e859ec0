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
   * Puts both kernels' arrays into fresh memory, if the device can, and compiles afresh where that is cheap. Two copies
   * of one kernel may differ by a per cent or two for as long as their arrays and code lie where they lie; only a new
   * binding shows that.
   */
  rebind?(): Promise<void>;
}

/** One sample: `launches` launches on one side, condensed. Times must be finite and above 0. */
export async function takeSample(sampler: Sampler, side: 'baseline' | 'candidate', launches: number): Promise<number> {
  const times = await sampler[side](launches);
  if (times.length !== launches) throw new Error(`a sampler gave ${times.length} times for ${launches} launches`);
  const sample = condense(times);
  if (!(sample > 0 && sample < Infinity)) throw new Error(`a sampler gave the time ${sample}; times are finite and above 0`);
  return sample;
}

/**
 * A batch as one figure: the mean of its fastest quarter. What disturbs a launch makes it longer, never shorter (Chen &
 * Revels 2016, Robust benchmarking in noisy environments); the least time is the cleanest, and a quarter is less at the
 * mercy of the clock's steps. On a busy two-core machine it gave intervals a third as wide as the midmean's.
 * Where the clock is so coarse that launches take no time at all, only their sum means anything: then the mean.
 */
export function condense(times: readonly number[]): number {
  const sorted = Float64Array.from(times).sort();
  const kept = sorted[0]! > 0 ? sorted.subarray(0, Math.ceil(sorted.length / 4)) : sorted;
  return kept.reduce((sum, time) => sum + time, 0) / kept.length;
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
    candidate: async (launches) => (await sampler.candidate(launches)).map((time) => time * (1 + share)),
  };
}
