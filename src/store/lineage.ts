/**
 * Individuals, their edits and their parents. Recording one twice is what replay does, and changes nothing; recording
 * another one under the same number means that the replay went another way, which is a bug.
 */
import type { Database } from 'better-sqlite3';
import type { Edit, EditId, Genome } from '../model/index.ts';
import type { Arms } from './arms.ts';
import { contentHash, fromJson, toJson } from './encoding.ts';
import type { Arm, NewIndividual } from './records.ts';
import type { Transaction } from './transaction.ts';

interface EditRow {
  readonly id: string;
  readonly operator: string;
  readonly target: string;
  readonly choices: string;
  readonly repairs: string;
}

export function lineage(database: Database, transaction: Transaction, arms: Arms) {
  const insert = database.prepare(`
    INSERT INTO individual (arm, number, generation, island, genome_hash, tree_hash, made, operators) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (arm, number) DO NOTHING`);
  const genomeHash = database.prepare<[number, number], string>('SELECT genome_hash FROM individual WHERE arm = ? AND number = ?').pluck();
  const carry = database.prepare('INSERT INTO individual_edit (arm, individual, position, edit) SELECT ?, ?, ?, key FROM edit WHERE kernel = ? AND id = ?');
  const addEdit = database.prepare('INSERT INTO edit (kernel, id, operator, target, choices, repairs) VALUES (?, ?, ?, ?, ?, ?)');
  const addParent = database.prepare('INSERT INTO parent (arm, child, position, parent) VALUES (?, ?, ?, ?)');
  const genome = database.prepare<[number, number], EditRow>(`
    SELECT edit.id, operator, target, choices, repairs FROM individual_edit JOIN edit ON edit.key = edit
    WHERE arm = ? AND individual = ? ORDER BY position`);
  const carriers = database.prepare<[number, number, string], number>(`
    SELECT individual FROM edit JOIN individual_edit ON edit = edit.key AND arm = ? WHERE kernel = ? AND id = ? ORDER BY individual`).pluck();

  return {
    record(run: string, arm: Arm, individual: NewIndividual): void {
      transaction(() => {
        const key = arms.forWriting(run, arm);
        const { number, parents, made } = individual;
        const hash = contentHash(individual.genome.map((edit) => edit.id));
        const added = insert.run(
          key.arm, number, individual.generation, individual.island, hash, individual.treeHash, made.kind, toJson(made.operators));
        if (added.changes === 0) {
          if (genomeHash.get(key.arm, number) !== hash) throw new Error(`individual ${number} of ${run}/${arm} was recorded with another genome: replay diverged`);
          return;
        }
        individual.genome.forEach((edit, position) => {
          if (carry.run(key.arm, number, position, key.kernel, edit.id).changes === 1) return;
          addEdit.run(key.kernel, edit.id, edit.operator, edit.target, toJson(edit.choices), toJson(edit.repairs));
          carry.run(key.arm, number, position, key.kernel, edit.id);
        });
        parents.forEach((parent, position) => addParent.run(key.arm, number, position, parent));
      });
    },
    /** The edits of an individual in order. */
    genome(run: string, arm: Arm, number: number): Genome {
      const key = arms.find(run, arm);
      return key === undefined ? [] : genome.all(key.arm, number).map(editOf);
    },
    /** Numbers of all individuals that carried the edit. */
    carriers(run: string, arm: Arm, edit: EditId): number[] {
      const key = arms.find(run, arm);
      return key === undefined ? [] : carriers.all(key.arm, key.kernel, edit);
    },
  };
}

export type Lineage = ReturnType<typeof lineage>;

function editOf(row: EditRow): Edit {
  return { ...row, choices: fromJson<Edit['choices']>(row.choices), repairs: fromJson<Edit['repairs']>(row.repairs) };
}
