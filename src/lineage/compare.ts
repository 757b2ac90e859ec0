import type { EditLine, Interval, Timed, Verdict } from '../model/index.ts';
import type { RunStatus } from '../store/index.ts';

/** A run as it stands beside others. */
export interface ComparedRun {
  readonly runId: string;
  readonly database: string;
  readonly status: RunStatus;
  readonly kernel: string;
  /** Canonical: names and layout do not matter. */
  readonly kernelHash: string;
  readonly workload: string;
  /** Hash of the whole specification: equal ones make the same bytes. */
  readonly workloadHash: string;
  readonly device: string;
  readonly hardware: string;
  readonly toolchain: string;
  /** True where figures are modelled, not measured. */
  readonly estimate: boolean;
  readonly noiseFloor: number;
  readonly seed: number;
  readonly evaluations: number;
  /** Null where the run ended without a result. */
  readonly figures: { readonly baseline: Timed; readonly best: Timed; readonly speedup: Interval; readonly verdict: Verdict } | null;
  /** Those that its best carries, with their places in the kernel's text (`line:column`). */
  readonly edits: readonly (EditLine & { readonly where: string | null })[];
}

/** What must agree for two runs' figures to be about the same thing. */
export const grounds = ['kernel', 'workload', 'device', 'hardware', 'toolchain'] as const;
export type Ground = (typeof grounds)[number];

/** Of two runs of one group: by how much the best of one is surely faster than that of the other. */
export interface RunDifference {
  readonly faster: string;
  readonly slower: string;
  readonly factor: Interval;
}

/** One operator at one place of one kernel, whoever carries it. */
export interface ComparedEdit {
  readonly kernelHash: string;
  readonly operator: string;
  readonly target: string;
  readonly where: string | null;
  /** By run: the edit's id; equal ids are equal in every choice. */
  readonly carriers: readonly { readonly runId: string; readonly id: string }[];
}

export interface Comparison {
  readonly runs: readonly ComparedRun[];
  /** Ids of runs whose figures can be compared; a run that stands alone is a group of one. */
  readonly groups: readonly (readonly string[])[];
  /** What not all runs agree in. */
  readonly differing: readonly Ground[];
  readonly differences: readonly RunDifference[];
  /** Pairs of a group that no difference is shown for. */
  readonly undecided: number;
  /** Those of the most runs first. */
  readonly edits: readonly ComparedEdit[];
}

/**
 * Runs side by side. Figures are compared only where kernel, workload, device, hardware and toolchain agree, and a
 * difference is told only where the intervals do not overlap, by more than identical kernels seemed to differ.
 */
export function compareRuns(runs: readonly ComparedRun[]): Comparison {
  const groups = groupsOf(runs);
  const pairs = groups.flatMap(pairsOf).filter(([one, other]) => one.figures !== null && other.figures !== null);
  const differences = pairs.map(differenceOf).filter((difference) => difference !== null);
  return {
    runs,
    groups: groups.map((group) => group.map(({ runId }) => runId)),
    differing: grounds.filter((ground) => new Set(runs.map((run) => said(run, ground))).size > 1),
    differences: differences.sort((a, b) => b.factor.estimate - a.factor.estimate),
    undecided: pairs.length - differences.length,
    edits: editsOf(runs),
  };
}

/** Runs that agree in all grounds, in the order given. */
function groupsOf(runs: readonly ComparedRun[]): ComparedRun[][] {
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const key = JSON.stringify(grounds.map((ground) => said(run, ground)));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}

function said(run: ComparedRun, ground: Ground): string {
  if (ground === 'kernel') return run.kernelHash;
  return ground === 'workload' ? run.workloadHash : run[ground];
}

function pairsOf(group: readonly ComparedRun[]): [ComparedRun, ComparedRun][] {
  return group.flatMap((one, at) => group.slice(at + 1).map((other): [ComparedRun, ComparedRun] => [one, other]));
}

function differenceOf([one, other]: readonly [ComparedRun, ComparedRun]): RunDifference | null {
  const [faster, slower] = one.figures!.speedup.estimate >= other.figures!.speedup.estimate ? [one, other] : [other, one];
  const [fast, slow] = [faster.figures!.speedup, slower.figures!.speedup];
  const factor = { estimate: fast.estimate / slow.estimate, low: fast.low / slow.high, high: fast.high / slow.low };
  return factor.low > 1 + Math.max(one.noiseFloor, other.noiseFloor) ? { faster: faster.runId, slower: slower.runId, factor } : null;
}

/** Nodes are named by the kernel's tree, so a place means the same only in runs of one kernel. */
function editsOf(runs: readonly ComparedRun[]): ComparedEdit[] {
  const found = new Map<string, ComparedEdit>();
  for (const { runId, kernelHash, edits } of runs) {
    for (const { id, operator, target, where } of edits) {
      const key = JSON.stringify([kernelHash, operator, target]);
      const before = found.get(key) ?? { kernelHash, operator, target, where, carriers: [] };
      found.set(key, { ...before, carriers: [...before.carriers, { runId, id }] });
    }
  }
  const carriedBy = ({ carriers }: ComparedEdit) => new Set(carriers.map(({ runId }) => runId)).size;
  return [...found.values()].sort((a, b) => carriedBy(b) - carriedBy(a));
}
