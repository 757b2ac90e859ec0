/**
 * Individuals, their edits and their parents. Recording one twice is what replay does, and changes nothing; recording
 * another one under the same number means that the replay went another way, which is a bug.
 */
import { hash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Edit, EditId, Genome } from '../model/index.ts';
import type { Arms } from './arms.ts';
import { fromJson, toJson } from './encoding.ts';
import type { Arm, NewIndividual } from './records.ts';
import type { Transaction } from './transaction.ts';

interface EditRow {
  readonly id: string;
  readonly operator: string;
  readonly target: string;
  readonly choices: string;
  readonly repairs: string;
}

/** Edits whose recording is remembered in memory. */
const REMEMBERED = 100_000;

export function lineage(database: Database, transaction: Transaction, arms: Arms) {
  const insert = database.prepare(`
    INSERT INTO individual (arm, number, generation, island, genome_hash, tree_hash, made, operators)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (arm, number) DO NOTHING`);
  const hashOf = database
    .prepare<[number, number], string>('SELECT genome_hash FROM individual WHERE arm = ? AND number = ?')
    .pluck();
  const addEdit = database.prepare(`
    INSERT INTO edit (kernel, id, operator, target, choices, repairs) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (kernel, id) DO NOTHING`);
  // One statement for a whole genome, a JSON list of edit ids; edits that are not recorded yet are left out.
  const carry = database.prepare(`
    INSERT INTO individual_edit (arm, individual, position, edit)
    SELECT ?, ?, listed.key, edit.key FROM json_each(?) AS listed
    CROSS JOIN edit ON edit.kernel = ? AND edit.id = listed.value
    WHERE true ON CONFLICT DO NOTHING`);
  const addParent = database.prepare('INSERT INTO parent (arm, child, position, parent) VALUES (?, ?, ?, ?)');
  const genome = database.prepare<[number, number], EditRow>(`
    SELECT edit.id, operator, target, choices, repairs FROM individual_edit JOIN edit ON edit.key = edit
    WHERE arm = ? AND individual = ? ORDER BY position`);
  const free = database.prepare<[number], number>('SELECT ifnull(max(number), -1) + 1 FROM individual WHERE arm = ?').pluck();
  const sameMade = database
    .prepare<[number, string | null, string, string], number>(
      'SELECT number FROM individual WHERE arm = ? AND tree_hash IS ? AND made = ? AND genome_hash = ? ORDER BY number',
    )
    .pluck();
  const carriers = database
    .prepare<[number, number, string], number>(
      `
    SELECT individual FROM edit JOIN individual_edit ON edit = edit.key AND arm = ?
    WHERE kernel = ? AND id = ? ORDER BY individual`,
    )
    .pluck();

  // Edits that are surely recorded, to save asking for each; a batch that was rolled back makes it err, which `carry` shows.
  const recorded = new Set<string>();
  const addEdits = (kernel: number, genome: Genome): void => {
    if (recorded.size > REMEMBERED) recorded.clear();
    for (const { id, operator, target, choices, repairs } of genome) {
      const name = `${kernel} ${id}`;
      if (recorded.has(name)) continue;
      addEdit.run(kernel, id, operator, target, toJson(choices), toJson(repairs));
      recorded.add(name);
    }
  };

  const record = (run: string, arm: Arm, individual: NewIndividual): void => {
    transaction(() => {
      const key = arms.forWriting(run, arm);
      const { number, generation, island, genome, parents, made, treeHash } = individual;
      const { ids, genomeHash } = named(genome);
      const added = insert.run(key.arm, number, generation, island, genomeHash, treeHash, made.kind, toJson(made.operators));
      if (added.changes === 0) {
        if (hashOf.get(key.arm, number) === genomeHash) return;
        throw new Error(`individual ${number} of ${run}/${arm} was recorded with another genome: replay diverged`);
      }
      addEdits(key.kernel, genome);
      const { changes } = carry.run(key.arm, number, ids, key.kernel);
      if (changes < genome.length) {
        recorded.clear();
        addEdits(key.kernel, genome);
        carry.run(key.arm, number, ids, key.kernel);
      }
      parents.forEach((parent, position) => addParent.run(key.arm, number, position, parent));
    });
  };

  return {
    record,
    /**
     * Records an individual that no search numbered, under the next free number, and says which that is. One of the same
     * genome that was made in the same way is there already and stays the only one.
     */
    add(run: string, arm: Arm, individual: Omit<NewIndividual, 'number'>): number {
      return transaction(() => {
        const { arm: key } = arms.forWriting(run, arm);
        const known = sameMade.get(key, individual.treeHash, individual.made.kind, named(individual.genome).genomeHash);
        if (known !== undefined) return known;
        const number = free.get(key)!;
        record(run, arm, { ...individual, number });
        return number;
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

/** The ids of a genome's edits as a JSON list, and a hash of it. */
function named(genome: Genome): { readonly ids: string; readonly genomeHash: string } {
  const ids = JSON.stringify(genome.map((edit) => edit.id));
  return { ids, genomeHash: hash('sha256', ids).slice(0, 32) };
}

function editOf(row: EditRow): Edit {
  return { ...row, choices: fromJson<Edit['choices']>(row.choices), repairs: fromJson<Edit['repairs']>(row.repairs) };
}
