/** The outermost layer: so many lanes and one queue, first come, first served. */
import { spawnWorker } from './spawn.ts';
import type { SpawnOptions } from './spawn.ts';
import { withMemoryCap } from './with-memory-cap.ts';
import { withRestart } from './with-restart.ts';
import type { Lane } from './with-restart.ts';
import { withTimeout } from './with-timeout.ts';
import type { Limits, Reply } from './worker.ts';

export interface WorkerPool<Request, Response> {
  /** Queues a request. A death of the child is a value; a rejection is a bug, or the pool was closed. */
  run(request: Request, limits: Limits): Promise<Reply<Response>>;
  /** Ends all children and rejects what was not served; no process is left when it resolves. Always call it. */
  close(): Promise<void>;
}

export interface PoolOptions extends SpawnOptions {
  /** Number of children; they start when first needed. */
  readonly size: number;
  /** Cap on the resident memory of each child and on V8's heap in it. */
  readonly memoryCapMiB: number;
  /** A child is replaced after this many requests. */
  readonly recycleAfter?: number;
}

/** A pool of children that run `entry`, with every layer on. */
export function createWorkerPool<Request, Response>(entry: URL, options: PoolOptions): WorkerPool<Request, Response> {
  const { size, memoryCapMiB, recycleAfter = 1000, ...spawning } = options;
  const execArgv = [`--max-old-space-size=${memoryCapMiB}`, ...(spawning.execArgv ?? [])];
  const start = () => withMemoryCap(withTimeout(spawnWorker<Request, Response>(entry, { ...spawning, execArgv })), memoryCapMiB);
  return poolOf(Array.from({ length: size }, () => withRestart(start, { recycleAfter })));
}

interface Waiting<Request, Response> {
  readonly request: Request;
  readonly limits: Limits;
  readonly resolve: (reply: Reply<Response> | Promise<Reply<Response>>) => void;
  readonly reject: (error: Error) => void;
}

/** Shares lanes among requests. */
export function poolOf<Request, Response>(lanes: readonly Lane<Request, Response>[]): WorkerPool<Request, Response> {
  const idle = [...lanes];
  const queue: Waiting<Request, Response>[] = [];
  let closed = false;
  const refusal = () => new Error('the worker pool is closed');

  const serve = async (lane: Lane<Request, Response>): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const reply = lane.run(next.request, next.limits);
      next.resolve(reply);
      await reply.catch(() => {}); // the caller has it
    }
    idle.push(lane);
  };

  return {
    run(request, limits) {
      if (closed) return Promise.reject(refusal());
      return new Promise((resolve, reject) => {
        queue.push({ request, limits, resolve, reject });
        const lane = idle.pop();
        if (lane !== undefined) void serve(lane);
      });
    },
    async close() {
      closed = true;
      for (const { reject } of queue.splice(0)) reject(refusal());
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}
