import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunResult } from '../../src/model/index.ts';
import { startRun } from '../../src/pipeline/run.ts';
import { openStore, type Store } from '../../src/store/index.ts';

let folder: string;
let store: Store;
let recorded: RunResult;
const run = (options: Partial<Parameters<typeof startRun>[0]>) =>
  startRun({ kernel: 'pool-sum', seed: 3, control: false, evaluations: 40, ...options }, { openStore: () => store, signal: new AbortController().signal, observe: () => {} });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evoke-replay-'));
  store = openStore(join(folder, 'evoke.db'));
  recorded = await run({ device: 'model' });
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('ends as the recorded run did when the search is the same', async () => {
  const replayed = await run({ device: 'replay', recording: recorded.runId });
  expect(replayed).toEqual({ ...recorded, runId: replayed.runId, device: 'replay', hardware: `${recorded.hardware}, recorded in ${recorded.runId}` });
});

it('makes nothing up: a mutant that the recorded run never met is unsupported', async () => {
  const replayed = await run({ device: 'replay', recording: recorded.runId, seed: 4 });
  expect(replayed.outcomes.unsupported).toBeGreaterThan(0);
  expect(replayed.evaluations).toBe(40);
});

it('refuses another kernel, an unknown run and none', async () => {
  await expect(run({ device: 'replay', recording: recorded.runId, kernel: 'gather' })).rejects.toThrow(/evolved poolSum .* not this kernel/);
  await expect(run({ device: 'replay', recording: 'r-000000' })).rejects.toThrow(/there is no run "r-000000"/);
  await expect(run({ device: 'replay' })).rejects.toThrow(/name one with --recording/);
});
