import { beforeAll, expect, it } from 'vitest';
import type { VariantsReport } from '../../src/lineage/index.ts';
import type { RunResult } from '../../src/model/index.ts';
import { evoke, evokeJson, refused, workspace } from './fixtures/evoke.ts';
import { tiny, writeInputs } from './fixtures/inputs.ts';

/** `variants` as a user runs it, on real runs. */
const space = workspace('variants');
const elsewhere = workspace('variants-elsewhere');
const db = space.path('runs.db');
const runs: string[] = [];

beforeAll(async () => {
  writeInputs(space);
  space.write('long.json', JSON.stringify({ ...tiny, name: 'long', bagLengths: { distribution: 'fixed', length: 30 } }));
  for (const workload of ['tiny', 'long']) {
    runs.push((await evokeJson<RunResult>(['run', 'pool-sum', '--device', 'model', '--workload', space.path(`${workload}.json`), '--evaluations', '80', '--seed', '2', '--db', db])).runId);
  }
});

it('measures every best on every workload, and writes a package that picks', async () => {
  const text = await evoke(['variants', ...runs, '--db', db, '--out', elsewhere.path('out')]);
  expect(text.code, text.stderr).toBe(0);
  expect(text.stdout).toMatch(/^[12] variants? of poolSum and the plain kernel on model .*, 2 workloads\nAll figures are ESTIMATES of a model, not measurements\.\nPicked by the run-time sizes: \d\.\d{3}× on the mean, below the plain kernel on none\./);
  expect(text.stdout).toMatch(/\nWritten to .*out: \d+ files; index\.js picks\nSelf-check of plain: (\d+) of \1 cases are right in mode cpu\n/);
  const report = await evokeJson<VariantsReport & { written: null }>(['variants', ...runs, '--db', db]);
  expect(report.places.map(({ workload }) => workload).sort()).toEqual(['long', 'tiny']);
  for (const { gain } of report.places) expect(gain.estimate).toBeGreaterThanOrEqual(1);
  expect(report.written).toBeNull();
});

it('is refused in one line', async () => {
  const say = (...words: string[]) => refused(['variants', ...words], elsewhere.folder);
  expect(await say(runs[0]!, '--db', db)).toMatch(/^one run \(r-\w+\) leaves nothing to pick from/);
  expect(await say(...runs, '--db', space.path('none.db'))).toMatch(/^there is no database at .*none\.db/);
  elsewhere.write('full/keep.txt', 'mine');
  expect(await say(...runs, '--db', db, '--out', elsewhere.path('full'))).toMatch(/holds keep\.txt, which is not of an earlier export/);
});
