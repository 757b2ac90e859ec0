/** Programs that hung, crashed or ate the memory, remembered over all runs so that none is ever run twice. */
import type { Database } from 'better-sqlite3';
import { fromJson, toJson } from './encoding.ts';
import type { KnownOutcome, ProgramKey } from './records.ts';
import type { Transaction } from './transaction.ts';

export function knownOutcomes(database: Database, transaction: Transaction) {
  const insert = database.prepare(`
    INSERT INTO known_outcome (text, device, toolchain, outcome, run, recorded) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (text, device, toolchain) DO NOTHING`);
  const select = database
    .prepare<[string, string, string], string>(
      'SELECT outcome FROM known_outcome WHERE text = ? AND device = ? AND toolchain = ?',
    )
    .pluck();

  return {
    /** Remembers it; `run` found it out at `now`. The first finding stays. */
    record(program: ProgramKey, outcome: KnownOutcome, run: string, now: string): void {
      transaction(() => insert.run(program.text, program.device, program.toolchain, toJson(outcome), run, now));
    },
    find(program: ProgramKey): KnownOutcome | undefined {
      const outcome = select.get(program.text, program.device, program.toolchain);
      return outcome === undefined ? undefined : fromJson<KnownOutcome>(outcome);
    },
  };
}

export type KnownOutcomes = ReturnType<typeof knownOutcomes>;
