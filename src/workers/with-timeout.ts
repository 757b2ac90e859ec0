import { setImmediate as turn } from 'node:timers/promises';
import type { Worker } from './worker.ts';

/** Ends the child when a request takes longer than its limit: outcome `timeout`, with the stage it was in. */
export function withTimeout<Request, Response>(worker: Worker<Request, Response>): Worker<Request, Response> {
  return {
    ...worker,
    async run(request, limits) {
      await worker.ready();
      let answered = false;
      const expire = async () => {
        // If it was this process that was late, the answer lies in the channel already: let it be read first.
        await turn();
        await turn();
        if (!answered) await worker.kill({ kind: 'timeout', stage: worker.stage(), limitMs: limits.timeoutMs });
      };
      let timer: NodeJS.Timeout | undefined;
      try {
        return await worker.run(request, limits, () => (timer = setTimeout(expire, limits.timeoutMs)));
      } finally {
        answered = true;
        clearTimeout(timer);
      }
    },
  };
}
