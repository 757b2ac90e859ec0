/** Runs: started, claimed by the one process that writes them, ended. */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { DeviceInfo, Json } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { fromJson, toJson } from './encoding.ts';
import type { Ownership } from './ownership.ts';
import type { GitState, NewRun, RunEnd, RunStatus, StoredRun } from './records.ts';
import type { Subjects } from './subjects.ts';
import type { Transaction } from './transaction.ts';

interface RunRow {
  readonly id: string;
  readonly created: string;
  readonly finished: string | null;
  readonly status: RunStatus;
  readonly configuration: string;
  readonly kernel: number;
  readonly workload: number;
  readonly device: string;
  readonly git: string;
  readonly evokeVersion: string;
  readonly seed: number;
  readonly stopReason: string | null;
  readonly result: string | null;
}

/** Run ids that an error message lists. */
const LISTED = 8;

export function runs(database: Database, path: string, transaction: Transaction, subjects: Subjects, ownership: Ownership) {
  const insert = database.prepare(`
    INSERT INTO run (id, created, status, configuration, kernel, workload, device, toolchain, git, evoke_version, seed)
    VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`);
  const reopen = database.prepare(
    `UPDATE run SET status = 'running', finished = NULL, stop_reason = NULL, result = NULL WHERE id = ?`,
  );
  const end = database.prepare('UPDATE run SET status = ?, finished = ?, stop_reason = ?, result = ? WHERE id = ?');
  const select = database.prepare<[string], RunRow>(`
    SELECT id, created, finished, status, configuration, kernel, workload, device, git, evoke_version AS evokeVersion, seed,
      stop_reason AS stopReason, result
    FROM run WHERE id = ?`);
  const startingWith = database
    .prepare<[string, string], string>('SELECT id FROM run WHERE substr(id, 1, length(?)) = ? ORDER BY created DESC')
    .pluck();
  const latest = database.prepare<[number], string>('SELECT id FROM run ORDER BY created DESC, id LIMIT ?').pluck();

  const resolve = (name: string): string => {
    const candidates = name === '' ? [] : [...startingWith.all(name, name), ...startingWith.all(`r-${name}`, `r-${name}`)];
    const [only, ...others] = candidates.includes(name) ? [name] : candidates;
    if (only !== undefined && others.length === 0) return only;
    const ids = candidates.length > 0 ? candidates.slice(0, LISTED) : latest.all(LISTED);
    if (ids.length === 0)
      throw new UserError(`there is no run "${name}": ${path} holds no runs yet; \`evoke run\` makes one`);
    throw new UserError(
      candidates.length > 0
        ? `"${name}" is the start of ${candidates.length} runs: ${ids.join(', ')}; give more of the id`
        : `there is no run "${name}" in ${path}; the latest are ${ids.join(', ')}; \`evoke runs\` lists all`,
    );
  };

  return {
    /** Records a new run with its kernel and workload, and claims it. Returns its id. */
    create(run: NewRun): string {
      return transaction(() => {
        const kernel = subjects.keepKernel(run.kernel);
        const workload = subjects.keepWorkload(run.workload);
        for (let attempt = 0; ; attempt++) {
          const id = idOf(run, attempt);
          const added = insert.run(
            id,
            run.created,
            toJson(run.configuration),
            kernel,
            workload,
            toJson(run.device),
            run.device.toolchain,
            toJson(run.git),
            run.evokeVersion,
            run.seed,
          );
          if (added.changes === 0) continue;
          ownership.claim(id, run.created);
          return id;
        }
      });
    },
    /** Makes this store the writer of an earlier run, which is then running again. UserError while another process writes it. */
    claim(id: string, now: string): void {
      transaction(() => {
        ownership.claim(resolve(id), now);
        reopen.run(resolve(id));
      });
    },
    /**
     * A sign of life; put one into the transaction of every batch, and at least one in 30 s. UserError if another
     * process has taken the run over: the batch is then rolled back.
     */
    beat: (id: string, now: string): void => transaction(() => ownership.beat(id, now)),
    /** Ends the run and lets go of it. */
    finish(id: string, { status, finished, stopReason, result }: RunEnd): void {
      transaction(() => {
        ownership.beat(id, finished);
        end.run(status, finished, stopReason, toJson(result), id);
        ownership.release(id);
      });
    },
    /** The run's id from the id, a unique start of it, or that without `r-`. UserError that lists ids otherwise. */
    resolve,
    get(name: string): StoredRun {
      const row = select.get(resolve(name))!;
      const owner = ownership.ownerOf(row.id);
      return {
        ...row,
        status: row.status === 'running' && owner === null ? 'interrupted' : row.status,
        configuration: fromJson<Json>(row.configuration),
        kernel: subjects.kernel(row.kernel),
        workload: subjects.workload(row.workload),
        device: fromJson<DeviceInfo>(row.device),
        git: fromJson<GitState | null>(row.git),
        result: row.result === null ? null : fromJson<Json>(row.result),
        owner,
      };
    },
    /** All ids, latest first. */
    ids: (): string[] => latest.all(-1),
  };
}

export type Runs = ReturnType<typeof runs>;

/** `r-` and six hex digits of what sets the run apart; a further attempt when another run has them. */
function idOf(run: NewRun, attempt: number): string {
  const apart = [run.created, run.seed, run.kernel.hash, toJson(run.configuration), process.pid, attempt];
  return `r-${createHash('sha256').update(apart.join('\n')).digest('hex').slice(0, 6)}`;
}
