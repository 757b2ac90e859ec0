import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkerPool } from '../../src/workers/index.ts';
import type { PoolOptions, WorkerPool } from '../../src/workers/index.ts';

type Deed = { do: string; [key: string]: unknown };
type Identity = { pid: number; served: number; args: string[]; env?: string };

const candidate = new URL('./fixtures/candidate.mjs', import.meta.url);
/** For requests that answer: far beyond what the slowest machine needs. */
const ample = { timeoutMs: 60_000 };

let pool: WorkerPool<Deed, unknown>;
const open = (options: Partial<PoolOptions> = {}) => (pool = createWorkerPool(candidate, { size: 1, memoryCapMiB: 512, ...options }));
const ask = async (deed: Deed | string, limits = ample) => pool.run(typeof deed === 'string' ? { do: deed } : deed, limits);
const identity = async () => {
  const reply = await ask('whoami');
  if (!reply.ok) throw new Error(`no identity: ${reply.outcome.kind}`);
  return reply.response as Identity;
};

/** Running, and not a zombie that only waits to be collected. */
function running(pid: number): boolean {
  if (existsSync('/proc/self/stat')) {
    try {
      return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  }
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

beforeEach(() => void open());
afterEach(() => pool.close());

describe('answers', () => {
  it('carries typed arrays and odd numbers unharmed', async () => {
    const value = { floats: new Float32Array([1, NaN, -0]), large: 2n ** 60n, none: undefined, list: [Infinity] };
    expect(await ask({ do: 'echo', value })).toEqual({ ok: true, response: value });
  });

  it('gives the child its arguments and environment', async () => {
    await pool.close();
    open({ args: ['--device', 'model'], env: { EVOKE_TEST: 'yes' } });
    expect(await identity()).toMatchObject({ args: ['--device', 'model'], env: 'yes' });
  });

  it('serves 200 quick requests through two children, each with its own answer', async () => {
    await pool.close();
    open({ size: 2 });
    const replies = await Promise.all(Array.from({ length: 200 }, (_, value) => ask({ do: 'echo', value })));
    expect(replies).toEqual(Array.from({ length: 200 }, (_, response) => ({ ok: true, response })));
    const [one, other] = await Promise.all([identity(), identity()]);
    expect(one.pid).not.toBe(other.pid);
    expect(one.served + other.served).toBe(202);
  });

  it('serves the queue first come, first served', async () => {
    const finished: number[] = [];
    const deeds = [40, 1, 20].map(async (ms) => finished.push(((await ask({ do: 'sleep', ms })) as { response: number }).response));
    await Promise.all(deeds);
    expect(finished).toEqual([40, 1, 20]);
  });
});

describe('deaths', () => {
  it('kills an endless loop at its limit, says in which stage, and serves the next request', async () => {
    const { pid } = await identity();
    expect(await ask('loop', { timeoutMs: 200 })).toEqual({ ok: false, outcome: { kind: 'timeout', stage: 'time', limitMs: 200 } });
    expect(running(pid)).toBe(false);
    expect((await identity()).pid).not.toBe(pid);
  });

  it('counts nothing that a child makes ready first, and blames no request for a death over it', async () => {
    await pool.close();
    pool = createWorkerPool(new URL('./fixtures/slow-to-be-ready.mjs', import.meta.url), { size: 1, memoryCapMiB: 512 });
    expect(await ask({ do: 'sleep', ready: 1000, ms: 1 }, { timeoutMs: 500 })).toEqual({ ok: true, response: 'slept' });
    expect(await ask({ do: 'sleep', ready: 1, ms: 60_000 }, { timeoutMs: 500 })).toMatchObject({ ok: false, outcome: { kind: 'timeout', limitMs: 500 } });
    await expect(ask({ do: 'sleep', ready: 'die', ms: 1 })).rejects.toThrow('a worker ended before it took a request');
    expect(await ask({ do: 'sleep', ready: 1, ms: 1 })).toEqual({ ok: true, response: 'slept' });
  });

  it('kills a child that waits for ever', async () => {
    expect(await ask('never answer', { timeoutMs: 50 })).toEqual({ ok: false, outcome: { kind: 'timeout', stage: 'run', limitMs: 50 } });
  });

  it('does not charge the start of a child to the request', async () => {
    const slow = createWorkerPool<Deed, unknown>(new URL('./fixtures/slow-start.mjs', import.meta.url), { size: 1, memoryCapMiB: 512 });
    expect(await slow.run({ do: 'echo' }, { timeoutMs: 1000 })).toEqual({ ok: true, response: 'at last' });
    await slow.close();
  });

  it('stops a growing heap', async () => {
    await pool.close();
    open({ memoryCapMiB: 160 });
    const reply = await ask('eat heap');
    expect(reply).toMatchObject({ ok: false, outcome: { kind: 'out-of-memory' } });
    expect(await ask({ do: 'echo', value: 1 })).toEqual({ ok: true, response: 1 });
  });

  it('stops growing buffers outside the heap at the cap, with the sizes', async () => {
    await pool.close();
    open({ memoryCapMiB: 256 });
    const reply = await ask('eat buffers');
    expect(reply).toMatchObject({ ok: false, outcome: { kind: 'out-of-memory' } });
    const { detail } = (reply as { outcome: { detail: string } }).outcome;
    const [, resident, cap] = /^(\d+) MiB resident, over the cap of (\d+) MiB$/.exec(detail)!;
    expect(Number(resident)).toBeGreaterThan(256);
    expect(cap).toBe('256');
  });

  it('types V8 dying of its own heap limit', async () => {
    await pool.close();
    open({ memoryCapMiB: 2048, execArgv: ['--max-old-space-size=32'] });
    const reply = await ask('eat heap');
    expect(reply).toMatchObject({ ok: false, outcome: { kind: 'out-of-memory' } });
    expect((reply as { outcome: { detail: string } }).outcome.detail).toContain('heap out of memory');
  });

  it('types an allocation that V8 refuses', async () => {
    expect(await ask('ask too much')).toEqual({ ok: false, outcome: { kind: 'out-of-memory', detail: 'Array buffer allocation failed' } });
  });

  it('types an exit, with the last words', async () => {
    const reply = await ask({ do: 'exit', code: 3 });
    expect(reply).toEqual({ ok: false, outcome: { kind: 'crashed', detail: 'exit code 3; last output: last words' } });
  });

  it.each(['SIGSEGV', 'SIGABRT', 'SIGKILL'])('types a %s', async (signal) => {
    const reply = await ask({ do: 'signal', signal });
    expect(reply).toMatchObject({ ok: false, outcome: { kind: 'crashed' } });
    expect((reply as { outcome: { detail: string } }).outcome.detail).toContain(`killed by ${signal}`);
    expect(await ask({ do: 'echo', value: 1 })).toEqual({ ok: true, response: 1 });
  });

  it('types an exception outside the handler as a crash', async () => {
    const reply = await ask('throw later');
    expect(reply).toMatchObject({ ok: false, outcome: { kind: 'crashed' } });
    expect((reply as { outcome: { detail: string } }).outcome.detail).toContain('nobody catches this');
  });

  it('does not blame a request for a child that died before it', async () => {
    const { pid } = await identity();
    expect(await ask('die later')).toEqual({ ok: true, response: 'well so far' });
    expect(await ask({ do: 'echo', value: 1 })).toEqual({ ok: true, response: 1 });
    expect((await identity()).pid).not.toBe(pid);
  });

  it('is not moved by signals meant for the parent', async () => {
    expect(await ask('interrupt')).toEqual({ ok: true, response: 'unmoved' });
  });
});

describe('reuse', () => {
  it('keeps a healthy child and recycles it in time', async () => {
    await pool.close();
    open({ recycleAfter: 3 });
    const pids = [];
    for (let request = 0; request < 7; request++) pids.push((await identity()).pid);
    expect(new Set(pids.slice(0, 3)).size).toBe(1);
    expect(new Set(pids.slice(3, 6)).size).toBe(1);
    expect(new Set(pids).size).toBe(3);
    expect(pids.slice(0, 6).some(running)).toBe(false);
  });

  it('does not let one request leak into the next one\'s memory', async () => {
    const { pid } = await identity();
    expect(await ask({ do: 'leak', mib: 300 })).toMatchObject({ ok: true });
    expect((await identity()).pid).not.toBe(pid);
    expect(running(pid)).toBe(false);
  });

  it('takes for no leak what a child says that it keeps, and what comes on top of it still', async () => {
    const { pid } = await identity();
    expect(await ask({ do: 'keep', mib: 300 })).toMatchObject({ ok: true });
    expect((await identity()).pid).toBe(pid);
    expect(await ask({ do: 'leak', mib: 120 })).toMatchObject({ ok: true });
    expect((await identity()).pid).not.toBe(pid);
  });
});

describe('bugs', () => {
  it('brings an exception of the handler home, with its stack', async () => {
    const error = await ask('throw').catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toBe('in a worker: a bug in the child');
    expect((error as Error).stack).toContain('candidate.mjs');
    expect((await identity()).served).toBe(2);
  });

  it('rejects what cannot be sent, either way', async () => {
    await expect(ask('answer with a function')).rejects.toThrow('could not be cloned');
    await expect(ask({ do: 'echo', value: () => {} })).rejects.toThrow('could not be cloned');
    expect(await ask({ do: 'echo', value: 1 })).toEqual({ ok: true, response: 1 });
  });

  it('says why an entry file never came to serve', async () => {
    const broken = createWorkerPool<Deed, unknown>(new URL('./fixtures/stillborn.mjs', import.meta.url), { size: 1, memoryCapMiB: 512 });
    await expect(broken.run({ do: 'echo' }, ample)).rejects.toThrow('this file is broken');
    await broken.close();
  });
});

describe('close', () => {
  it('leaves no child, idle or busy, and rejects what was not served', async () => {
    await pool.close();
    open({ size: 2 });
    const pids = (await Promise.all([identity(), identity()])).map(({ pid }) => pid);
    const unserved = [ask('loop'), ask('never answer'), ask('whoami')].map((promise) => promise.catch((error: Error) => error.message));
    await delay(20);
    await pool.close();
    expect(await Promise.all(unserved)).toEqual([
      'the worker was closed before it could answer', 'the worker was closed before it could answer', 'the worker pool is closed',
    ]);
    expect(pids.some(running)).toBe(false);
    await expect(ask('whoami')).rejects.toThrow('the worker pool is closed');
  });

  it('ends a child that is still starting', async () => {
    const early = ask('whoami').catch((error: Error) => error.message);
    await pool.close();
    expect(await early).toBe('the worker was closed before it could answer');
  });
});
