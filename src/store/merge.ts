/**
 * Several databases into a new one: what several machines found out, in one place. The sources are only read. The new
 * file is written beside its name and put there once it is whole; between two tables a Ctrl-C is heard.
 */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import SQLite, { type Database } from 'better-sqlite3';
import { UserError } from '../util/errors.ts';
import { fileProblem, makeFolder, removeEmpty } from '../util/files.ts';
import { hold, partialName } from '../util/temporary.ts';
import { isWritable, openUnchanged, openWritable } from './connection.ts';
import { explained, readOnly } from './failures.ts';
import { ownership } from './ownership.ts';
import { ARM_TABLES, columnsOf, digestsOf, portableRun, type PortableRun, type Row, type Value } from './portable-run.ts';

export interface MergedSource {
  readonly path: string;
  /** Ids of the runs taken from it, the earliest first. */
  readonly taken: readonly string[];
  /** Ids of runs that a database before it held with the same content. */
  readonly held: readonly string[];
  /** Those of the taken whose process is gone: they say `interrupted` now. */
  readonly interrupted: readonly string[];
}

export interface Merged {
  readonly into: string;
  readonly runs: number;
  readonly sources: readonly MergedSource[];
}

export interface MergeOptions {
  /** ISO 8601: when a process of another machine that gave no sign of life for long counts as gone. */
  readonly now: string;
  /** How long to wait for another process's transaction, ms. */
  readonly waitMs?: number;
}

interface Source {
  readonly path: string;
  readonly database: Database;
}

/**
 * Copies every run of the databases at `paths` with all its rows to a new one at `into`. UserError, and nothing written,
 * if one cannot be read, is of another version, holds a run that still goes on or one that an earlier database holds
 * with other content, or if there is something at `into` already.
 */
export async function mergeDatabases(paths: readonly string[], into: string, { now, waitMs = 30_000 }: MergeOptions): Promise<Merged> {
  if (existsSync(into)) throw new UserError(`${into} is there already; name a new file with --into, and ${into} among the databases to keep what it holds`);
  const sources: Source[] = [];
  try {
    for (const path of paths) sources.push({ path, database: openUnchanged(path, waitMs) });
    return await writeNew(into, waitMs, (target) => mergeInto(target, sources, into, now, waitMs));
  } finally {
    for (const { database } of sources) database.close();
  }
}

async function mergeInto(target: Database, sources: readonly Source[], into: string, now: string, waitMs: number): Promise<Merged> {
  const holders = new Map<string, Source>();
  const write = writer(target);
  const merged: MergedSource[] = [];
  for (const source of sources) {
    const { path, database } = source;
    const taken: string[] = [];
    const held: string[] = [];
    const interrupted: string[] = [];
    try {
      database.exec('BEGIN'); // one moment of it, whatever is written there meanwhile
      for (const id of database.prepare<[], string>('SELECT id FROM run ORDER BY created, id').pluck().all()) {
        const run = endedRun(source, id, now);
        const before = holders.get(id);
        if (before !== undefined) {
          refuseDifferent(id, [before, source], [endedRun(before, id, now), run]);
          held.push(id);
          continue;
        }
        holders.set(id, source);
        if (run.cut) interrupted.push(id);
        await write.run(database, run);
        taken.push(id);
      }
      write.knownOutcomes(database);
    } catch (thrown) {
      throw isDiskTrouble(thrown) ? thrown : explained(thrown, path, waitMs);
    }
    merged.push({ path, taken, held, interrupted });
  }
  return { into, runs: holders.size, sources: merged };
}

interface EndedRun extends PortableRun {
  /** Whether its process went away without a word. */
  readonly cut: boolean;
}

/** UserError while somebody may write it: what is copied of it now would be another run than the one it becomes. */
function endedRun({ path, database }: Source, id: string, now: string): EndedRun {
  const portable = portableRun(database, id);
  if (portable.run['status'] !== 'running') return { ...portable, cut: false };
  const owner = ownership(database).ownerOf(id, now);
  if (owner !== null) throw new UserError(`run ${id} in ${path} is still running (process ${owner.pid} on ${owner.host}); wait for its end, or interrupt it`);
  return { ...portable, run: { ...portable.run, status: 'interrupted' }, cut: true };
}

function refuseDifferent(id: string, [one, other]: readonly [Source, Source], [first, second]: readonly [PortableRun, PortableRun]): void {
  const digests = digestsOf(second);
  const differing = [...digestsOf(first)].filter(([table, digest]) => digests.get(table) !== digest).map(([table]) => table);
  if (differing.length === 0) return;
  throw new UserError(`run ${id} is in ${one.path} and in ${other.path} with different content (${differing.join(', ')}); leave one of the two out`);
}

/** Puts rows into the target under keys of its own. */
function writer(target: Database) {
  const keyOf = (table: 'kernel' | 'workload') => target.prepare<[Value], number>(`SELECT key FROM ${table} WHERE content = ?`).pluck();
  const kernelKey = keyOf('kernel');
  const workloadKey = keyOf('workload');
  const armKey = target.prepare<[Value, string], number>('SELECT key FROM arm WHERE run = ? AND name = ?').pluck();
  const editKey = target.prepare<[number, Value], number>('SELECT key FROM edit WHERE kernel = ? AND id = ?').pluck();
  /** What is there already under the same unique columns stays. */
  const adder = (table: string) => {
    const columns = columnsOf(target, table).filter(({ name, pk }) => name !== 'key' || pk === 0).map(({ name }) => name);
    const insert = target.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `$${name}`).join(', ')}) ON CONFLICT DO NOTHING`);
    return (row: Row) => insert.run(row);
  };
  const add = { kernel: adder('kernel'), workload: adder('workload'), edit: adder('edit'), run: adder('run'), arm: adder('arm'), knownOutcome: adder('known_outcome') };
  const addOfArm = Object.fromEntries(ARM_TABLES.map((table) => [table, adder(table)]));

  return {
    async run(source: Database, { run, arms, edits, rows }: PortableRun): Promise<void> {
      add.kernel(source.prepare<[Value], Row>('SELECT * FROM kernel WHERE content = ?').get(run['kernel']!)!);
      add.workload(source.prepare<[Value], Row>('SELECT * FROM workload WHERE content = ?').get(run['workload']!)!);
      const kernel = kernelKey.get(run['kernel']!)!;
      add.run({ ...run, kernel, workload: workloadKey.get(run['workload']!)! });
      const keys = new Map<Value, number>();
      for (const edit of edits()) {
        add.edit({ ...edit, kernel });
        keys.set(edit['id']!, editKey.get(kernel, edit['id']!)!);
      }
      for (const name of arms) {
        add.arm({ run: run['id']!, name });
        const arm = armKey.get(run['id']!, name)!;
        for (const table of ARM_TABLES) {
          await turn();
          const carries = table === 'individual_edit';
          for (const row of rows(name, table)) addOfArm[table]!({ ...row, arm, ...(carries && { edit: keys.get(row['edit']!)! }) });
        }
      }
    },
    knownOutcomes(source: Database): void {
      for (const row of source.prepare<[], Row>('SELECT * FROM known_outcome').iterate()) add.knownOutcome(row);
    },
  };
}

/** Writes a whole database or none; no folder that was made for it stays either. */
async function writeNew<Result>(path: string, waitMs: number, write: (database: Database) => Promise<Result>): Promise<Result> {
  const partial = partialName(path);
  const folders = makeFolder(dirname(path));
  if (!statSync(dirname(path)).isDirectory()) throw new UserError(`cannot write ${path}: ${dirname(path)} is a file, not a directory`);
  if (!isWritable(path)) throw new UserError(readOnly(path));
  let database: Database | undefined;
  const letGo = hold(partial);
  try {
    database = openWritable(partial, waitMs);
    database.exec('BEGIN');
    const result = await write(database);
    database.exec('COMMIT');
    database.close(); // moves the log into the file
    renameSync(partial, path);
    return result;
  } catch (thrown) {
    database?.close();
    for (const rest of ['', '-wal', '-shm']) rmSync(`${partial}${rest}`, { force: true });
    removeEmpty(folders);
    if (isDiskTrouble(thrown)) throw new UserError(`the disk under ${path} is full or failed, nothing was written; free some space and merge again`, { cause: thrown });
    throw fileProblem(thrown, 'write', path);
  } finally {
    letGo();
  }
}

/** Of the new file, which is all that is written; what opens a file has put it in words for a run. */
function isDiskTrouble(thrown: unknown): boolean {
  const said = thrown instanceof UserError ? thrown.cause : thrown;
  return said instanceof SQLite.SqliteError && /^SQLITE_(FULL|IOERR)/.test(said.code);
}
