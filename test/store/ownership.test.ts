import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STALE_AFTER_MS } from '../../src/store/index.ts';
import { isAlive, thisProcess } from '../../src/util/process.ts';
import { evaluation, LATER, newRun, NOON, temporaryFolder, temporaryStore } from './fixtures/records.ts';

const elsewhere = { pid: 42, host: 'another-machine', started: '1' };

function after(ms: number): string {
  return new Date(Date.parse(NOON) + ms).toISOString();
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

describe('the single writer of a run', () => {
  it('is refused beside a living process of this machine, however long that is silent', () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const id = temporaryStore({}, path).runs.create(newRun());
    const second = temporaryStore({}, path);
    expect(() => second.runs.claim(id, after(1e9))).toThrow(
      `run ${id} is being written (last sign of life ${NOON}) by process ${process.pid} on this machine; wait for it or end it, then go on with \`evoke resume ${id}\``,
    );
  });

  it('follows a dead process of this machine at once', async () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const first = temporaryStore({ self: { pid: await deadProcess(), host: hostname(), started: '' } }, path);
    const id = first.runs.create(newRun());
    const second = temporaryStore({}, path);
    expect(second.runs.get(id).status).toBe('interrupted');
    second.runs.claim(id, NOON);
    expect(second.runs.get(id).owner?.pid).toBe(process.pid);
  });

  it('follows a process whose pid somebody else has now', () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const id = temporaryStore({ self: { ...thisProcess(), started: 'long ago' } }, path).runs.create(newRun());
    const second = temporaryStore({}, path);
    expect(isAlive({ ...thisProcess(), started: 'long ago' })).toBe(thisProcess().started === '');
    if (thisProcess().started !== '') second.runs.claim(id, NOON);
    else expect(() => second.runs.claim(id, NOON)).toThrow('is being written');
  });

  it('follows a process of another machine only after its silence', () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const id = temporaryStore({ self: elsewhere }, path).runs.create(newRun());
    const second = temporaryStore({}, path);
    expect(second.runs.get(id).status).toBe('running');
    expect(() => second.runs.claim(id, after(STALE_AFTER_MS - 1))).toThrow(
      /process 42 on another-machine; .*frees the run 120 s after its last sign of life/,
    );
    second.runs.claim(id, after(STALE_AFTER_MS));
    expect(second.runs.get(id).owner?.pid).toBe(process.pid);
  });

  it('stays while it gives signs of life', () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const first = temporaryStore({ self: elsewhere }, path);
    const id = first.runs.create(newRun());
    first.runs.beat(id, after(STALE_AFTER_MS));
    expect(() => temporaryStore({}, path).runs.claim(id, after(STALE_AFTER_MS + 1000))).toThrow('is being written');
  });

  it('writes nothing more once the run was taken over', () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const first = temporaryStore({ self: elsewhere }, path);
    const id = first.runs.create(newRun());
    const second = temporaryStore({}, path);
    second.runs.claim(id, after(STALE_AFTER_MS));
    const batch = () =>
      first.transaction(() => {
        first.evaluations.record(id, 'evolution', evaluation(0));
        first.runs.beat(id, LATER);
      });
    expect(batch).toThrow(`run ${id} was taken over by process ${process.pid} on ${hostname()}`);
    expect(() => first.runs.finish(id, { status: 'finished', finished: LATER, stopReason: 'x', result: null })).toThrow(
      'was taken over',
    );
    expect(second.evaluations.count(id, 'evolution')).toBe(0);
    expect(second.runs.get(id).status).toBe('running');
  });

  it('may claim again what it has', () => {
    const store = temporaryStore();
    const id = store.runs.create(newRun());
    store.runs.claim(id, LATER);
    expect(store.runs.get(id).owner?.heartbeat).toBe(LATER);
  });

  it('lets go when its store is closed', () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const first = temporaryStore({}, path);
    const id = first.runs.create(newRun());
    first.close();
    temporaryStore({}, path).runs.claim(id, NOON);
  });
});

describe('isAlive', () => {
  it('tells the living from the dead', async () => {
    expect(isAlive(thisProcess())).toBe(true);
    expect(isAlive({ pid: await deadProcess(), host: hostname(), started: '' })).toBe(false);
  });
});
