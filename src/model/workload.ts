import type { Sizes } from './types.ts';

export type BagLengths =
  | { readonly distribution: 'fixed'; readonly length: number }
  | { readonly distribution: 'uniform'; readonly low: number; readonly high: number }
  /** Geometric with the given mean, counted from 0: many short bags, a long tail. */
  | { readonly distribution: 'geometric'; readonly mean: number }
  /** Lengths as listed, repeated to the number of bags. */
  | { readonly distribution: 'listed'; readonly lengths: readonly number[] };

export type IndexDistribution =
  | { readonly distribution: 'uniform' }
  /** P(rank k) ∝ 1 / (k + shift)^alpha over ranks 1 … `rows`; ranks are scattered over the table by a seeded permutation. */
  | { readonly distribution: 'zipf'; readonly alpha: number; readonly shift?: number }
  /** Accesses whose reuse counts follow the histogram: share of accesses to rows used (2^(i-1), 2^i] times. */
  | { readonly distribution: 'reuse'; readonly shareOfAccesses: readonly number[] }
  /**
   * Temporal locality, the LRU-stack model: share 0 is that of the accesses to the row used last, share i that of those with
   * 2^(i−1) to 2^i − 1 other rows used since the row's last use; what is left to 1 are first uses.
   */
  | { readonly distribution: 'stack'; readonly shareOfAccesses: readonly number[] }
  /** Row numbers in the order of a `.npy` file (an imported trace), its path relative to the specification; begun at a drawn place, repeated if too short. */
  | { readonly distribution: 'trace'; readonly file: string };

/**
 * Samples come in sessions, one after another (RecD, arXiv 2211.05239): `samples` is their mean number S, `duplication` the
 * share d of samples after a session's first that have the same bag as the one before.
 */
export interface Sessions {
  readonly samples: number;
  readonly duplication: number;
}

/** One table of a published model: data for work on whole models; a workload itself is about one table. */
export interface PublishedTable {
  readonly rows: number;
  readonly dim?: number;
  /** Lookups a bag, 1 where absent. */
  readonly hotness?: number;
  /** How many tables are like this one, 1 where absent. */
  readonly count?: number;
}

/** A workload in JSON: from it the same bytes are made on every machine. See corpus/README.md. */
export interface WorkloadSpec {
  readonly name: string;
  readonly description?: string;
  /** Operations it fits; a workload with `rows` fits gather and pooling, one with `fields` the interactions. */
  readonly operations: readonly string[];
  /** Values of the kernel's size symbols. `lookups` follows from the bags and is given only where there are none. */
  readonly sizes: Sizes;
  readonly bagLengths?: BagLengths;
  readonly indices?: IndexDistribution;
  readonly distinctInBag?: boolean;
  /** Where a kernel has bags: some repeat the one before. `indices` then describes the lookups of those that do not. */
  readonly sessions?: Sessions;
  readonly dtype: 'f32';
  readonly seed: number;
  /** Where the figures come from. */
  readonly source?: string;
  /** The workload in published size that this one is a small copy of. */
  readonly scaledFrom?: string;
  /** All tables of the model that this table is one of. */
  readonly tables?: readonly PublishedTable[];
  /** Every value of each quantity in the published sweep that this workload is one point of. */
  readonly sweep?: Readonly<Record<string, readonly number[]>>;
}

/** How a stream of row numbers uses its table: what decides how much of it caches can serve. Plain data. */
export interface IndexProfile {
  readonly lookups: number;
  readonly distinctRows: number;
  /** −1 where there are no lookups. */
  readonly maxIndex: number;
  /** Share of accesses that go to rows used so often; bins as Meta publishes them (facebookresearch/dlrm_datasets). */
  readonly reuse: readonly { readonly uses: string; readonly shareOfAccesses: number }[];
  /** Share of accesses that the most used rows take; `rows` is that share of the distinct rows, rounded up. */
  readonly top: readonly { readonly shareOfRows: number; readonly rows: number; readonly shareOfAccesses: number }[];
  /** Null for fewer than three rows. */
  readonly zipf: ZipfFit | null;
  readonly hotSet: HotSet;
  /** Share of accesses that caches of so many rows would have hit, empty at the start; sizes up to all distinct rows. */
  readonly caches: readonly { readonly rows: number; readonly lru: number; readonly lfu: number }[];
  /** Absent where nothing says where bags begin. */
  readonly bags?: BagProfile;
}

/** P(rank k) ∝ 1 / (k + shift)^alpha over the rows that occur, fitted by maximum likelihood of their use counts. */
export interface ZipfFit {
  readonly alpha: number;
  readonly shift: number;
  /** Natural logarithm of the multinomial likelihood, per access, without the multinomial coefficient. */
  readonly logLikelihood: number;
  /** Largest difference between measured and fitted share of accesses by the first k rows (Kolmogorov-Smirnov). */
  readonly distance: number;
}

/** The most used rows that fit a memory budget (FAE, arXiv 2103.00686). */
export interface HotSet {
  readonly budgetBytes: number;
  readonly rowBytes: number;
  /** Rows that fit, at most the distinct ones. */
  readonly rows: number;
  readonly shareOfAccesses: number;
}

export interface BagProfile {
  readonly bags: number;
  readonly empty: number;
  readonly meanLength: number;
  readonly longest: number;
  /** Of the bags that are not empty: share that have the same rows in the same order as one of the last `window`. */
  readonly repeats: readonly { readonly window: number; readonly shareOfBags: number; readonly shareOfLookups: number }[];
  /** RecD (arXiv 2211.05239), where a session is known for each sample: S, the share d of samples that repeat their session's last, S / (1 + (S − 1)(1 − d)). */
  readonly sessions?: { readonly sessions: number; readonly samplesPerSession: number; readonly duplication: number; readonly factor: number };
}
