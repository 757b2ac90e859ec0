/**
 * The single writer of a run. A row names the process that may write it; each sign of life renews the row and at the
 * same time proves that it is still ours. A dead process of this machine frees its run at once; one on another machine,
 * which cannot be asked, frees it by silence.
 */
import type { Database } from 'better-sqlite3';
import { UserError } from '../util/errors.ts';
import { isAlive, thisProcess, type ProcessName } from '../util/process.ts';
import type { Owner } from './records.ts';

/** After this long without a sign of life a run of another machine is free. */
export const STALE_AFTER_MS = 120_000;

interface OwnerRow extends ProcessName {
  readonly token: string;
  readonly heartbeat: string;
}

let handles = 0;

/** `self` can be named by tests; otherwise it is this process. */
export function ownership(database: Database, self: ProcessName = thisProcess()) {
  // Two stores opened by one process are two owners.
  const token = `${self.host}/${self.pid}/${self.started}/${(handles += 1)}`;
  const find = database.prepare<[string], OwnerRow>('SELECT token, pid, host, started, heartbeat FROM owner WHERE run = ?');
  const put = database.prepare(`
    INSERT INTO owner (run, token, pid, host, started, heartbeat) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (run) DO UPDATE SET
      token = excluded.token, pid = excluded.pid, host = excluded.host, started = excluded.started,
      heartbeat = excluded.heartbeat`);
  const renew = database.prepare('UPDATE owner SET heartbeat = ? WHERE run = ? AND token = ?');
  const removeAll = database.prepare('DELETE FROM owner WHERE token = ?');
  const remove = database.prepare('DELETE FROM owner WHERE run = ? AND token = ?');

  /** Whether somebody else may still be writing the run. Without `now` another machine counts as alive. */
  const heldByOther = (row: OwnerRow, now?: string): boolean => {
    if (row.token === token) return false;
    if (row.host === self.host) return isAlive(row);
    return now === undefined || Date.parse(now) - Date.parse(row.heartbeat) < STALE_AFTER_MS;
  };

  return {
    /** Makes this store the run's writer. Throws UserError while another process is. */
    claim(run: string, now: string): void {
      const row = find.get(run);
      if (row !== undefined && heldByOther(row, now)) throw new UserError(takenBy(run, row, self.host));
      put.run(run, token, self.pid, self.host, self.started, now);
    },
    /** Renews the claim. Throws UserError if another process took the run in the meantime. */
    beat(run: string, now: string): void {
      if (renew.run(now, run, token).changes === 1) return;
      const row = find.get(run);
      const taker = row === undefined ? 'another process' : `process ${row.pid} on ${row.host}`;
      throw new UserError(
        `run ${run} was taken over by ${taker} after this one gave no sign of life; nothing more is written here, follow it there`,
      );
    },
    release(run: string): void {
      remove.run(run, token);
    },
    releaseAll(): void {
      removeAll.run(token);
    },
    /** Who writes the run, or null if nobody does any more. Without `now` a process on another machine counts as alive. */
    ownerOf(run: string, now?: string): Owner | null {
      const row = find.get(run);
      if (row === undefined || (row.token !== token && !heldByOther(row, now))) return null;
      return { pid: row.pid, host: row.host, heartbeat: row.heartbeat };
    },
  };
}

export type Ownership = ReturnType<typeof ownership>;

function takenBy(run: string, row: OwnerRow, host: string): string {
  const who =
    row.host === host
      ? `process ${row.pid} on this machine; wait for it or end it`
      : `process ${row.pid} on ${row.host}; wait for it or end it, it frees the run ${STALE_AFTER_MS / 1000} s after its last sign of life`;
  return `run ${run} is being written (last sign of life ${row.heartbeat}) by ${who}, then go on with \`evoke resume ${run}\``;
}
