/**
 * The store: one SQLite file that remembers everything a run found out. Think of it as a notebook with one writer per
 * run and any number of readers. Everything a batch found out goes in with one transaction, so a killed process loses at
 * most the batch it was writing.
 */
import type { Database } from 'better-sqlite3';
import { arms } from './arms.ts';
import { closedOnError, openReadable, openWritable, refuseMissing } from './connection.ts';
import { evaluations } from './evaluations.ts';
import { explained, guard, guarded } from './failures.ts';
import { family } from './family.ts';
import { knownOutcomes } from './known-outcomes.ts';
import { lineage } from './lineage.ts';
import { ownership } from './ownership.ts';
import type { ProcessName } from '../util/process.ts';
import { progress } from './progress.ts';
import { reports } from './reports.ts';
import { runs } from './runs.ts';
import { speedups } from './speedups.ts';
import { subjects } from './subjects.ts';
import { survivingEdits } from './surviving-edits.ts';
import { transactionsOf } from './transaction.ts';

export interface StoreOptions {
  /** For reading only: works while a run writes, and where nothing can be written. */
  readonly readonly?: boolean;
  /** For writing into a database that must be there already. */
  readonly existing?: boolean;
  /** How long to wait for another process's transaction, ms. */
  readonly waitMs?: number;
  /** Largest size of the file, in pages of 4 KiB: beyond it the disk counts as full. */
  readonly maxPages?: number;
  /** Who claims runs; this process unless a test says otherwise. */
  readonly self?: ProcessName;
}

/**
 * Opens the database at `path`, made if missing (with its directory), brought to the present version if older.
 * Everything that a file, disk or other process can do wrong, now or in a later call, is a UserError.
 */
export function openStore(path: string, { readonly = false, existing = false, waitMs = 30_000, maxPages, self }: StoreOptions = {}) {
  if (existing) refuseMissing(path);
  const database = readonly ? openReadable(path, waitMs) : openWritable(path, waitMs, maxPages);
  const explain = (thrown: unknown) => explained(thrown, path, waitMs);
  const { transaction, groups } = closedOnError(database, () => queriesOf(database, path, self));
  return {
    /** Writes all or nothing; synchronous. One inside another joins it. */
    transaction: <Result>(write: () => Result): Result => guard(() => transaction(write), explain)(),
    runs: guarded(groups.runs, explain),
    lineage: guarded(groups.lineage, explain),
    evaluations: guarded(groups.evaluations, explain),
    progress: guarded(groups.progress, explain),
    knownOutcomes: guarded(groups.knownOutcomes, explain),
    reports: guarded(groups.reports, explain),
    /** Lets go of all runs claimed here and closes the file. */
    close(): void {
      try {
        if (!readonly && database.open) groups.owners.releaseAll();
      } catch {
        // On a full disk the claims stay, which harms nobody: they end with this process.
      }
      database.close();
    },
  };
}

export type Store = ReturnType<typeof openStore>;

function queriesOf(database: Database, path: string, self: ProcessName | undefined) {
  const transaction = transactionsOf(database);
  const armKeys = arms(database, transaction);
  const kept = subjects(database);
  const owners = ownership(database, self);
  const parts = {
    arms: armKeys,
    subjects: kept,
    owners,
    runs: runs(database, path, transaction, kept, owners),
    lineage: lineage(database, transaction, armKeys),
    evaluations: evaluations(database, transaction, armKeys),
    progress: progress(database, transaction, armKeys),
    speedups: speedups(database),
  };
  const members = family(database, parts);
  const survivors = survivingEdits(database, { ...parts, family: members });
  const groups = {
    ...parts,
    knownOutcomes: knownOutcomes(database, transaction),
    reports: { ...reports(database, parts), ...members, ...survivors },
  };
  return { transaction, groups };
}
