import type { EditLine, Interval, Sizes, TimeUnit, Verdict } from '../model/index.ts';
import type { DecisionTree } from './decision-tree.ts';
import type { PairInteraction } from './interactions.ts';
import type { FittedLaw, SearchScaling } from './scaling.ts';
import type { Transferred, TransferSummary } from './transfer.ts';

/** What the commands that look back on a run say: printed with --json, rendered by `report/`. */

/** Where and on what figures were found. */
export interface Setting {
  readonly runId: string;
  readonly kernel: string;
  readonly workload: string;
  readonly device: string;
  readonly hardware: string;
  /** True where figures are modelled, not measured. */
  readonly estimate: boolean;
  /** Share by which identical kernels seemed to differ when this was measured. */
  readonly noiseFloor: number;
  readonly seed: number;
  /** Programs that were measured or died. */
  readonly evaluations: number;
}

/** An edit with its place in the genome and in the kernel's text (`line:column`). */
export interface PlacedEdit extends EditLine {
  readonly position: number;
  readonly where: string | null;
}

export interface MinimiseReport extends Setting {
  /** Share of the original's time that may be lost, in all. */
  readonly bound: number;
  readonly original: { readonly individual: number; readonly edits: number };
  readonly edits: readonly (PlacedEdit & {
    /** `inactive`: did nothing in the original; `neutral`: did something that the gain does not rest on. */
    readonly fate: 'inactive' | 'neutral' | 'needed';
    /** Of a needed one: speed-up of the minimised genome without it against the original, or what it dies of. */
    readonly without: Interval | { readonly dead: string } | null;
  })[];
  readonly minimised: {
    /** The original where no edit could go; null where the last measurement left a doubt, so that nothing was recorded. */
    readonly individual: number | null;
    readonly edits: readonly EditLine[];
    /** Measured once more, on held-out inputs: against the original, and against the unmodified kernel. */
    readonly againstOriginal: Interval;
    readonly speedup: Interval;
    readonly verdict: Verdict;
    readonly withinBound: boolean;
  };
  /** False where evaluations ran out before every single removal was tried. */
  readonly minimal: boolean;
}

export interface InteractionReport extends Setting {
  readonly individual: number;
  /** Sets that were allowed. */
  readonly budget: number;
  /** A factor that is not surely further from 1 than this counts as none. */
  readonly least: number;
  /** Speed-up of the whole genome. */
  readonly speedup: Interval;
  readonly edits: readonly (PlacedEdit & {
    /** Speed-up of the kernel with this edit only; null where the budget ended. */
    readonly alone: Interval | { readonly dead: string } | null;
    /** By how much the whole is faster than the whole without it. */
    readonly lost: Interval | { readonly dead: string } | null;
    /** Ids of edits that it is dead without. */
    readonly needs: readonly string[];
    /** Its share of its group's gain (Shapley), a factor of speed. */
    readonly credit: Interval | null;
    /** Number of its group, from 1; null: it needs nobody. */
    readonly group: number | null;
  })[];
  /** Ids of edits that do nothing in this genome. */
  readonly inactive: readonly string[];
  /** As found; the two sides of a pair by their ids. */
  readonly pairs: readonly (Omit<PairInteraction, 'edits'> & { readonly edits: readonly [readonly string[], readonly string[]] })[];
  /** Pairs that the budget left unmeasured. */
  readonly unmeasured: number;
  /** Those of two and more edits. */
  readonly groups: readonly { readonly edits: readonly string[]; readonly gain: Interval | null; readonly credit: string | null }[];
}

export interface TransferReport {
  readonly runId: string;
  readonly kernel: string;
  readonly individual: number;
  readonly seed: number;
  /** Those that do something in the kernel. */
  readonly edits: readonly PlacedEdit[];
  /** The worst first. */
  readonly places: readonly TransferPlace[];
  readonly summary: TransferSummary;
}

export interface TransferPlace {
  readonly device: string;
  readonly hardware: string;
  readonly estimate: boolean;
  readonly workload: string;
  /** Whether this is where the run searched. */
  readonly home: boolean;
  readonly noiseFloor: number;
  readonly evaluations: number;
  /** The whole genome against the unmodified kernel. */
  readonly whole: Transferred;
  /** Each edit by what the whole loses without it, in the order of `edits`. */
  readonly edits: readonly Transferred[];
}

export interface ScalingReport extends Setting {
  readonly individual: number | null;
  /** Of the search's times: `share`, of the unmodified kernel's time, in a run on the worst of several workloads. */
  readonly unit: TimeUnit | 'share';
  readonly search: SearchScaling;
  /** Least time that the bytes which must move can take, beside the fitted constant; null where it is not known. */
  readonly physicalFloor: number | null;
  readonly best: number;
  readonly sizes: readonly SizeScaling[];
  /** Size symbols that are compiled in: another value is another kernel. */
  readonly compiledIn: readonly string[];
}

/** Time against one size symbol, the others as in the workload. */
export interface SizeScaling {
  readonly workload: string;
  readonly symbol: string;
  readonly points: readonly SizePoint[];
  /** Null where fewer than four sizes could be measured, or time hardly changes. */
  readonly best: FittedLaw | null;
  readonly base: FittedLaw | null;
}

/** Times in the device's unit; `dead`: why there are none. */
export type SizePoint = { readonly size: number; readonly best: number; readonly base: number } | { readonly size: number; readonly dead: string };

/** The first is the plain kernel; of each other, the runs whose best it is. */
export interface Variant {
  readonly name: string;
  readonly runs: readonly string[];
  readonly individual: number | null;
  readonly edits: readonly EditLine[];
  /** Geometric mean of its gains over all workloads; null where it is dead on one. */
  readonly mean: number | null;
}

/** What a whole kernel does in one place. */
export type VariantGain = Extract<Transferred, { readonly kind: 'gain' | 'dead' }>;

/** One run's workload, with every kernel on it. */
export interface VariantPlace {
  readonly workload: string;
  /** Values of the features. */
  readonly features: readonly number[];
  readonly noiseFloor: number;
  /** Of each kernel against the plain one, in the order of `kernels`. */
  readonly gains: readonly VariantGain[];
  /** Numbers of kernels: the fastest here, and the one that the tree picks. */
  readonly best: number;
  readonly picked: number;
  /** The picked one against the plain one, measured once more after it was picked. */
  readonly gain: Interval;
  readonly verdict: Verdict;
  /** Share of time that the picked one takes longer than the best. */
  readonly regret: number;
}

export interface VariantsReport {
  readonly kernel: string;
  readonly kernelHash: string;
  readonly device: string;
  readonly hardware: string;
  readonly estimate: boolean;
  readonly seed: number;
  readonly evaluations: number;
  /** Values of the static sizes: the same on all workloads. */
  readonly fixed: Sizes;
  readonly kernels: readonly Variant[];
  /** What the tree may ask for: run-time sizes and lookups per bag, where they differ between the workloads. */
  readonly features: readonly string[];
  readonly tree: DecisionTree;
  /** The greatest regret first. */
  readonly places: readonly VariantPlace[];
  /** Geometric mean of the gains of what the tree picks. */
  readonly mean: number;
  /** Workloads whose leaf went back to the plain kernel, because what it picked was not faster when measured once more. */
  readonly withdrawn: readonly string[];
}
