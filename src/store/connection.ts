/**
 * How a database file is opened: created where missing, checked to be ours, brought to the present version, and set to
 * write-ahead logging, so that readers and one writer never wait for each other.
 */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import { messageOf, UserError } from '../util/errors.ts';
import { makeFolder } from '../util/files.ts';
import { explained, olderReadOnly, readOnly } from './failures.ts';
import { migrate, VERSION, versionOf } from './migrate.ts';
import { patiently } from './transaction.ts';

/** Opens for writing. Throws UserError for every way in which a file or directory can be unfit. */
export function openWritable(path: string, waitMs: number, maxPages?: number): Database {
  if (path !== ':memory:') prepareFile(path);
  return explaining(path, waitMs, () => {
    // Turning the log on fails at once while another process does the same, so here we do the waiting, not SQLite.
    const database = new SQLite(path, { timeout: 0 });
    if (maxPages !== undefined) database.pragma(`max_page_count = ${maxPages}`);
    closedOnError(database, () =>
      patiently(waitMs, () => {
        versionOf(database, path); // before anything is written into a stranger's file
        database.pragma('journal_mode = WAL');
        migrate(database, path);
      }),
    );
    database.pragma(`busy_timeout = ${waitMs}`);
    database.pragma('synchronous = NORMAL'); // a killed process loses nothing committed; a power cut may lose the last commits
    database.pragma('foreign_keys = ON');
    database.pragma('wal_autocheckpoint = 4000'); // 16 MB: a page that many batches touch is copied into the file once
    return database;
  });
}

/** Opens for reading: works while a run writes, and on a read-only disk. An older version is migrated first. */
export function openReadable(path: string, waitMs: number): Database {
  refuseMissing(path);
  refuseDirectory(path);
  return explaining(path, waitMs, () => {
    const database = readable(path, waitMs);
    if (closedOnError(database, () => versionOf(database, path)) === VERSION) return database;
    database.close();
    if (!isWritable(path)) throw new UserError(olderReadOnly(path));
    openWritable(path, waitMs).close(); // brings it to the present version
    return readable(path, waitMs);
  });
}

/** Opens for reading and leaves the file as it is. An older version is a UserError: reading it as it is would miss what came later. */
export function openUnchanged(path: string, waitMs: number): Database {
  refuseMissing(path);
  refuseDirectory(path);
  return explaining(path, waitMs, () => {
    const database = readable(path, waitMs);
    const version = closedOnError(database, () => versionOf(database, path));
    if (version === VERSION) return database;
    database.close();
    throw new UserError(`${path} is a database of version ${version}, this program merges version ${VERSION}; bring it there with 'evoke runs --db ${path}'`);
  });
}

function readable(path: string, waitMs: number): Database {
  try {
    const database = new SQLite(path, { readonly: true, fileMustExist: true, timeout: waitMs });
    closedOnError(database, () => database.pragma('user_version')); // the first read is what opens the log
    return database;
  } catch (thrown) {
    const noLog = thrown instanceof SQLite.SqliteError && /^SQLITE_(CANTOPEN|READONLY|IOERR_SHM|FULL)/.test(thrown.code);
    if (!noLog || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) throw thrown;
    return inMemory(path);
  }
}

/**
 * A database in write-ahead mode needs two files beside it even to be read. Where they cannot be made (a read-only or a full
 * disk) and no log is left over, the file alone is complete: read it into memory, with its header set back to the mode without a log.
 * Source: https://www.sqlite.org/fileformat.html#file_format_version_numbers
 */
function inMemory(path: string): Database {
  const image = readFileSync(path);
  image[18] = image[19] = 1;
  return new SQLite(image, { readonly: true });
}

function prepareFile(path: string): void {
  const directory = dirname(path);
  try {
    makeFolder(directory);
  } catch (thrown) {
    throw new UserError(
      `the directory ${directory} cannot be made (${messageOf(thrown)}); name a file in a directory that you may write`,
    );
  }
  refuseDirectory(path);
  if (!isWritable(path)) throw new UserError(readOnly(path));
}

export function isWritable(path: string): boolean {
  try {
    for (const place of [dirname(path), path].filter((place) => existsSync(place))) accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function refuseMissing(path: string): void {
  if (!existsSync(path)) throw new UserError(`there is no database at ${path}; \`evoke run\` makes one, --db names another`);
}

function refuseDirectory(path: string): void {
  if (path !== ':memory:' && existsSync(path) && statSync(path).isDirectory()) {
    throw new UserError(`${path} is a directory, not a database; name a file in it, such as ${path}/evoke.db`);
  }
}

function explaining(path: string, waitMs: number, open: () => Database): Database {
  try {
    return open();
  } catch (thrown) {
    throw explained(thrown, path, waitMs);
  }
}

/** What `use` gives; the database is let go if that fails. */
export function closedOnError<Result>(database: Database, use: () => Result): Result {
  try {
    return use();
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}
