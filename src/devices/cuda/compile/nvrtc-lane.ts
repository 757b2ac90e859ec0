import { type ChildProcess, fork } from 'node:child_process';
import type { Made } from './batch.ts';
import type { Answered, Asked } from './nvrtc-process.ts';

/** A process with NVRTC, one text at a time. It starts when it is first needed, and anew after one that it did not survive. */
export interface Lane {
  /** A text that takes too long, or that NVRTC dies of, ends the process and is told as such. Throws where NVRTC itself is broken. */
  cubinOf(text: string, options: readonly string[]): Promise<Made>;
}

export function laneOf(library: string, limitMs: number): Lane {
  let child: ChildProcess | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const started = (): ChildProcess => {
    if (child !== undefined) return child;
    const made = fork(entry(), [library], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
    // nobody waits for it while it has nothing to do; who goes away closes the channel, by which it knows
    made.unref();
    made.channel?.unref();
    made.once('exit', () => (child = child === made ? undefined : child));
    return (child = made);
  };
  const ask = (asked: Asked) => new Promise<Made>((resolve, reject) => {
    const process = started();
    const settle = (how: () => void) => {
      clearTimeout(timer);
      process.off('message', answered).off('exit', died).off('error', failed);
      how();
    };
    const end = () => {
      child = undefined;
      process.kill('SIGKILL');
    };
    const answered = (answer: Answered) => settle(() => ('broken' in answer ? reject(new Error(answer.broken)) : resolve(answer)));
    const died = (code: number | null, signal: string | null) => settle(() => resolve({ failed: `NVRTC ended with ${signal ?? `exit code ${code}`}`, passing: true }));
    const failed = (error: Error) => settle(() => {
      end();
      reject(error);
    });
    const timer = setTimeout(() => settle(() => {
      end();
      resolve({ lateMs: limitMs });
    }), limitMs);
    process.on('message', answered).on('exit', died).on('error', failed);
    process.send(asked, (error: Error | null) => error !== null && failed(error));
  });
  return {
    cubinOf(text, options) {
      const work = turn.then(() => ask({ text, options }));
      turn = work.catch(() => {});
      return work;
    },
  };
}

/** Processes always run the build, also where this file is run from its source by a test. */
function entry(): URL {
  return new URL('../../../../dist/devices/cuda/compile/nvrtc-process.js', import.meta.url);
}
