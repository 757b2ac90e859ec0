import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/util/random.ts';
import { buildStore, type BuiltStore } from './fixtures/build.ts';
import { newRun, NOON, temporaryFolder, temporaryStore } from './fixtures/records.ts';
import { startWriter } from './fixtures/writer.ts';

let built: BuiltStore;
beforeAll(() => {
  built = buildStore();
});
afterAll(() => built.dispose());

const size = 64;

describe('two processes', () => {
  it('write two runs into one new database, each its own', async () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const writers = [1, 2].map(() => startWriter({ module: built.module, path, batches: 40, size }));
    const ids = (await Promise.all(writers.map((writer) => writer.ended()))).map((lines) => {
      expect(lines).toHaveLength(41);
      return lines[0]!;
    });
    const store = temporaryStore({ readonly: true }, path);
    expect(
      store.reports
        .listRuns()
        .map((line) => line.id)
        .sort(),
    ).toEqual([...ids].sort());
    for (const id of ids) {
      expect(store.evaluations.count(id, 'evolution')).toBe(40 * size);
      expect(store.reports.ancestors(id, 100)).toHaveLength(100);
    }
  });

  it('read whole batches while a run writes', async () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const writer = startWriter({ module: built.module, path, batches: 1e9, size });
    const id = (await writer.line(0))!;
    const store = temporaryStore({ readonly: true }, path);
    let seen = 0;
    for (let batch = 1; batch <= 20; batch++) {
      await writer.line(batch);
      const count = store.evaluations.count(id, 'evolution');
      expect(count % size).toBe(0);
      expect(count).toBeGreaterThanOrEqual(Math.max(seen, batch * size));
      expect(store.reports.runSummary(id).status).toBe('running');
      seen = count;
    }
    writer.process.kill('SIGKILL');
    await writer.ended();
    expect(store.runs.get(id).status).toBe('interrupted');
  });

  it('cannot write one run', async () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const id = temporaryStore({}, path).runs.create(newRun());
    const [line] = await startWriter({ module: built.module, path, run: id, batches: 1, size }).ended();
    expect(line).toMatch(new RegExp(`^refused: run ${id} is being written .* by process ${process.pid} on this machine`));
  });
});

describe('kill -9', () => {
  it('loses at most the batch under way, and the next process goes on at once', async () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const random = randomStream('kill');
    let run: string | undefined;
    let kept = 0;
    for (let life = 0; life < 8; life++) {
      const writer = startWriter({ module: built.module, path, ...(run === undefined ? {} : { run }), batches: 1e9, size });
      run = await writer.line(0);
      expect(run).toMatch(/^r-/);
      await writer.line(random.below(6));
      await pause(random.below(12)); // to land anywhere within a batch
      writer.process.kill('SIGKILL');
      const acknowledged = (await writer.ended()).length - 1;

      const file = new SQLite(path);
      expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(file.pragma('foreign_key_check')).toEqual([]);
      file.close();

      const store = temporaryStore({}, path);
      const count = store.evaluations.count(run!, 'evolution');
      expect(count % size).toBe(0);
      const batches = (count - kept) / size;
      expect([acknowledged, acknowledged + 1]).toContain(batches); // committed, and perhaps not yet said so
      expect(store.reports.runSummary(run!).arms[0]?.individuals ?? 0).toBe(count);
      store.runs.claim(run!, NOON);
      store.close();
      kept = count;
    }
    expect(kept).toBeGreaterThan(0);
  });
});
