/**
 * Evaluations: the memory that replay runs on. What was found out once is answered from here, exactly as it was.
 */
import type { Database } from 'better-sqlite3';
import type { Measurement, Outcome } from '../model/index.ts';
import type { Arms } from './arms.ts';
import { fromJson, packSamples, toJson, unpackSamples } from './encoding.ts';
import type { Arm, EvaluationKind, NewEvaluation } from './records.ts';
import type { Transaction } from './transaction.ts';

interface EvaluationRow {
  readonly number: number;
  readonly kind: string;
  readonly key: string;
  readonly individual: number | null;
  readonly against: number | null;
  readonly outcome: string;
  readonly deviceTime: number;
  readonly elapsedMs: number;
  readonly candidate: Buffer | null;
  readonly baseline: Buffer | null;
}

/** `table`: may name the index to use, because the planner would rather scan the arm. */
const columns = (table: string) => `
  SELECT number, kind, evaluation.key, individual, against, outcome, device_time AS deviceTime, elapsed_ms AS elapsedMs,
    candidate, baseline
  FROM ${table} LEFT JOIN sample ON sample.arm = evaluation.arm AND sample.evaluation = number`;

export function evaluations(database: Database, transaction: Transaction, arms: Arms) {
  const insert = database.prepare(`
    INSERT INTO evaluation (arm, number, kind, key, individual, against, outcome_kind, outcome, speedup, speedup_low,
      speedup_high, error, device_time, elapsed_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const addSamples = database.prepare('INSERT INTO sample (arm, evaluation, candidate, baseline) VALUES (?, ?, ?, ?)');
  const numberOf = database
    .prepare<[number, string, string], number>('SELECT number FROM evaluation WHERE arm = ? AND kind = ? AND key = ?')
    .pluck();
  const byKey = database.prepare<[number, string, string], EvaluationRow>(
    `${columns('evaluation')} WHERE evaluation.arm = ? AND kind = ? AND key = ?`,
  );
  const byIndividual = database.prepare<[number, number], EvaluationRow>(
    `${columns('evaluation INDEXED BY evaluation_by_individual')} WHERE evaluation.arm = ? AND individual = ? ORDER BY number`,
  );
  const byNumber = database.prepare<[number, number], number>('SELECT 1 FROM evaluation WHERE arm = ? AND number = ?').pluck();
  const free = database.prepare<[number], number>('SELECT ifnull(max(number), -1) + 1 FROM evaluation WHERE arm = ?').pluck();
  const count = database.prepare<[number], number>('SELECT count(*) FROM evaluation WHERE arm = ?').pluck();
  const elapsed = database.prepare<[number], number>('SELECT ifnull(max(elapsed_ms), 0) FROM evaluation WHERE arm = ?').pluck();

  const record = (run: string, arm: Arm, evaluation: NewEvaluation): void => {
    transaction(() => {
      const { arm: key } = arms.forWriting(run, arm);
      const { number, kind, outcome } = evaluation;
      const measured = outcome.kind === 'measured' ? outcome : undefined;
      const speedup = measured?.measurement.speedup;
      const added = insert.run(
        key,
        number,
        kind,
        evaluation.key,
        evaluation.individual,
        evaluation.against,
        outcome.kind,
        toJson(withoutSamples(outcome)),
        column(speedup?.estimate),
        column(speedup?.low),
        column(speedup?.high),
        column(measured?.error),
        evaluation.deviceTime,
        evaluation.elapsedMs,
      );
      if (added.changes === 0) {
        if (numberOf.get(key, kind, evaluation.key) === number) return;
        throw new Error(
          `evaluation ${number} of ${run}/${arm} (${kind} ${evaluation.key}) collides with an earlier one: replay diverged`,
        );
      }
      if (
        measured !== undefined &&
        measured.measurement.samples.length + measured.measurement.baselineSamples.length > 0
      ) {
        addSamples.run(
          key,
          number,
          packSamples(measured.measurement.samples),
          packSamples(measured.measurement.baselineSamples),
        );
      }
    });
  };

  return {
    /** Records a finished evaluation. One that is there already stays as it is; another one in its place is a bug. */
    record,
    /**
     * Records an evaluation that no search numbered, under the next free place of the sequence, and says which that is.
     * What is recorded under its kind and key stays as it is.
     */
    add(run: string, arm: Arm, evaluation: Omit<NewEvaluation, 'number'>): number {
      return transaction(() => {
        const { arm: key } = arms.forWriting(run, arm);
        const known = numberOf.get(key, evaluation.kind, evaluation.key);
        if (known !== undefined) return known;
        const number = free.get(key)!;
        record(run, arm, { ...evaluation, number });
        return number;
      });
    },
    /** What was found out before, or undefined. */
    find(run: string, arm: Arm, kind: EvaluationKind, evaluationKey: string): NewEvaluation | undefined {
      const key = arms.find(run, arm);
      const row = key === undefined ? undefined : byKey.get(key.arm, kind, evaluationKey);
      return row === undefined ? undefined : evaluationOf(row);
    },
    /** Whether an evaluation stands at that place in the arm's sequence. */
    taken(run: string, arm: Arm, number: number): boolean {
      const key = arms.find(run, arm);
      return key !== undefined && byNumber.get(key.arm, number) !== undefined;
    },
    /** All evaluations of an individual, in order. */
    ofIndividual(run: string, arm: Arm, individual: number): NewEvaluation[] {
      const key = arms.find(run, arm);
      return key === undefined ? [] : byIndividual.all(key.arm, individual).map(evaluationOf);
    },
    /** Wall time that the arm had taken at its last evaluation, over all processes, ms. */
    elapsedMs(run: string, arm: Arm): number {
      const key = arms.find(run, arm);
      return key === undefined ? 0 : elapsed.get(key.arm)!;
    },
    count(run: string, arm: Arm): number {
      const key = arms.find(run, arm);
      return key === undefined ? 0 : count.get(key.arm)!;
    },
  };
}

export type Evaluations = ReturnType<typeof evaluations>;

/** A figure as reports sort it; SQLite has no NaN. */
function column(figure: number | undefined): number | null {
  return figure === undefined || Number.isNaN(figure) ? null : figure;
}

function withoutSamples(outcome: Outcome): Outcome {
  return outcome.kind === 'measured'
    ? { ...outcome, measurement: { ...outcome.measurement, samples: [], baselineSamples: [] } }
    : outcome;
}

function evaluationOf({ candidate, baseline, outcome, ...row }: EvaluationRow): NewEvaluation {
  const stored = fromJson<Outcome>(outcome);
  if (stored.kind !== 'measured' || candidate === null || baseline === null) return { ...row, outcome: stored };
  const measurement: Measurement = {
    ...stored.measurement,
    samples: unpackSamples(candidate),
    baselineSamples: unpackSamples(baseline),
  };
  return { ...row, outcome: { ...stored, measurement } };
}
