import type { InteractionReport, MinimiseReport, ScalingReport, TransferReport } from '../../lineage/index.ts';
import type { EditId, GroupMeasurement, Interval, OutcomeKind, RunResult, Verdict, WorkloadSpec } from '../../model/index.ts';
import type { Arm, BestSoFar, StoredRun, SurvivingEdit } from '../../store/records.ts';
import type { ShownUnit } from './figures.ts';

/** All that the page of a run is made of: collected by `pipeline/report-run.ts`, read by the renderers here. */
export interface RunPage {
  readonly run: StoredRun;
  /** The run's own first; several where the worst of them counted. */
  readonly workloads: readonly WorkloadSpec[];
  /** What the run ended in; null while it goes on and where it was cut short. */
  readonly result: RunResult | null;
  /** The individual that the page is about; null: nothing was surely faster than the unmodified kernel. */
  readonly best: BestIndividual | null;
  readonly figures: RunFigures;
  readonly arms: readonly ArmPage[];
  /** In the order applied. */
  readonly edits: readonly EditPage[];
  /** The kernel as printed: unmodified, then with one more edit of the best each. */
  readonly stages: readonly string[];
  readonly emitted: readonly EmittedCode[];
  readonly reproduce: Reproduction;
  readonly analyses: Analyses;
}

export interface BestIndividual {
  readonly individual: number;
  /** Against the unmodified kernel: as measured at the end of the run, before that as its promotions multiply. */
  readonly speedup: Interval;
  /** Of the last comparison: at the end of a run against the unmodified kernel, before that against the best before. */
  readonly verdict: Verdict;
  /** Where the worst of several workloads counted: each of them, the worst first; else empty. */
  readonly groups: readonly GroupMeasurement[];
  /** Pairs of samples behind that. */
  readonly pairs: number;
  /** The largest that its measurements came with, as a share of what is allowed. */
  readonly error: number | null;
  /** The run's end, where it was measured for the last time; null: its figure may still change. */
  readonly last: RunResult | null;
}

/** Times on one draw of the workload: the held-out one, unless nothing got so far. */
export interface RunFigures {
  readonly unit: ShownUnit;
  readonly unmodified: number;
  readonly best: number | null;
  readonly random: number | null;
  /** Share by which identical kernels seemed to differ. */
  readonly noiseFloor: number;
  /** Time that moving the bytes takes at least; null where it is not known. */
  readonly physicalFloor: number | null;
  /** Those bytes; null where they are not known without making inputs that are too large for a report. */
  readonly bytes: number | null;
  /** Millijoules a launch, null where they were not read; null as a whole where energy was no objective. */
  readonly energy: { readonly unmodified: number | null; readonly best: number | null } | null;
}

export interface ArmPage {
  readonly arm: Arm;
  /** Mutants judged. */
  readonly evaluations: number;
  readonly outcomes: Partial<Readonly<Record<OutcomeKind, number>>>;
  /** Individuals that looked faster than all before them. */
  readonly looks: readonly BestSoFar[];
  readonly confirmed: readonly Confirmed[];
}

/** One that was surely faster than the best before it, on held-out inputs. */
export interface Confirmed {
  readonly evaluation: number;
  readonly individual: number;
  /** Against the unmodified kernel. */
  readonly speedup: Interval;
}

export interface EditPage extends SurvivingEdit {
  /** Whether it does anything in the best. */
  readonly active: boolean;
  /** Surviving edits that its first carrier had too. */
  readonly bornWith: readonly EditId[];
  /** The edit that made the node it acts on; null where that is a node of the kernel itself. */
  readonly actsOn: EditId | null;
}

/** A target's text of the unmodified kernel and of the best; `refused`: why there is none. */
export interface EmittedCode {
  readonly target: string;
  /** Whether it is what the run's device was given. */
  readonly measured: boolean;
  readonly base: TargetText;
  readonly best: TargetText;
}

export type TargetText = { readonly text: string } | { readonly refused: string };

export interface Reproduction {
  readonly command: string;
  /** What must be saved beside it before the command does the same: text under a file name. */
  readonly files: readonly { readonly name: string; readonly what: string; readonly text: string }[];
  /** Traces that its workloads follow, each beside the workload's file: too large to be on the page. `folder`: where it was read. */
  readonly traces: readonly { readonly workload: string; readonly file: string; readonly folder: string }[];
}

/** What the commands that look back on a run found, where they were asked. */
export interface Analyses {
  readonly interactions?: InteractionReport;
  readonly transfer?: TransferReport;
  readonly minimised?: MinimiseReport;
  readonly scaling?: ScalingReport;
}
