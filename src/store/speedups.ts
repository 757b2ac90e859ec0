/**
 * How fast individuals turned out, always against the unmodified kernel: an evaluation beside an incumbent says nothing
 * of that. Individuals of one tree are one program, so a twin's measurement counts; the latest is the most thorough.
 */
import type { Database } from 'better-sqlite3';
import type { Interval } from '../model/index.ts';
import type { BestSoFar } from './records.ts';

interface BestRow extends Interval {
  readonly evaluation: number;
  readonly elapsedMs: number;
  readonly individual: number;
}

interface Which {
  readonly arm: number;
  readonly individual: number;
}

/** Evaluations of an individual and of its twins. The index is named because the planner would rather scan the arm. */
const EVALUATIONS = `
  FROM evaluation INDEXED BY evaluation_by_individual
  WHERE arm = $arm AND individual IN (
    SELECT $individual
    UNION ALL
    SELECT twin.number FROM individual AS self JOIN individual AS twin ON twin.arm = self.arm AND twin.tree_hash = self.tree_hash
    WHERE self.arm = $arm AND self.number = $individual)`;

export function speedups(database: Database) {
  const latest = database.prepare<[Which], Interval>(`
    SELECT speedup AS estimate, speedup_low AS low, speedup_high AS high ${EVALUATIONS}
      AND speedup IS NOT NULL AND against IS NULL ORDER BY number DESC LIMIT 1`);
  const firstEvaluation = database.prepare<[Which], number | null>(`SELECT min(number) ${EVALUATIONS}`).pluck();
  const records = database.prepare<[number], BestRow>(`
    SELECT evaluation, elapsedMs, individual, estimate, low, high FROM (
      SELECT number AS evaluation, elapsed_ms AS elapsedMs, individual,
        speedup AS estimate, speedup_low AS low, speedup_high AS high,
        max(speedup) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM evaluation WHERE arm = ? AND individual IS NOT NULL AND against IS NULL AND speedup IS NOT NULL)
    WHERE before IS NULL OR estimate > before ORDER BY evaluation`);
  const editCount = database
    .prepare<[number, number], number>('SELECT count(*) FROM individual_edit WHERE arm = ? AND individual = ?')
    .pluck();

  return {
    of: (arm: number, individual: number): Interval | null => latest.get({ arm, individual }) ?? null,
    /** As a factor, for comparing: 1 for the unmodified kernel, measured or not; null where nothing is known. */
    factor: (arm: number, individual: number): number | null =>
      latest.get({ arm, individual })?.estimate ?? (editCount.get(arm, individual) === 0 ? 1 : null),
    /** First evaluation of the individual or a twin. */
    firstEvaluation: (arm: number, individual: number): number | null => firstEvaluation.get({ arm, individual }) ?? null,
    /** The individuals that were faster than all before them, in order of evaluation. */
    records: (arm: number): BestSoFar[] =>
      records.all(arm).map(({ estimate, low, high, ...row }) => ({ ...row, speedup: { estimate, low, high } })),
  };
}

export type Speedups = ReturnType<typeof speedups>;
