/**
 * How much to measure, as data. `screen` is cheap and meant to lose the slow ones; `confirm` is what a promotion rests
 * on; `figure` is for figures that are reckoned with; `selfCheck` is one of the comparisons behind the noise floor.
 */

export interface Plan {
  readonly name: string;
  /** Both sides are launched in turn, untimed, until each had this many launches and this much time has passed. */
  readonly warmup: { readonly launches: number; readonly ms: number };
  /** A sample lasts at least this long: shorter launches are batched. In the device's unit (ns). */
  readonly sampleTime: number;
  /** No batch is longer than this many launches. */
  readonly maxBatch: number;
  /** The first look at the interval comes after this many pairs, each later one after `growth` times as many. */
  readonly firstLook: number;
  readonly growth: number;
  readonly maxPairs: number;
  /** Wall time after which no pair is begun, once the first look was taken. */
  readonly maxMs: number;
  /** Chance that the interval misses the true ratio at any look: half of it above, half below. */
  readonly errorRate: number;
  /** Half-width of the interval of the log ratio that is tight enough to stop at. */
  readonly resolution: number;
  /** Goes on until the interval is tight, also once the verdict is out: the figure itself is wanted. */
  readonly forFigure?: true;
  /** A candidate slower than `factor` in every one of the first `pairs` pairs is dropped there and then. */
  readonly drop?: { readonly pairs: number; readonly factor: number };
}

/**
 * 100 µs: some hundred steps of the clocks there are, and no more, because many short duels beat few long ones. For one
 * and the same number of launches on a busy machine, samples of one launch gave intervals up to a third narrower than
 * samples of sixteen.
 */
const sampleTime = 100_000;

/** A few hundredths of a second for short launches; three pairs for a hopeless candidate. */
export const screen: Plan = {
  name: 'screen',
  warmup: { launches: 2, ms: 10 },
  sampleTime,
  maxBatch: 2048,
  firstLook: 10,
  growth: 1.45,
  maxPairs: 40,
  maxMs: 1_000,
  errorRate: 0.01,
  resolution: 0.01,
  drop: { pairs: 3, factor: 1.5 },
};

/** Tells 3 % from nothing at 2 % of noise a sample in some 40 pairs; the rest is for worse machines. */
export const confirm: Plan = {
  name: 'confirm',
  warmup: { launches: 3, ms: 50 },
  sampleTime,
  maxBatch: 4096,
  firstLook: 12,
  growth: 1.45,
  maxPairs: 480,
  maxMs: 10_000,
  errorRate: 0.01,
  resolution: 0.004,
};

/** How much faster, for figures that are reckoned with further: a verdict alone may leave the far end of its interval anywhere. */
export const figure: Plan = { ...confirm, name: 'figure', maxPairs: 240, maxMs: 5_000, resolution: 0.005, forFigure: true };

/** One comparison of the baseline with itself; twelve of them take about 5 s at most unless launches are long. */
export const selfCheck: Plan = {
  name: 'self-check',
  warmup: { launches: 2, ms: 10 },
  sampleTime,
  maxBatch: 4096,
  firstLook: 16,
  growth: 10,
  maxPairs: 120,
  maxMs: 400,
  errorRate: 0.01,
  resolution: 0.004,
};
