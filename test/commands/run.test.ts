import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/model/index.ts';
import { evoke as start, reached } from '../pipeline/fixtures/command.ts';
import { evoke, evokeJson, main, workspace, type Ended } from './fixtures/evoke.ts';
import { writeInputs } from './fixtures/inputs.ts';

const space = workspace('run');
const { folder: cwd, path } = space;
const onModel = ['--workload', 'tiny.json', '--device', 'model', '--evaluations', '30', '--db', 'evoke.db'];

/** Ids and times of day, which are another each time. */
const masked = (text: string) => text.replace(/r-[0-9a-f]{6}/g, 'r-……').replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'YYYY-MM-DD hh:mm').replace(/\d+\.\d s,/g, 'N s,');
/** Figures as well, where the search may come to others. */
const withoutFigures = (text: string) => masked(text).replace(/\d[\d.,]*/g, 'N').replace(/ +$/gm, '');

/** A run is told to end sooner than it was, so that a test can see it go on and end. */
function shorten(file: string, evaluations: number): void {
  const database = new Database(file);
  database.prepare("UPDATE run SET configuration = json_set(configuration, '$.evaluations', ?)").run(evaluations);
  database.close();
}

let json: Ended;
let text: Ended;
let result: RunResult;

beforeAll(async () => {
  writeInputs(space);
  json = await evoke(['run', 'pool-sum', ...onModel, '--control', '--json'], { cwd });
  expect(json.code, json.stderr).toBe(0);
  result = JSON.parse(json.stdout) as RunResult;
  text = await evoke(['run', 'mine.js', ...onModel, '--export', 'exported'], { cwd });
  expect(text.code, text.stderr).toBe(0);
});

describe('run --json', () => {
  it('ends in one object with all that a script needs', () => {
    expect(result).toMatchObject({
      runId: expect.stringMatching(/^r-[0-9a-f]{6}$/) as string, status: 'finished', device: 'model', estimate: true,
      kernel: 'poolSum', operation: 'pool-sum', workload: 'tiny', verdict: 'FAST', evaluations: 30, stopReason: '30 evaluations made',
    });
    expect(result.baseline).toEqual({ cost: expect.any(Number) as number });
    expect(result.best).toMatchObject({ cost: expect.any(Number) as number, individual: expect.any(Number) as number });
    expect(result.best).not.toHaveProperty('medianNs');
    expect(result.best.edits.length).toBeGreaterThan(0);
    for (const edit of result.best.edits) expect(Object.keys(edit)).toEqual(['id', 'operator', 'target']);
    const { estimate, low, high } = result.speedup;
    expect(estimate).toBeGreaterThan(1);
    expect([low, high]).toEqual([estimate, estimate]); // the model is exact
    expect(estimate).toBeCloseTo((result.baseline as { cost: number }).cost / (result.best as unknown as { cost: number }).cost, 10);
    const { 'no-effect': _, ...judged } = result.outcomes;
    expect(Object.values(judged).reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(result.control).toMatchObject({ evaluations: 30, verdict: expect.stringMatching(/^(FAST|SLOW|AMBIGUOUS)$/) as string, best: { edits: expect.any(Array) as unknown[] }, outcomes: expect.any(Object) as object });
  });

  it('leaves the control out where nobody asked', async () => {
    const plain = await evokeJson<RunResult>(['run', 'gather', ...onModel.map((word) => (word === '30' ? '3' : word))], { cwd });
    expect(plain).toMatchObject({ control: null, operation: 'gather', evaluations: 3 });
  });

  it('gives times instead of costs where it measures', async () => {
    const measured = await evokeJson<RunResult>(['run', 'pool-sum', ...onModel.map((word) => (word === '30' ? '2' : word === 'model' ? 'gpujs:cpu' : word))], { cwd });
    expect(measured).toMatchObject({ device: 'gpujs:cpu', estimate: false, baseline: { medianNs: expect.any(Number) as number }, best: { medianNs: expect.any(Number) as number } });
    expect(measured.baseline).not.toHaveProperty('cost');
    expect(measured.noiseFloor).toBeGreaterThan(0);
  });

  it('tells its progress on stderr, in plain lines', () => {
    expect(json.stderr).toMatch(/^Evolving poolSum on model .*\nRun r-\w{6}: baseline cost .* \(estimate\)/);
    expect(json.stderr + json.stdout + text.stderr + text.stdout).not.toMatch(/[\x1b\r]/);
  });
});

describe('run in words', () => {
  it('says baseline, best, speed-up and verdict, and calls an estimate one', () => {
    // which edits win, and what the others die of, is the search's affair
    const said = withoutFigures(text.stdout.split('Exported to')[0]!).replace(/(N edits: ).*/, '$1…').replace(/(N evaluated: N measured).*/, '$1, …');
    expect(said).toMatchInlineSnapshot(`
      "
      mine on model (small-card (modelled)), workload tiny
      All costs are ESTIMATES of a model, not measurements.
        baseline  cost N (estimate)
        best      cost N (estimate)   N edits: …
        speed-up  N×   exact on the model   FAST
        floor     the best takes N times what moving its bytes must take
        mutants   N evaluated: N measured, …
        stopped   N evaluations made
        run       r-……
        next      evoke report r-…… --out report.html --db evoke.db; evoke minimize r-…… --db evoke.db; evoke export r-…… --format gpujs --out DIR --db evoke.db
      "
    `);
  });

  it('exports when asked, and the package checks itself', () => {
    expect(text.stdout).toMatch(/\nExported to .*exported; its self-check: ok /);
    expect(readFileSync(path('exported', 'index.js'), 'utf8')).toContain('mine');
  });

  it('survives a reader that goes away', () => {
    const words = ['run', 'pool-sum', ...onModel.map((word) => (word === '30' ? '2' : word)), '--json'].map((word) => `'${word}'`).join(' ');
    const piped = spawnSync('bash', ['-c', `set -o pipefail; '${process.execPath}' '${main}' ${words} 2>&1 | head -1`], { cwd, encoding: 'utf8' });
    expect(piped).toMatchObject({ stdout: expect.stringMatching(/^Evolving .*\n$/) as string, stderr: '', status: 0 });
  });

  it('shows a line that is written over on a terminal, within its width', () => {
    const command = `stty cols 20; '${process.execPath}' '${main}' run pool-sum ${onModel.join(' ')}`;
    const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], { cwd, encoding: 'utf8' });
    expect(status).toBe(0);
    const lives = stdout.match(/\r\x1b\[K[^\r\n]*/g)!.map((line) => line.slice(4));
    expect(lives.some((line) => line.startsWith('evolution: generati'))).toBe(true);
    expect(stdout).toContain('speed-up');
  });

  it.each([['no HOME', { HOME: undefined }], ['the locale C', { LANG: 'C', LC_ALL: 'C' }], ['no environment at all', null]])('works with %s', async (_, changes) => {
    const env = changes === null ? {} : { ...process.env, ...changes };
    const ended = await evoke(['run', 'pool-sum', ...onModel.map((word) => (word === '30' ? '2' : word))], { cwd, env });
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('speed-up') as string });
  });
});

describe('what a database holds', () => {
  it('runs lists, latest first', async () => {
    const runs = await evokeJson<{ id: string; status: string }[]>(['runs', '--db', 'evoke.db'], { cwd });
    expect(runs.map(({ id }) => id)).toContain(result.runId);
    const { stdout } = await evoke(['runs', '--db', 'evoke.db'], { cwd });
    const [head, ...lines] = masked(stdout).trimEnd().split('\n');
    expect(head!.split(/ {2,}/)).toEqual(['run', 'begun (UTC)', 'status', 'kernel', 'workload', 'device', 'seed', 'evaluated', 'best', 'ended by']);
    expect(lines.length).toBe(runs.length);
    expect(lines.at(-1)).toMatch(/^r-……  YYYY-MM-DD hh:mm  finished  poolSum +tiny +model +1 +\d+ +[\d.]+× \(ESTIMATE\) +30 evaluations made/);
  });

  it('lineage shows the edits that survived: what, where, born when, effect', async () => {
    const lineage = await evokeJson<{ runId: string; status: string; edits: { id: string; operator: string }[] }>(['lineage', result.runId.slice(2), '--db', 'evoke.db'], { cwd });
    expect(lineage).toMatchObject({ runId: result.runId, status: 'finished', individual: result.best.individual });
    expect(JSON.stringify(lineage.edits)).toContain(result.best.edits[0]!.id);
    const { stdout, code } = await evoke(['lineage', result.runId, '--db', 'evoke.db'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('ESTIMATE');
    for (const { operator } of result.best.edits) expect(stdout).toContain(operator);
  });

  it('export takes a run, into a folder that an earlier export may be in', async () => {
    for (const _ of [1, 2]) {
      const exported = await evokeJson<{ folder: string; files: string[]; ok: boolean }>(['export', result.runId, '--format', 'gpujs', '--out', 'of-run', '--db', 'evoke.db'], { cwd });
      expect(exported).toMatchObject({ folder: path('of-run'), ok: true, files: expect.arrayContaining(['index.js', 'index.d.ts', 'self-check.js']) as string[] });
    }
    expect(readFileSync(path('of-run', 'index.js'), 'utf8')).toContain(result.runId);
  });

  it('resume refuses a run that has finished, and keeps it', async () => {
    const { code, stdout, stderr } = await evoke(['resume', result.runId, '--db', 'evoke.db', '--json'], { cwd });
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `error: run ${result.runId} has finished (30 evaluations made); 'evoke lineage ${result.runId}' shows its edits, a new 'evoke run' starts another\n` });
    expect((await evokeJson<{ id: string; status: string }[]>(['runs', '--db', 'evoke.db'], { cwd })).find(({ id }) => id === result.runId)).toMatchObject({ status: 'finished' });
  });
});

describe('a run under way', () => {
  it('can be read, interrupted and gone on with', async () => {
    const file = path('way.db');
    const command = start('run', 'pool-sum', '--workload', path('tiny.json'), '--device', 'model', '--evaluations', '1000000', '--db', file, '--json');
    expect(await reached(file, 1, command)).toBe(true);
    const [runs, lineage] = await Promise.all([evokeJson<{ id: string }[]>(['runs', '--db', file]), evokeJson<{ runId: string; edits: unknown[] }>(['lineage', 'r-', '--db', file])]);
    expect(runs[0]!.id).toBe(lineage.runId);
    command.kill('SIGINT');
    const ended = await command.ended;
    const interrupted = JSON.parse(ended.stdout) as RunResult;
    expect({ code: ended.code, status: interrupted.status }).toEqual({ code: 130, status: 'interrupted' });
    expect(ended.stderr).toContain(`Interrupted. Go on with: evoke resume ${lineage.runId} --db ${file}\n`);
    shorten(file, interrupted.evaluations + 20);
    const resumed = await evokeJson<RunResult>(['resume', lineage.runId, '--db', file, '--export', path('resumed')]);
    expect(resumed).toMatchObject({ runId: lineage.runId, status: 'finished', evaluations: interrupted.evaluations + 20, control: null });
    expect(existsSync(path('resumed', 'index.js'))).toBe(true);
  });
});
