/** Keys of arms: what search records hang from. Looked up once, then remembered. */
import type { Database } from 'better-sqlite3';
import type { Arm } from './records.ts';
import type { Transaction } from './transaction.ts';

export interface ArmKey {
  readonly arm: number;
  /** Key of the run's kernel. */
  readonly kernel: number;
}

export function arms(database: Database, transaction: Transaction) {
  const select = database.prepare<[string, Arm], ArmKey>(
    'SELECT arm.key AS arm, run.kernel FROM arm JOIN run ON run.id = arm.run WHERE arm.run = ? AND arm.name = ?',
  );
  const insert = database.prepare('INSERT INTO arm (run, name) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const ofRun = database.prepare<[string], Arm>('SELECT name FROM arm WHERE run = ? ORDER BY key').pluck();
  const known = new Map<string, ArmKey>();

  const find = (run: string, arm: Arm): ArmKey | undefined => {
    const name = `${run} ${arm}`;
    const found = known.get(name) ?? select.get(run, arm);
    // A key seen inside a transaction may yet be rolled back, so it is remembered only outside one.
    if (found !== undefined && !database.inTransaction) known.set(name, found);
    return found;
  };

  return {
    find,
    /** The arm's key, made if this is the arm's first record. */
    forWriting(run: string, arm: Arm): ArmKey {
      return (
        find(run, arm) ??
        transaction(() => {
          insert.run(run, arm);
          return select.get(run, arm)!;
        })
      );
    },
    ofRun: (run: string): Arm[] => ofRun.all(run),
  };
}

export type Arms = ReturnType<typeof arms>;
