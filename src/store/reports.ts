/** What reports ask: all runs, one run at a glance, its outcomes and its progress. */
import type { Database } from 'better-sqlite3';
import type { Interval, OutcomeKind } from '../model/index.ts';
import type { Arms } from './arms.ts';
import type { Evaluations } from './evaluations.ts';
import type { Progress } from './progress.ts';
import type { Arm, ArmSummary, BestSoFar, EvaluationKind, OutcomeCounts, RunLine, RunSummary } from './records.ts';
import type { Runs } from './runs.ts';
import type { Speedups } from './speedups.ts';

export interface ReportParts {
  readonly arms: Arms;
  readonly evaluations: Evaluations;
  readonly progress: Progress;
  readonly runs: Runs;
  readonly speedups: Speedups;
}

export function reports(database: Database, { arms, evaluations, progress, runs, speedups }: ReportParts) {
  const counts = database.prepare<[number, string | null], { kind: OutcomeKind; count: number }>(`
    SELECT outcome_kind AS kind, count(*) AS count
    FROM evaluation WHERE arm = ? AND kind = ifnull(?, kind) GROUP BY outcome_kind ORDER BY outcome_kind`);
  const individuals = database.prepare<[number], number>('SELECT count(*) FROM individual WHERE arm = ?').pluck();
  const edits = database.prepare<[number], number>('SELECT count(DISTINCT edit) FROM individual_edit WHERE arm = ?').pluck();
  const lastGeneration = database.prepare<[number], number>('SELECT count(*) FROM generation WHERE arm = ?').pluck();

  const bestSpeedup = (run: string): Interval | null => {
    const key = arms.find(run, 'evolution')?.arm;
    if (key === undefined) return null;
    const promoted = progress.promotions(run, 'evolution').findLast((promotion) => promotion.accepted);
    return (promoted && speedups.of(key, promoted.individual)) ?? null;
  };

  const outcomeCounts = (run: string, arm: Arm = 'evolution', kind?: EvaluationKind): OutcomeCounts => {
    const key = arms.find(run, arm);
    return key === undefined
      ? {}
      : Object.fromEntries(counts.all(key.arm, kind ?? null).map((row) => [row.kind, row.count]));
  };

  /** The individuals that were faster than all before, by evaluation: the search's curve, before promotion sifts it. */
  const bestByEvaluation = (run: string, arm: Arm = 'evolution'): BestSoFar[] => {
    const key = arms.find(run, arm);
    return key === undefined ? [] : speedups.records(key.arm);
  };

  const armSummary = (run: string, arm: Arm): ArmSummary => {
    const { arm: key } = arms.find(run, arm)!;
    return {
      arm,
      individuals: individuals.get(key)!,
      evaluations: evaluations.count(run, arm),
      generations: lastGeneration.get(key)!,
      edits: edits.get(key)!,
      outcomes: outcomeCounts(run, arm),
      best: speedups.records(key).at(-1) ?? null,
    };
  };

  return {
    /** All runs, latest first. */
    listRuns(): RunLine[] {
      return runs.ids().map((id) => {
        const { kernel, workload, device, created, finished, status, seed, stopReason } = runs.get(id);
        return {
          id,
          created,
          finished,
          status,
          kernel: kernel.name,
          operation: kernel.operation,
          workload: workload.name,
          device: device.name,
          estimate: device.estimate,
          seed,
          evaluations: Object.values(outcomeCounts(id, 'evolution', 'screen')).reduce((sum, count) => sum + count, 0),
          speedup: bestSpeedup(id),
          stopReason,
        };
      });
    },
    /** `name`: an id or a unique start of one. */
    runSummary(name: string): RunSummary {
      const run = runs.get(name);
      return {
        ...run,
        arms: arms.ofRun(run.id).map((arm) => armSummary(run.id, arm)),
        promotions: progress.promotions(run.id, 'evolution'),
      };
    },
    /** How many evaluations came out how; of one kind if given, else of all. */
    outcomeCounts,
    bestByEvaluation,
  };
}
