import SQLite from 'better-sqlite3';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { InteractionReport, MinimiseReport, ScalingReport, TransferReport } from '../../src/lineage/index.ts';
import type { RunResult } from '../../src/model/index.ts';
import { openStore } from '../../src/store/index.ts';
import { newRun } from '../store/fixtures/records.ts';
import { evoke, evokeJson, refused, workspace } from './fixtures/evoke.ts';
import { writeInputs } from './fixtures/inputs.ts';

/** `minimize`, `interactions`, `transfer` and `scaling` as a user runs them on a run of pool-sum. */
const space = workspace('lineage');
const elsewhere = workspace('lineage-elsewhere');
const db = space.path('runs.db');
const looks = [['minimize'], ['interactions'], ['transfer'], ['scaling']] as const;
let run = '';
let barren = '';

/** A copy of the database with something changed in its runs. */
function changed(name: string, assignment: string): string {
  const copy = space.path(`${name}.db`);
  const original = new SQLite(db, { readonly: true });
  original.exec(`VACUUM INTO '${copy}'`);
  original.close();
  const database = new SQLite(copy);
  database.exec(`UPDATE run SET ${assignment}`);
  database.close();
  return copy;
}

beforeAll(async () => {
  writeInputs(space);
  barren = (await evokeJson<RunResult>(['run', 'pool-sum', '--device', 'model', '--workload', space.path('tiny.json'), '--evaluations', '1', '--db', db])).runId;
  run = (await evokeJson<RunResult>(['run', 'pool-sum', '--device', 'model', '--workload', space.path('tiny.json'), '--evaluations', '80', '--seed', '2', '--db', db])).runId;
});

describe('on a finished run', () => {
  it('minimize records what stays, and does so once', async () => {
    const one = await evokeJson<MinimiseReport>(['minimize', run, '--bound', '2%', '--db', db]);
    expect(one).toMatchObject({ runId: run, bound: 0.02, minimal: true, minimised: { withinBound: true, verdict: 'FAST' } });
    expect(await evokeJson(['minimize', run, '--bound', '0.02', '--db', db])).toEqual(one);
    const { code, stdout } = await evoke(['minimize', run, '--db', db]);
    expect(code).toBe(0);
    expect(stdout).toContain(`run ${run}\nAll figures are ESTIMATES of a model, not measurements.\n`);
    expect(stdout).toMatch(/edits became \d+; .* on held-out inputs\.\nRecorded as individual \d+|All \d+ edits are needed/);
    for (const { id } of one.edits) expect(stdout).toContain(id);
    expect((await evoke(['lineage', run, '--db', db])).stdout).toContain(`${one.original.edits} surviving edit`);
  });

  it('interactions shows each edit alone and missing, of the minimised individual too', async () => {
    const { minimised } = await evokeJson<MinimiseReport>(['minimize', run, '--db', db]);
    const report = await evokeJson<InteractionReport>(['interactions', run, '--individual', String(minimised.individual), '--db', db]);
    expect(report.edits.map(({ id }) => id)).toEqual(minimised.edits.map(({ id }) => id));
    expect(report).toMatchObject({ individual: minimised.individual, budget: 1000, unmeasured: 0 });
    const { code, stdout } = await evoke(['interactions', run, '--db', db]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/The whole genome is \d+\.\d{3}× as fast as the unmodified kernel\. \d+ groups? of edits that need each other/);
    expect(stdout).toMatch(/alone +lost without it +credit/);
  });

  it('transfer shows the worst place first, and ends with 1 where the gain is lost', async () => {
    space.write('one-bag.json', JSON.stringify({ name: 'one-bag', operations: ['pool-sum'], sizes: { rows: 3, dim: 2, bags: 1 }, bagLengths: { distribution: 'fixed', length: 1 }, indices: { distribution: 'uniform' }, dtype: 'f32', seed: 7 }));
    const { code, stdout } = await evoke(['transfer', run, '--workload', space.path('one-bag.json'), '--db', db, '--json']);
    const { places, summary } = JSON.parse(stdout) as TransferReport;
    expect(places.map(({ workload, home }) => `${workload} ${home}`).sort()).toEqual(['one-bag false', 'tiny true']);
    expect(code).toBe(summary.slower + summary.dead > 0 ? 1 : 0);
    const text = await evoke(['transfer', run, '--db', db]);
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/1 place, the worst first\nFigures of model are ESTIMATES of a model, not measurements\.\nWorst: \d+\.\d{3}× FAST on model, tiny\. Mean/);
  });

  it('scaling tells the floor and the sizes', async () => {
    const report = await evokeJson<ScalingReport>(['scaling', run, '--db', db]);
    expect(report.sizes.map(({ symbol }) => symbol)).toEqual(['rows', 'bags']);
    const { code, stdout } = await evoke(['scaling', run, '--no-sizes', '--db', db]);
    expect(code).toBe(0);
    expect(stdout).toContain('the physical floor is cost');
    expect(stdout).not.toContain('Time against');
  });
});

describe('is refused in one line', () => {
  it.each(looks)('%s: a database or a run that does not exist', async (look) => {
    expect(await refused([look, run, '--db', space.path('none.db')], space.folder)).toMatch(/^there is no database at .*none\.db/);
    expect(await refused([look, 'r-zzz', '--db', db], space.folder)).toMatch(/^there is no run "r-zzz" in .*; the latest are /);
  });

  it.each(looks)('%s: a run that goes on, and one that found nothing', async (look) => {
    const other = space.path(`${look}.db`);
    const store = openStore(other);
    const now = new Date().toISOString();
    const going = store.runs.create({ ...newRun(), created: now });
    // In another folder: a second process may move what the log of this database holds into its file.
    expect(await refused([look, going, '--db', other], elsewhere.folder)).toMatch(new RegExp(`^run ${going} is still running \\(process ${process.pid} on .*\\); wait for its end, or interrupt it$`));
    store.close();
    expect(await refused([look, barren, '--db', db], elsewhere.folder)).toMatch(new RegExp(`^run ${barren} has no survivor: it found nothing that is surely faster than poolSum itself`));
  });

  it.each(looks)('%s: a device that is gone', async (look) => {
    const gone = changed(`${look}-gone`, `configuration = json_set(configuration, '$.device', 'abacus')`);
    expect(await refused([look, run, '--db', gone], space.folder, 3)).toMatch(/^unknown device 'abacus'/);
  });

  it('a run that was interrupted has no last best to minimise', async () => {
    const cut = changed('cut', `status = 'interrupted'`);
    expect(await refused(['minimize', run, '--db', cut], space.folder)).toBe(`run ${run} was interrupted before its end, so its best may still change; 'evoke resume ${run}' sees it to its end`);
    expect((await evoke(['interactions', run, '--db', cut])).code).toBe(0);
  });

  test.each([
    [['minimize', 'r-1', '--bound', '80%'], /allowed: a share from 0 to 50%, such as 1% or 0\.01/],
    [['minimize', 'r-1', '--bound', 'small'], /allowed: a share from 0 to 50%/],
    [['interactions', 'r-1', '--budget', '0'], /allowed: a whole number of at least 1/],
  ])('%j', async (words, message) => {
    expect(await refused(words, space.folder)).toMatch(message);
  });

  it('transfer: a device that is none, a workload that is none, one that does not fit, an individual that is none', async () => {
    expect(await refused(['transfer', run, '--device', 'abacus', '--db', db], space.folder, 3)).toMatch(/^unknown device 'abacus'/);
    expect(await refused(['transfer', run, '--workload', 'nowhere', '--db', db], space.folder)).toMatch(/^no workload 'nowhere'/);
    expect(await refused(['transfer', run, '--workload', 'dot-27x64-small', '--db', db], space.folder)).toMatch(/\S/);
    expect(await refused(['transfer', run, '--individual', '99999', '--db', db], space.folder)).toMatch(/^run r-\w+ has no individual 99999/);
  });
});
