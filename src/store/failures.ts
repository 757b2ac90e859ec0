/**
 * What SQLite says, said to the user: one line with what happened, what is kept, what to do. Every call into the store
 * goes through `guarded`, so no bare SQLite error of a full disk or a locked file leaves this room. Errors that only a
 * bug can cause (a broken constraint, bad SQL) pass unchanged.
 */
import { SqliteError } from 'better-sqlite3';
import { UserError } from '../util/errors.ts';

/** Everything SQLite can complain about through no fault of ours; the first matching prefix wins. */
const MESSAGES: readonly (readonly [prefix: string, message: (path: string, waitedMs: number) => string])[] = [
  ['SQLITE_FULL', full],
  ['SQLITE_IOERR_SHMSIZE', full], // no room for the shared-memory file beside it
  ['SQLITE_BUSY', locked],
  ['SQLITE_LOCKED', locked],
  ['SQLITE_READONLY', readOnly],
  ['SQLITE_PERM', readOnly],
  ['SQLITE_CANTOPEN', (path) => `${path} cannot be opened; it must be a file in a directory that you may read and write`],
  ['SQLITE_NOTADB', (path) => `${path} is not a database; name another file, a missing one is created`],
  ['SQLITE_CORRUPT', (path) => `${path} is damaged (cut short or overwritten); restore a copy, or name another file`],
  [
    'SQLITE_IOERR',
    (path) => `the disk under ${path} failed; finished batches are kept, check the disk and go on with \`evoke resume\``,
  ],
];

function full(path: string): string {
  return `the disk is full: the last batch did not fit into ${path}; all batches before it are kept, free some space and go on with \`evoke resume\``;
}

function locked(path: string, waitedMs: number): string {
  return `${path} was locked by another process for more than ${waitedMs / 1000} s; end that process or name another file`;
}

export function readOnly(path: string): string {
  return `${path} cannot be written: the file or its directory is read-only; allow writing or name another file`;
}

export function olderReadOnly(path: string): string {
  return `${path} is of an older version, and read-only, so it cannot be brought to the present one; read a writable copy of it`;
}

/** The UserError for an error of the disk, the file or its lock; anything else as it came. */
export function explained(thrown: unknown, path: string, waitedMs: number): unknown {
  if (!(thrown instanceof SqliteError)) return thrown;
  const known = MESSAGES.find(([prefix]) => thrown.code.startsWith(prefix));
  return known === undefined ? thrown : new UserError(known[1](path, waitedMs), { cause: thrown });
}

/** The same functions, with `explained` errors. */
export function guarded<Group extends object>(group: Group, explain: (thrown: unknown) => unknown): Group {
  return Object.fromEntries(Object.entries(group).map(([name, call]) => [name, guard(call as Call, explain)])) as Group;
}

type Call = (...given: never[]) => unknown;

export function guard<Guarded extends Call>(call: Guarded, explain: (thrown: unknown) => unknown): Guarded {
  return ((...given: never[]) => {
    try {
      return call(...given);
    } catch (thrown) {
      throw explain(thrown);
    }
  }) as Guarded;
}
