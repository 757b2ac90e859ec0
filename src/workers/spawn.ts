/** The innermost layer: a child process and one request at a time over its channel. No limits yet. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { deathOf } from './death.ts';
import { parentVariable } from './messages.ts';
import type { FromChild, ToChild } from './messages.ts';
import { WorkerLost } from './worker.ts';
import type { Death, Reply, Worker } from './worker.ts';

export interface SpawnOptions {
  /** `process.argv` of the child from index 2 on. */
  readonly args?: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node itself. */
  readonly execArgv?: readonly string[];
}

interface Pending<Response> {
  readonly resolve: (reply: Reply<Response>) => void;
  readonly reject: (error: Error) => void;
  readonly onTaken: () => void;
  accepted: boolean;
}

/** How long a child that was asked to end may take, and how long we wait for the last words of one that has. */
const graceMs = 500;

/** Starts `entry` (a module that calls `serve`) in a process of its own. */
export function spawnWorker<Request, Response>(entry: URL, options: SpawnOptions = {}): Worker<Request, Response> {
  const child = fork(entry, options.args ?? [], {
    serialization: 'advanced',
    // Its output is kept for the record of a crash and never mixes with ours, which may be JSON.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [...(options.execArgv ?? [])],
    env: { ...process.env, ...options.env, [parentVariable]: String(process.pid) },
  });
  endWithThisProcess(child);

  let output = '';
  // A native stack trace alone is some thousand characters; the line that tells the cause stands before it.
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-32_768));
  child.stdout!.on('data', keep);
  child.stderr!.on('data', keep);

  let pending: Pending<Response> | undefined;
  let stage = 'run';
  let kept = 0;
  let ending: 'none' | 'asked' | Death = 'none';
  let listening = () => {};
  let stillborn = (_why: Error) => {};
  const ready = new Promise<void>((resolve, reject) => {
    listening = resolve;
    stillborn = reject;
  });
  ready.catch(() => {}); // whoever waits for it hears of it; nobody may be waiting
  const settle = (how: (request: Pending<Response>) => void) => {
    const request = pending;
    pending = undefined;
    if (request !== undefined) how(request);
  };

  child.on('message', (message: FromChild<Response>) => {
    switch (message.kind) {
      case 'ready': return listening();
      case 'accepted':
        if (pending === undefined) return;
        pending.accepted = true;
        return pending.onTaken();
      case 'stage': stage = message.stage; return;
      case 'keeps': kept = message.bytes; return;
      case 'response': return settle(({ resolve }) => resolve({ ok: true, response: message.response }));
      case 'out-of-memory': return settle(({ resolve }) => resolve({ ok: false, outcome: message }));
      case 'exception': return settle(({ reject }) => reject(broughtHome(message.message, message.stack)));
    }
  });

  const ended = exitOf(child).then(({ code, signal, error }) => {
    living.delete(child);
    const death = deathOf({ code, signal, output });
    const story = error?.message ?? death.detail;
    const closed = new Error('the worker was closed before it could answer');
    stillborn(ending === 'asked' ? closed : new Error(`a worker ended before it was ready: ${story}`));
    settle(({ accepted, resolve, reject }) => {
      if (typeof ending === 'object') resolve({ ok: false, outcome: ending });
      else if (ending === 'asked') reject(closed);
      else if (accepted) resolve({ ok: false, outcome: death });
      else reject(new WorkerLost(`a worker ended before it took a request: ${story}`));
    });
  });
  const alive = () => child.exitCode === null && child.signalCode === null && child.connected;
  const kill = async (outcome?: Death) => {
    if (ending === 'none') ending = outcome ?? 'asked';
    child.kill('SIGKILL');
    await ended;
  };

  return {
    pid: child.pid ?? -1,
    alive,
    ready: () => ready,
    stage: () => stage,
    keeps: () => kept,
    kill,
    async run(request, _limits, onTaken = () => {}) {
      await ready;
      if (pending !== undefined) throw new Error('a worker serves one request at a time');
      stage = 'run';
      return new Promise<Reply<Response>>((resolve, reject) => {
        pending = { resolve, reject, onTaken, accepted: false };
        const lost = (error: Error | null) => error !== null && settle(() => reject(new WorkerLost(error.message, { cause: error })));
        try {
          child.send({ request } satisfies ToChild<Request>, lost);
        } catch (error) {
          settle(() => reject(error as Error)); // a request that cannot be serialised
        }
      });
    },
    async close() {
      if (pending === undefined && alive()) {
        ending = 'asked';
        child.disconnect();
        await Promise.race([ended, delay(graceMs, undefined, { ref: false })]);
      }
      await kill();
    },
  };
}

interface Ending { code: number | null; signal: NodeJS.Signals | null; error?: Error }

/** Resolves when the process is gone and its last words have arrived. */
function exitOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.on('error', (error) => child.pid === undefined && resolve({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => {
      const done = () => {
        clearTimeout(timer);
        resolve({ code, signal });
      };
      const timer = setTimeout(done, graceMs); // a grandchild may hold the pipes open
      // Not the child's own 'close' event: it never comes when we were the one to close the channel.
      const pipes = [child.stdout!, child.stderr!].filter((pipe) => !pipe.closed);
      void Promise.all(pipes.map((pipe) => once(pipe, 'close'))).then(done);
    });
  });
}

/** An exception of the child's handler as one of ours that shows where it was thrown. */
function broughtHome(message: string, stack: string): Error {
  const error = new Error(`in a worker: ${message}`);
  error.stack = `${error.message}\n${stack}`;
  return error;
}

const living = new Set<ChildProcess>();

/** Children notice by themselves that we are gone (see serve.ts); on an orderly exit they need not. */
function endWithThisProcess(child: ChildProcess): void {
  if (living.size === 0 && !process.listeners('exit').includes(killAll)) process.once('exit', killAll);
  living.add(child);
}

function killAll(): void {
  for (const child of living) child.kill('SIGKILL');
}
