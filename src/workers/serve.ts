/**
 * The child's side. A child must never outlive its parent, whatever either of them is doing:
 * idle, it ends when its channel closes; stuck in an endless loop, a thread beside it notices that its parent is gone.
 */
import { Worker } from 'node:worker_threads';
import { parentVariable } from './messages.ts';
import type { FromChild, ToChild } from './messages.ts';

export interface Report {
  /** Says what the child is about to do (`compile`, `verify`, `time`), for the record should it never come back. */
  stage(name: string): void;
  /** Says how much of its memory the child holds on purpose from one request to the next, so that it is taken for no leak. */
  keeps(bytes: number): void;
}

/** An allocation that V8 refuses without dying of it: the candidate's doing, not a bug. */
const refusedAllocation = /^(Array buffer allocation failed|WebAssembly\.Memory\(\): could not allocate memory)/;

/**
 * Answers requests with `handler`, one at a time, until the parent closes the channel. What the handler throws is a bug
 * and rejects the parent's promise; an outcome of a candidate is a response. `ready`: what has to be there before a request
 * is taken, none of which is a candidate's doing: it counts against no time limit, and a child that dies of it took nothing.
 */
export function serve<Request, Response>(
  handler: (request: Request, report: Report) => Promise<Response> | Response, ready: (request: Request) => Promise<void> | void = () => {},
): void {
  if (process.send === undefined) throw new Error('serve() runs in a child process that a worker pool has started');
  const send = (message: FromChild<Response>) => process.send!(message, undefined, undefined, (error: Error | null) => {
    if (error !== null && process.connected) throw error;
  });
  const report: Report = { stage: (stage) => send({ kind: 'stage', stage }), keeps: (bytes) => send({ kind: 'keeps', bytes }) };

  // Ctrl-C reaches the whole group. The parent decides what it means; a child that died of it would look like a crash.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit(0));
  process.on('message', async ({ request }: ToChild<Request>) => {
    try {
      await ready(request);
      send({ kind: 'accepted' });
      send({ kind: 'response', response: await handler(request, report) });
    } catch (thrown) {
      send(messageFor(thrown));
    }
  });
  watchParent(() => send({ kind: 'ready' }));
}

function messageFor(thrown: unknown): Extract<FromChild<never>, { kind: 'out-of-memory' | 'exception' }> {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof RangeError && refusedAllocation.test(error.message)) return { kind: 'out-of-memory', detail: error.message };
  return { kind: 'exception', message: error.message, stack: error.stack ?? error.message };
}

/** The thread runs from the built file beside this one: children are always started from the build. */
function watchParent(onWatching: () => void): void {
  const watchdog = new Worker(new URL('./watchdog.js', import.meta.url), {
    workerData: { parent: Number(process.env[parentVariable]) },
    execArgv: [],
  });
  watchdog.once('online', onWatching);
  watchdog.unref();
}
