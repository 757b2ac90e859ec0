import type { GroupMeasurement, Interval, Verdict } from './measurement.ts';
import type { OutcomeKind } from './outcome.ts';

/** A time in ns, or on `model` a unitless cost: never both, so that an estimate cannot be taken for a time. */
export type Timed = { readonly medianNs: number } | { readonly cost: number };

export interface EditLine {
  readonly id: string;
  readonly operator: string;
  readonly target: string;
}

/** The random-search arm at equal budget. */
export interface ControlResult {
  readonly best: Timed & { readonly edits: readonly EditLine[] };
  readonly speedup: Interval;
  readonly verdict: Verdict;
  readonly evaluations: number;
  readonly outcomes: Partial<Record<OutcomeKind, number>>;
}

/** What a run ends in: printed by `run --json`, stored with the run. */
export interface RunResult {
  readonly runId: string;
  /** The package format that says the best kernel and fits the device; absent in results of older versions. */
  readonly exportFormat?: string;
  readonly status: 'finished' | 'interrupted';
  readonly device: string;
  readonly hardware: string;
  /** True where figures are modelled, not measured. */
  readonly estimate: boolean;
  readonly kernel: string;
  readonly operation: string | null;
  readonly workload: string;
  readonly baseline: Timed;
  /** Without an incumbent the best is the baseline, with no edits. */
  readonly best: Timed & { readonly edits: readonly EditLine[]; readonly individual: number | null };
  /** Of a run that was cut short: the best that was promoted, by how much its promotions make it faster, never measured for the last time. */
  readonly soFar?: { readonly speedup: number; readonly individual: number; readonly edits: readonly EditLine[] };
  /** Baseline / best on held-out inputs, measured anew at the end; exactly 1 where nothing was promoted. */
  readonly speedup: Interval;
  readonly verdict: Verdict;
  /** Of a run on the worst of several workloads: the best on each of them, the worst first; absent where nothing was promoted. */
  readonly groups?: readonly GroupMeasurement[];
  /** Share by which identical kernels seemed to differ at the start. */
  readonly noiseFloor: number;
  /** Best time / physical floor; null where the floor is not known. */
  readonly timesPhysicalFloor: number | null;
  readonly evaluations: number;
  readonly outcomes: Partial<Record<OutcomeKind, number>>;
  readonly stopReason: string;
  readonly control: ControlResult | null;
}
