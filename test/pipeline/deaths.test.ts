import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../src/model/index.ts';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { openService, type ServiceOptions } from '../../src/pipeline/evaluation-service.ts';
import { allGone, childrenOf } from './fixtures/command.ts';
import { evolve, goOn } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';
import { recordsOf } from './fixtures/records.ts';
import { settingsFor } from './fixtures/settings.ts';

const folder = folderFor('deaths');
const workload = folder.write('small.json', JSON.stringify(smallPooling));
const entry = new URL('./fixtures/mortal-child.mjs', import.meta.url);
const settings = settingsFor(loadKernel('pool-sum'), smallPooling, { name: 'model', target: 'dialect' });

afterEach(() => vi.unstubAllEnvs());

const open = (options: Partial<ServiceOptions>) =>
  openService(settings, { workers: 1, memoryCapMiB: 300, entry, ...options });
const request = (mark: string) => ({
  task: 'evaluate', kind: 'screen', program: { ...settings.baseline, text: `// ${mark}\n${settings.baseline.text}` }, key: mark, generation: 0, noiseFloor: 0,
} as const);

describe('a candidate that dies on the device', () => {
  it('is an outcome that says how, and the next one is served', async () => {
    const service = await open({ workers: 2, patience: { leastMs: 60_000, factor: 1 } });
    try {
      await service.begin();
      const outcomes = await Promise.all(['fate crash', 'fate exit', 'fate eat'].map(async (mark): Promise<Outcome> => (await service.evaluate(request(mark))).outcome));
      expect(outcomes).toEqual([
        { kind: 'crashed', detail: expect.stringContaining('SIGABRT') as string },
        { kind: 'crashed', detail: 'exit code 7' },
        { kind: 'out-of-memory', detail: expect.stringMatching(/\d+ MiB resident, over the cap of 300 MiB/) as string },
      ]);
      expect((await service.evaluate(request('none'))).outcome.kind).toBe('measured');
    } finally {
      const children = childrenOf(process.pid);
      await service.close();
      expect(await allGone(children)).toBe(true);
    }
  });

  it('that hangs is ended, later where the baseline takes longer', async () => {
    const limit = async (delayMs: number): Promise<number | string> => {
      vi.stubEnv('EVOKE_TEST_DELAY', String(delayMs));
      const service = await open({ patience: { leastMs: 200, factor: 3 } });
      try {
        await service.begin();
        const { outcome } = await service.evaluate(request('fate hang'));
        return outcome.kind === 'timeout' && outcome.stage === 'compile' ? outcome.limitMs : outcome.kind;
      } finally {
        await service.close();
      }
    };
    expect(await limit(0)).toBeGreaterThan(200);
    expect(await limit(300)).toBeGreaterThanOrEqual(200 + 3 * 299);
  });
});

describe('a baseline that dies on the device', () => {
  it.each([['exit', /^kernel poolSum is not verified on model: crashed: exit code 7; [^\n]*$/], ['eat', /^kernel poolSum is not verified on model: out-of-memory: \d+ MiB resident, over the cap of 300 MiB; [^\n]*$/]])('by %s is told in one line', async (fate, message) => {
    const { baseline } = settings;
    const service = await openService({ ...settings, baseline: { ...baseline, text: `// fate ${fate}\n${baseline.text}` } }, { workers: 1, memoryCapMiB: 300, entry });
    try {
      await expect(service.begin()).rejects.toMatchObject({ name: 'UserError', exitCode: 1, message: expect.stringMatching(message) as string });
    } finally {
      await service.close();
    }
  });
});

describe('a program that died', () => {
  const standIn = { openService: ((given, options) => openService(given, { ...options, entry })) as typeof openService };
  const options = { kernel: 'pool-sum', workload, device: 'gpujs:cpu', seed: 4, evaluations: 22, workers: 2, memoryCapMiB: 400 };
  const base = createHash('sha256').update(settingsFor(loadKernel('pool-sum'), smallPooling, { name: 'gpujs:cpu', target: 'gpujs' }).baseline.text).digest('hex');
  /** Programs other than the base that were run, the one that lives. */
  const asked = (log: string) => readFileSync(log, 'utf8').trim().split('\n').filter((each) => each !== base);
  const deaths = (file: string, run: string) => (recordsOf(file, run).evaluations as { key: string; outcome_kind: string; outcome: string }[])
    .filter(({ outcome_kind }) => ['timeout', 'crashed', 'out-of-memory'].includes(outcome_kind));

  it('is stored and never run again: not in the run, not when it is resumed, not in another run of the database', async () => {
    const log = folder.write('asked.txt', '');
    vi.stubEnv('EVOKE_TEST_FATES', 'all');
    vi.stubEnv('EVOKE_TEST_LOG', log);
    const file = folder.path('mortal.db');
    const abort = new AbortController();
    const first = await evolve(file, options, { ...standIn, signal: abort.signal, observe: (event) => { if (event.kind === 'arm') abort.abort(); } });
    expect(first.status).toBe('interrupted');
    const resumed = await goOn(file, first.runId, standIn);
    expect(resumed).toMatchObject({ status: 'finished', evaluations: 22, verdict: 'AMBIGUOUS', best: { edits: [], individual: null } });
    const died = deaths(file, first.runId);
    expect(died.length).toBeGreaterThan(0);
    const once = asked(log);
    expect(once.length).toBeGreaterThan(0);
    expect(new Set(once).size).toBe(once.length);

    const again = await evolve(file, options, standIn);
    expect(deaths(file, again.runId).map(({ key, outcome }) => [key, outcome])).toEqual(died.map(({ key, outcome }) => [key, outcome]));
    expect(again.outcomes).toEqual(resumed.outcomes);
    expect(asked(log)).toEqual(once);
  });

  it('counts as known when it hung, too, but not on another workload, where it may live', async () => {
    const hangs: string[] = [];
    const hanging: typeof openService = async () => ({
      begin: async () => ({ task: 'noise-floor', floor: 0.01, baseline: 100, physicalFloor: 0 }),
      async evaluate({ program }) {
        hangs.push(program.text);
        return { task: 'evaluate', outcome: { kind: 'timeout', stage: 'time', limitMs: 20_000 } };
      },
      close: async () => {},
    });
    const file = folder.path('hung.db');
    const first = await evolve(file, options, { openService: hanging });
    expect(first.outcomes.timeout).toBeGreaterThan(0);
    expect(new Set(hangs).size).toBe(hangs.length);
    const once = [...hangs];
    const second = await evolve(file, options, { openService: hanging });
    expect(second.outcomes).toEqual(first.outcomes);
    expect(hangs).toEqual(once);

    const other = folder.write('other.json', JSON.stringify({ ...smallPooling, name: 'other', sizes: { ...smallPooling.sizes, bags: 25 } }));
    await evolve(file, { ...options, workload: other }, { openService: hanging });
    expect(hangs).toEqual([...once, ...once]);
  });

  it('is nothing that a run on the model remembers for others: it computes, and each run stands alone', async () => {
    const file = folder.path('model.db');
    await evolve(file, { ...options, device: 'model', workers: 1, evaluations: 20 }, standIn);
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(file, { readonly: true });
    expect(database.prepare('SELECT count(*) AS known FROM known_outcome').get()).toEqual({ known: 0 });
    database.close();
  });
});
