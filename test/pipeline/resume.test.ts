import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/model/index.ts';
import { openStore } from '../../src/store/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { allGone, childrenOf, evoke, progressOf, reached } from './fixtures/command.ts';
import { apartFromId, evolve, goOn } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';
import { integrityOf, recordsOf } from './fixtures/records.ts';

const folder = folderFor('resume');
const workload = folder.write('small.json', JSON.stringify(smallPooling));
const sound = { integrity: 'ok', foreignKeys: [] };
const options = { kernel: 'pool-sum', workload, seed: 21, evaluations: 60, control: true };
const words = (file: string, workers: number, evaluations: number = options.evaluations, seed = options.seed) =>
  ['run', 'pool-sum', '--workload', workload, '--device', 'model', '--seed', String(seed), '--evaluations', String(evaluations), '--workers', String(workers), '--db', file, '--json'];

/** What the run is if nobody disturbs it. */
const undisturbed = (() => {
  const file = folder.path('undisturbed.db');
  const result = evolve(file, options);
  return result.then(({ runId, ...rest }) => ({ result: rest, records: recordsOf(file, runId) }));
})();

describe('a run killed again and again', () => {
  it.each([0, 2])('ends as if nothing had happened, with %i workers', async (workers) => {
    const file = folder.path(`killed-${workers}.db`);
    const random = randomStream(`kills ${workers}`);
    const begin = () => [...words(file, workers), '--control'];
    let kills = 0;
    let finished: RunResult | undefined;
    for (let seen = 0; finished === undefined;) {
      const known = progressOf(file);
      const command = evoke(...(known ? ['resume', known.run, '--db', file, '--json'] : begin()));
      seen = Math.max(seen, known?.evaluations ?? 0) + (kills < 6 ? 1 + random.below(18) : 1000);
      if (await reached(file, seen, command)) {
        const children = childrenOf(command.pid);
        command.kill('SIGKILL');
        kills++;
        expect((await command.ended).signal).toBe('SIGKILL');
        expect(await allGone(children)).toBe(true);
        expect(integrityOf(file)).toEqual(sound);
      } else {
        const { code, stdout, stderr } = await command.ended;
        expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
        finished = JSON.parse(stdout) as RunResult;
      }
    }
    expect(kills).toBeGreaterThanOrEqual(5);
    const expected = await undisturbed;
    expect(apartFromId(finished)).toEqual(expected.result);
    expect(recordsOf(file, finished.runId)).toEqual(expected.records);
    expect(integrityOf(file)).toEqual(sound);
  }, 180_000);
});

describe('an interrupted run', () => {
  it('ends with exit code 130 on Ctrl-C, says how to go on, and goes on to the same end', async () => {
    const file = folder.path('interrupted.db');
    const command = evoke(...words(file, 2), '--control');
    expect(await reached(file, 12, command)).toBe(true);
    const children = childrenOf(command.pid);
    command.kill('SIGINT');
    const { code, stdout, stderr } = await command.ended;
    const { runId, status } = JSON.parse(stdout) as RunResult;
    expect({ code, status }).toEqual({ code: 130, status: 'interrupted' });
    expect(stderr).toContain(`Go on with: evoke resume ${runId} --db ${file}`);
    expect(await allGone(children)).toBe(true);
    const store = openStore(file, { readonly: true });
    expect(store.runs.get(runId)).toMatchObject({ status: 'interrupted', owner: null, stopReason: 'interrupted' });
    store.close();
    expect(apartFromId(await goOn(file, runId))).toEqual((await undisturbed).result);
    expect(recordsOf(file, runId)).toEqual((await undisturbed).records);
    await expect(goOn(file, runId)).rejects.toThrow(/^run \S+ has finished \(60 evaluations made\); .*$/);
  });

  it('hears of it after the evaluation under way, though all of them are made in this process', async () => {
    const file = folder.path('heard.db');
    const abort = new AbortController();
    const { runId, evaluations } = await evolve(file, { ...options, control: false }, {
      signal: abort.signal, observe: ({ kind }) => { if (kind === 'started') setImmediate(() => abort.abort()); },
    });
    expect(evaluations).toBeLessThanOrEqual(2);
    expect(await goOn(file, runId)).toMatchObject({ status: 'finished', evaluations: options.evaluations });
  });

  it('repeats nothing that is recorded and takes no time for it', async () => {
    const file = folder.path('repeated.db');
    const abort = new AbortController();
    const { runId, evaluations } = await evolve(file, { ...options, control: false, seconds: 60 }, {
      signal: abort.signal, observe: (event) => { if (event.kind === 'arm' && event.event.evaluations >= 30) abort.abort(); },
    });
    const before = recordsOf(file, runId).evaluations!.length;
    const asked: string[] = [];
    const ended = await goOn(file, runId, {
      openService: async (settings, services) => {
        const { openService } = await import('../../src/pipeline/evaluation-service.ts');
        const service = await openService(settings, services);
        return { ...service, evaluate: (work) => { asked.push(`${work.kind} ${work.key}`); return service.evaluate(work); } };
      },
    });
    const keys = (recordsOf(file, runId).evaluations as { kind: string; key: string }[]).map(({ kind, key }) => `${kind} ${key}`);
    expect(evaluations).toBeGreaterThanOrEqual(30);
    expect(asked.length).toBeGreaterThan(0);
    for (const each of keys.slice(0, before)) expect(asked).not.toContain(each);
    for (const each of asked) expect(keys).toContain(each);
    expect(ended.evaluations).toBe(60);
  });

  it('whose time was up before it was killed in its control arm stops where it did', async () => {
    const file = folder.path('time.db');
    const abort = new AbortController();
    const timed = { kernel: 'pool-sum', workload, seed: 5, seconds: 0.4, control: true };
    let evolved = 0;
    const { runId } = await evolve(file, timed, {
      signal: abort.signal,
      observe(event) {
        if (event.kind !== 'arm') return;
        if (event.arm === 'evolution') evolved = event.event.evaluations;
        else abort.abort();
      },
    });
    const evolution = () => (recordsOf(file, runId).evaluations as { arm_name: string }[]).filter((each) => each.arm_name === 'evolution');
    const before = evolution();
    const ended = await goOn(file, runId);
    expect(evolution()).toEqual(before);
    expect(ended).toMatchObject({ status: 'finished', stopReason: '0.4 s passed', evaluations: evolved, control: { evaluations: evolved } });
  });

  it('is refused where the toolchain is another', async () => {
    const file = folder.path('toolchain.db');
    const { runId } = await evolve(file, { ...options, control: false }, { signal: AbortSignal.abort() });
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(file);
    database.prepare(`UPDATE run SET device = json_set(device, '$.toolchain', 'cost model 0')`).run();
    database.close();
    const refusal = await goOn(file, runId).catch((thrown: Error) => thrown as Error & { exitCode: number });
    expect(refusal).toMatchObject({ exitCode: 2, message: `run ${runId} was measured on small-card (modelled) with cost model 0; here is small-card (modelled) with cost model 2: times cannot be mixed, start a new run` });
    const store = openStore(file, { readonly: true });
    expect(store.runs.get(runId)).toMatchObject({ status: 'interrupted', stopReason: 'interrupted' });
    store.close();
  });
});

describe('several processes on one database', () => {
  it('a second one on the same run is told so in one line and harms nothing; readers read', async () => {
    const file = folder.path('contended.db');
    const command = evoke(...words(file, 0, 100_000));
    expect(await reached(file, 10, command)).toBe(true);
    const { run } = progressOf(file)!;
    const { code, stdout, stderr } = await evoke('resume', run, '--db', file).ended;
    expect({ code, stdout, lines: stderr.trim().split('\n') }).toEqual({ code: 2, stdout: '', lines: [expect.stringMatching(new RegExp(`^error: run ${run} is being written .* by process ${command.pid} on this machine; wait for it or end it`)) as string] });
    const store = openStore(file, { readonly: true });
    const now = store.evaluations.count(run, 'evolution');
    expect(store.reports.listRuns()).toMatchObject([{ id: run, status: 'running' }]);
    expect(store.reports.runSummary(run).arms[0]!.evaluations).toBeGreaterThanOrEqual(now);
    expect(() => store.reports.survivingEdits(run)).not.toThrow();
    store.close();
    expect(await reached(file, now + 40, command)).toBe(true);
    command.kill('SIGINT');
    expect((await command.ended).code).toBe(130);
    expect(integrityOf(file)).toEqual(sound);
  });

  it('two runs at once end each as alone', async () => {
    const file = folder.path('shared.db');
    const seeds = [31, 32];
    const together = await Promise.all(seeds.map((seed) => evoke(...words(file, 0, 60, seed)).ended));
    for (const [at, { code, stdout, stderr }] of together.entries()) {
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      const result = JSON.parse(stdout) as RunResult;
      const alone = folder.path(`alone-${at}.db`);
      const { runId, ...expected } = await evolve(alone, { ...options, control: false, evaluations: 60, seed: seeds[at]! });
      expect(apartFromId(result)).toEqual(expected);
      expect(recordsOf(file, result.runId)).toEqual(recordsOf(alone, runId));
    }
    expect(integrityOf(file)).toEqual(sound);
  });
});
