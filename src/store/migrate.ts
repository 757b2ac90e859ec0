import type { Database } from 'better-sqlite3';
import { UserError } from '../util/errors.ts';
import { migrations, type Migration } from './migrations/index.ts';

/** Marks a SQLite file as ours (`PRAGMA application_id`): 'EVOK' in ASCII. */
export const APPLICATION_ID = 0x45564f4b;

/** The version this program writes. */
export const VERSION = migrations.length;

/** The file's version: 0 for an empty database. Throws UserError if it is another program's, or newer than this one. */
export function versionOf(database: Database, path: string, known: number = VERSION): number {
  const version = database.pragma('user_version', { simple: true }) as number;
  const owner = database.pragma('application_id', { simple: true }) as number;
  const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (owner !== APPLICATION_ID && (tables > 0 || version > 0 || owner !== 0)) {
    throw new UserError(`${path} is a SQLite database of another program; name another file, a missing one is created`);
  }
  if (version > known) {
    throw new UserError(
      `${path} is a database of version ${version}, this program knows versions up to ${known}; update evoke, or name another file`,
    );
  }
  return version;
}

/**
 * Brings a database to the last of `steps`, in one transaction: it is there wholly or not at all. Another process may
 * be doing the same, so the version is read again inside. `steps` are the first n migrations; tests stop early.
 */
export function migrate(database: Database, path: string, steps: readonly Migration[] = migrations): void {
  if (versionOf(database, path) >= steps.length) return;
  database.pragma('foreign_keys = OFF'); // a rebuilt table may break references for a moment; checked below
  const climb = database.transaction(() => {
    const from = versionOf(database, path);
    if (from >= steps.length) return;
    for (const step of steps.slice(from)) database.exec(step.sql);
    const dangling = database.pragma('foreign_key_check') as unknown[];
    if (dangling.length > 0)
      throw new Error(`migration of ${path} from version ${from} left ${dangling.length} dangling references`);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${steps.length}`);
  });
  climb.immediate();
}
