import { readFileSync } from 'node:fs';
import type { Worker } from './worker.ts';

/** Memory is written at some gigabytes a second: looking this often bounds what a runaway child can take beyond its cap. */
const everyMs = 20;

/**
 * Ends the child when its resident memory exceeds `capMiB` during a request: outcome `out-of-memory` with the sizes.
 * Counts all of the process, so arrays outside V8's heap too. Where there is no /proc only V8's own limit holds.
 *
 * A child that a request leaves more than half full is ended afterwards, for a leak of one candidate must not become
 * the next one's outcome; so make the cap more than twice what a healthy child needs. What it says that it holds on purpose
 * stands apart: half of what that leaves of the cap must be free, else gigabytes of inputs would be made anew each time.
 */
export function withMemoryCap<Request, Response>(worker: Worker<Request, Response>, capMiB: number): Worker<Request, Response> {
  return {
    ...worker,
    async run(request, limits) {
      await worker.ready();
      const timer = setInterval(() => {
        const resident = residentMiB(worker.pid);
        if (resident === undefined || resident <= capMiB) return;
        clearInterval(timer);
        void worker.kill({ kind: 'out-of-memory', detail: `${Math.round(resident)} MiB resident, over the cap of ${capMiB} MiB` });
      }, everyMs);
      try {
        return await worker.run(request, limits);
      } finally {
        clearInterval(timer);
        const kept = Math.min(capMiB, worker.keeps() / 2 ** 20);
        if ((residentMiB(worker.pid) ?? 0) - kept > (capMiB - kept) / 2) await worker.kill();
      }
    },
  };
}

/** Resident memory of a process, or undefined if it is gone or the system does not tell. */
export function residentMiB(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
