import type { KernelResources, Observations } from './device.ts';

/** Kernels against the physical floor of a card: `evoke bench --device cuda`. */
export interface CardBench {
  readonly device: string;
  readonly hardware: string;
  readonly toolchain: string;
  readonly estimate: boolean;
  readonly unit: string;
  readonly memory: number;
  /** Bytes per unit of time, read and written, by working set. */
  readonly copy: readonly { readonly bytes: number; readonly bandwidth: number }[];
  /** Bytes per unit of time of rows read from random places; empty where the device does not measure it. */
  readonly randomRows: readonly { readonly rowBytes: number; readonly bandwidth: number }[];
  readonly results: readonly CardResult[];
  /** Clock, temperature and power while all this was timed; null where the device has no instruments. */
  readonly observations: Observations | null;
  /** What was not measured, and why. */
  readonly left: readonly string[];
  /** What had not been come to when this was written; empty in a report that is whole. */
  readonly unfinished: readonly string[];
}

export interface CardResult {
  readonly workload: string;
  readonly operation: string;
  readonly version: string;
  readonly kernel: string;
  readonly lookups: number;
  readonly distinctRows: number;
  /** Bytes that must move if each distinct row comes from memory once. */
  readonly bytes: number;
  /** Bytes that move if no cache serves a row twice. */
  readonly bytesUncached: number;
  readonly cold: CardTiming;
  readonly warm: CardTiming;
  readonly resources: KernelResources | null;
  /** Worst error against the oracle, as a share of the tolerance. */
  readonly error: number;
}

export interface CardTiming {
  readonly median: number;
  /** Of the medians of the rounds. */
  readonly fastest: number;
  readonly slowest: number;
  /** Share of the copy bandwidth that the bytes which must move come to. */
  readonly ofCopy: number;
  /**
   * The time that all bytes take if no cache serves a row twice, rows at the random-row bandwidth and the rest at the copy
   * bandwidth, over the time they took; null without rows or without that bandwidth.
   */
  readonly ofRandomRows: number | null;
}

/** Kernels beside PyTorch's own functions: `evoke bench --peers`. */
export interface PeersReport {
  readonly card: string;
  readonly pytorch: string;
  readonly cuda: string;
  /** What holds for all contenders alike, and what was chosen for PyTorch, in sentences. */
  readonly terms: readonly string[];
  readonly workloads: readonly PeersWorkload[];
  readonly left: readonly string[];
  /** What had not been come to when this was written; empty in a report that is whole. */
  readonly unfinished: readonly string[];
}

export interface PeersWorkload {
  readonly workload: string;
  readonly operation: string;
  /** Bytes that must move. */
  readonly bytes: number;
  readonly results: readonly PeerResult[];
}

export interface PeerResult {
  readonly contender: string;
  /** Norm of the difference from the right answer over the answer's norm. */
  readonly error: number;
  /** Share of the cold launches whose output lay in memory that was filled with NaN before. */
  readonly poisoned: number;
  readonly cold: PeerTime;
  readonly warm: PeerTime;
}

/** Nanoseconds: median of the rounds' medians, and the fastest and slowest of them. */
export interface PeerTime { readonly median: number; readonly fastest: number; readonly slowest: number }

/** How well the model ranks kernels against a device's times: `evoke bench --ranking`. */
export interface Ranking {
  readonly device: string;
  readonly hardware: string;
  readonly model: string;
  readonly kernels: readonly KernelRanking[];
  /** Kernels that had not been come to when this was written; empty in a report that is whole. */
  readonly unfinished: readonly string[];
}

export interface KernelRanking {
  readonly kernel: string;
  readonly workload: string;
  /** Timed and priced. */
  readonly variants: number;
  /** Why others have no place in the order, and how many of how many. */
  readonly left: readonly string[];
  readonly tau: number;
  /** Fastest variant over the plain kernel, as timed, and as the model has it. */
  readonly best: { readonly timed: number; readonly modelled: number };
  readonly points: readonly { readonly time: number; readonly cost: number }[];
}
