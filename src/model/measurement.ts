/** FAST: surely faster than the baseline beyond the noise floor. SLOW: surely slower. AMBIGUOUS: neither is shown. */
export type Verdict = 'FAST' | 'SLOW' | 'AMBIGUOUS';

/** A ratio with its confidence interval: baseline time / candidate time, so more than 1 is faster. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** `ns` is a time; `cost` is the unitless estimate of the `model` device and is always shown as an estimate. */
export type TimeUnit = 'ns' | 'cost';

/** One workload's part in a measurement on several. */
export interface GroupMeasurement {
  readonly workload: string;
  readonly median: number;
  readonly baselineMedian: number;
  readonly speedup: Interval;
  readonly verdict: Verdict;
}

/** A candidate timed beside its baseline, interleaved. */
export interface Measurement {
  readonly unit: TimeUnit;
  /** Median of the candidate's samples. */
  readonly median: number;
  /** Median of the baseline's samples taken in the same interleaved sequence. */
  readonly baselineMedian: number;
  readonly speedup: Interval;
  readonly verdict: Verdict;
  /** Where it is the worst of several workloads: each of them beside the unmodified kernel, the worst first. */
  readonly groups?: readonly GroupMeasurement[];
  /** Pairs of samples behind the verdict. */
  readonly pairs: number;
  /** Samples in the order taken, for the record; empty on `model`. */
  readonly samples: readonly number[];
  readonly baselineSamples: readonly number[];
  /** Share that identical kernels differ by on the device (0.01 = 1 %); a verdict had to clear it. */
  readonly noiseFloor?: number;
  /** A sample is the mean of the fastest quarter of this many launches. */
  readonly launchesPerSample?: number;
  /** Of the interval, over all looks that were taken at it. */
  readonly confidence?: number;
  /**
   * `decided`: FAST or SLOW was shown; `resolved`: the interval is tight and shows neither; `budget`: pairs or time ran
   * out; `dropped`: hopelessly slow in the first few pairs, whose range the interval is.
   */
  readonly stoppedBy?: 'decided' | 'resolved' | 'budget' | 'dropped';
}
