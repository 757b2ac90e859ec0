/** Individuals with what is known of them, and their ancestors back to the unmodified kernel. */
import type { Database } from 'better-sqlite3';
import { UserError } from '../util/errors.ts';
import type { Arms } from './arms.ts';
import { fromJson } from './encoding.ts';
import type { Evaluations } from './evaluations.ts';
import type { Lineage } from './lineage.ts';
import type { Ancestor, Arm, StoredIndividual } from './records.ts';
import type { Speedups } from './speedups.ts';

interface IndividualRow {
  readonly number: number;
  readonly generation: number;
  readonly island: number;
  readonly treeHash: string | null;
  readonly made: string;
  readonly operators: string;
  readonly edits: number;
}

const COLUMNS = `
  SELECT individual.number, generation, island, tree_hash AS treeHash, made, operators,
    (SELECT count(*) FROM individual_edit AS carried
      WHERE carried.arm = individual.arm AND carried.individual = individual.number) AS edits`;

export interface FamilyParts {
  readonly arms: Arms;
  readonly lineage: Lineage;
  readonly evaluations: Evaluations;
  readonly speedups: Speedups;
}

export function family(database: Database, { arms, lineage, evaluations, speedups }: FamilyParts) {
  const one = database.prepare<[number, number], IndividualRow>(`${COLUMNS} FROM individual WHERE arm = ? AND number = ?`);
  const parents = database
    .prepare<[number, number], number>('SELECT parent FROM parent WHERE arm = ? AND child = ? ORDER BY position')
    .pluck();
  const children = database
    .prepare<[number, number], number>('SELECT DISTINCT child FROM parent WHERE arm = ? AND parent = ? ORDER BY child')
    .pluck();
  // CROSS JOIN keeps the order: first the line of descent, then each one looked up.
  const above = database.prepare<[{ arm: number; individual: number }], IndividualRow>(`
    WITH RECURSIVE line (number) AS (
      SELECT parent FROM parent WHERE arm = $arm AND child = $individual
      UNION SELECT parent FROM line CROSS JOIN parent ON arm = $arm AND child = line.number)
    ${COLUMNS} FROM line CROSS JOIN individual ON individual.arm = $arm AND individual.number = line.number
    ORDER BY individual.number DESC`);

  const find = (run: string, arm: Arm, number: number) => {
    const key = arms.find(run, arm)?.arm;
    const row = key === undefined ? undefined : one.get(key, number);
    if (key === undefined || row === undefined)
      throw new UserError(`run ${run} has no individual ${number} in its ${arm} arm; numbers count from 0`);
    return { key, row };
  };
  const told = (key: number, { made, operators, ...row }: IndividualRow) => ({
    ...row,
    made: { kind: made, operators: fromJson<string[]>(operators) },
    parents: parents.all(key, row.number),
    speedup: speedups.of(key, row.number),
  });

  return {
    /** Throws UserError if the run has no such individual. */
    individual(run: string, number: number, arm: Arm = 'evolution'): StoredIndividual {
      const { key, row } = find(run, arm, number);
      const { edits: _count, ...rest } = told(key, row);
      return {
        ...rest,
        genome: lineage.genome(run, arm, number),
        children: children.all(key, number),
        evaluations: evaluations.ofIndividual(run, arm, number),
      };
    },
    /** All from whom it descends, latest first, each once. Throws UserError if the run has no such individual. */
    ancestors(run: string, number: number, arm: Arm = 'evolution'): Ancestor[] {
      const { key } = find(run, arm, number);
      return above.all({ arm: key, individual: number }).map((row) => {
        const { treeHash: _hash, ...rest } = told(key, row);
        return rest;
      });
    },
  };
}

export type Family = ReturnType<typeof family>;
