import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { migrate, VERSION } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { UserError } from '../../src/util/errors.ts';
import { atEnd, evaluation, newRun, temporaryFolder, temporaryStore } from './fixtures/records.ts';

/** The one line that the user gets. */
function complaint(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UserError);
    const { message } = thrown as UserError;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('nothing was thrown');
}

function filledDatabase(folder: string): string {
  const path = join(folder, 'evoke.db');
  const store = openStore(path);
  const run = store.runs.create(newRun());
  store.transaction(() => {
    for (let number = 0; number < 500; number++) store.evaluations.record(run, 'evolution', evaluation(number));
  });
  store.close();
  return path;
}

/** Takes writing away from a folder in a way that binds root too, or undefined where the system has none. */
function madeUnwritable(place: string): (() => void) | undefined {
  if (process.getuid?.() !== 0) {
    const { mode } = statSync(place);
    chmodSync(place, mode & 0o555);
    return () => chmodSync(place, mode);
  }
  try {
    execFileSync('mount', ['--bind', place, place], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'remount,ro,bind', place], { stdio: 'ignore' });
    return () => execFileSync('umount', ['-l', place]);
  } catch {
    return undefined;
  }
}

describe('openStore', () => {
  it('makes the file and its directories, in write-ahead mode', () => {
    const path = join(temporaryFolder(), 'a/b/evoke.db');
    temporaryStore({}, path).runs.create(newRun());
    expect(existsSync(`${path}-wal`)).toBe(true);
  });

  it('takes an empty file for a new database', () => {
    const path = join(temporaryFolder(), 'empty.db');
    writeFileSync(path, '');
    expect(temporaryStore({}, path).reports.listRuns()).toEqual([]);
  });

  it('leaves one file behind when closed', () => {
    const folder = temporaryFolder();
    filledDatabase(folder);
    expect(readdirSync(folder)).toEqual(['evoke.db']);
  });

  it('names a missing database to a reader, and makes none', () => {
    const path = join(temporaryFolder(), 'none.db');
    expect(complaint(() => openStore(path, { readonly: true }))).toBe(
      `there is no database at ${path}; \`evoke run\` makes one, --db names another`,
    );
    expect(existsSync(path)).toBe(false);
  });

  it.each([false, true])('refuses a directory (readonly: %s)', (readonly) => {
    const folder = temporaryFolder();
    expect(complaint(() => openStore(folder, { readonly }))).toContain(`${folder} is a directory, not a database`);
  });

  it('refuses a path through a file', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(complaint(() => openStore(join(folder, 'file/deep/evoke.db')))).toContain('cannot be made');
  });

  it.each([false, true])('refuses a file that is no database, and leaves it alone (readonly: %s)', (readonly) => {
    const path = join(temporaryFolder(), 'kernel.js');
    const garbage = 'export default function poolSum() {}\n'.repeat(100);
    writeFileSync(path, garbage);
    expect(complaint(() => openStore(path, { readonly }))).toBe(
      `${path} is not a database; name another file, a missing one is created`,
    );
    expect(readFileSync(path, 'utf8')).toBe(garbage);
  });

  it("refuses another program's database, and leaves it alone", () => {
    const path = join(temporaryFolder(), 'photos.db');
    const other = new SQLite(path);
    other.exec('CREATE TABLE photo (name TEXT)');
    other.close();
    const before = readFileSync(path);
    expect(complaint(() => openStore(path))).toContain('is a SQLite database of another program');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([false, true])('refuses a database of a newer version (readonly: %s)', (readonly) => {
    const path = filledDatabase(temporaryFolder());
    const newer = new SQLite(path);
    newer.pragma(`user_version = ${VERSION + 5}`);
    newer.close();
    expect(complaint(() => openStore(path, { readonly }))).toBe(
      `${path} is a database of version ${VERSION + 5}, this program knows versions up to ${VERSION}; update evoke, or name another file`,
    );
  });

  it.each([0.1, 0.5, 0.9])('says that a file cut to %d of its size is damaged', (share) => {
    const path = filledDatabase(temporaryFolder());
    truncateSync(path, Math.floor(statSync(path).size * share));
    expect(complaint(() => openStore(path).reports.listRuns())).toBe(
      `${path} is damaged (cut short or overwritten); restore a copy, or name another file`,
    );
  });

  it('says that a file overwritten in the middle is damaged', () => {
    const path = filledDatabase(temporaryFolder());
    const bytes = readFileSync(path);
    bytes.fill(0xaa, 4096, (3 * bytes.length) / 4);
    writeFileSync(path, bytes);
    expect(complaint(() => openStore(path).reports.listRuns())).toContain('is damaged');
  });

  it('reads, but does not write, what is read-only', () => {
    const folder = join(temporaryFolder(), 'published');
    mkdirSync(folder);
    const path = filledDatabase(folder);
    const restore = madeUnwritable(folder);
    if (restore !== undefined) {
      atEnd(restore);
      if (process.getuid?.() !== 0) {
        chmodSync(path, 0o444);
        atEnd(() => chmodSync(path, 0o644));
      }
      expect(complaint(() => openStore(path))).toBe(
        `${path} cannot be written: the file or its directory is read-only; allow writing or name another file`,
      );
      expect(complaint(() => openStore(join(folder, 'new.db')))).toContain('cannot be written');
      expect(complaint(() => openStore(join(folder, 'deep/new.db')))).toContain('cannot be made');
      expect(readdirSync(folder)).toEqual(['evoke.db']);
    }
    const store = temporaryStore({ readonly: true }, path);
    expect(store.reports.listRuns()).toHaveLength(1);
    expect(complaint(() => store.runs.create(newRun()))).toContain('cannot be written');
  });

  it('migrates an older version for a reader, where it may write', () => {
    const folder = join(temporaryFolder(), 'published');
    mkdirSync(folder);
    const path = join(folder, 'old.db');
    const old = new SQLite(path);
    migrate(old, path, migrations.slice(0, 2));
    old.close();
    const restore = madeUnwritable(folder);
    if (restore !== undefined) {
      expect(complaint(() => openStore(path, { readonly: true }))).toContain('is of an older version, and read-only');
      restore();
    }
    expect(temporaryStore({ readonly: true }, path).reports.listRuns()).toEqual([]);
  });

  it('says that another process holds the lock', () => {
    const path = filledDatabase(temporaryFolder());
    const other = new SQLite(path);
    atEnd(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const store = temporaryStore({ waitMs: 40 }, path);
    expect(complaint(() => store.runs.create(newRun()))).toBe(
      `${path} was locked by another process for more than 0.04 s; end that process or name another file`,
    );
    other.exec('ROLLBACK');
    expect(store.runs.create(newRun())).toMatch(/^r-/);
  });
});
