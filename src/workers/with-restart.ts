import { WorkerLost } from './worker.ts';
import type { Limits, Reply, Worker } from './worker.ts';

/** A worker that outlives its children. */
export interface Lane<Request, Response> {
  run(request: Request, limits: Limits): Promise<Reply<Response>>;
  close(): Promise<void>;
}

/**
 * Keeps one child for many requests and starts a fresh one when the last has died, or has served `recycleAfter`
 * requests (compilers and drivers leak). A child that was found dead took nothing of the request with it, so the
 * request goes to the next one; should that be lost as well, something is wrong with the machine and the error says so.
 */
export function withRestart<Request, Response>(
  start: () => Worker<Request, Response>,
  { recycleAfter = Infinity }: { readonly recycleAfter?: number } = {},
): Lane<Request, Response> {
  let worker: Worker<Request, Response> | undefined;
  let served = 0;
  let closed = false;

  const serving = async () => {
    if (worker !== undefined && (!worker.alive() || served >= recycleAfter)) {
      await worker.close();
      worker = undefined;
    }
    if (closed) throw new Error('the worker was closed before it could answer');
    if (worker === undefined) {
      worker = start();
      served = 0;
    }
    served++;
    return worker;
  };

  return {
    async run(request, limits) {
      try {
        return await (await serving()).run(request, limits);
      } catch (error) {
        if (!(error instanceof WorkerLost)) throw error;
        await worker?.close();
        return (await serving()).run(request, limits);
      }
    },
    async close() {
      closed = true;
      await worker?.close();
      worker = undefined;
    },
  };
}
