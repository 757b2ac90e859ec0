/**
 * Short write transactions that take the write lock at once (`BEGIN IMMEDIATE`), so that two processes queue up instead
 * of one of them failing halfway. One inside another joins it: a batch is written wholly or not at all.
 */
import SQLite, { type Database } from 'better-sqlite3';

export type Transaction = <Result>(write: () => Result) => Result;

export function transactionsOf(database: Database): Transaction {
  return (write) => {
    if (database.inTransaction) return write();
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = write();
      if (result instanceof Promise) throw new TypeError('a transaction must be synchronous');
      database.exec('COMMIT');
      return result;
    } catch (thrown) {
      if (database.inTransaction) database.exec('ROLLBACK'); // SQLite itself has rolled back after a full disk
      throw thrown;
    }
  };
}

const PAUSE_MS = 20;

/** Tries again while another process holds the lock, where SQLite's own waiting does not reach. */
export function patiently<Result>(waitMs: number, attempt: () => Result): Result {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return attempt();
    } catch (thrown) {
      const busy = thrown instanceof SQLite.SqliteError && thrown.code.startsWith('SQLITE_BUSY');
      if (!busy || waited >= waitMs) throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
