import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import type { Comparison } from '../../src/lineage/index.ts';
import type { RunResult } from '../../src/model/index.ts';
import { openStore } from '../../src/store/index.ts';
import { newRun } from '../store/fixtures/records.ts';
import { evoke, evokeJson, refused, workspace } from './fixtures/evoke.ts';
import { writeInputs } from './fixtures/inputs.ts';

/** `compare` as a user runs it, on real runs of two databases. */
const space = workspace('compare');
const elsewhere = workspace('compare-elsewhere');
const [a, b] = [space.path('a.db'), space.path('b.db')];
const runs: RunResult[] = [];

beforeAll(async () => {
  writeInputs(space);
  for (const [db, seed] of [[a, 2], [b, 3]] as const) {
    runs.push(await evokeJson<RunResult>(['run', 'pool-sum', '--device', 'model', '--workload', space.path('tiny.json'), '--evaluations', '60', '--seed', String(seed), '--db', db]));
  }
});

it('shows runs of two databases with what each of them said, and the better one', async () => {
  const ids = runs.map(({ runId }) => runId);
  const comparison = await evokeJson<Comparison>(['compare', ...ids, '--db', a, b]);
  expect(comparison).toMatchObject({ groups: [ids], differing: [] });
  for (const [at, { speedup, best, baseline, evaluations, verdict }] of runs.entries()) {
    const { edits, ...shown } = comparison.runs[at]!;
    expect(shown).toMatchObject({ database: [a, b][at], estimate: true, evaluations, figures: { baseline, speedup, verdict } });
    expect(edits.map(({ id }) => id)).toEqual(best.edits.map(({ id }) => id));
  }
  const [better, worse] = runs.toSorted((one, other) => other.speedup.estimate - one.speedup.estimate);
  if (better!.speedup.estimate > worse!.speedup.estimate) {
    expect(comparison.differences).toMatchObject([{ faster: better!.runId, slower: worse!.runId, factor: { estimate: better!.speedup.estimate / worse!.speedup.estimate } }]);
  } else expect(comparison.undecided).toBe(1);
  const text = await evoke(['compare', ...ids, '--db', a, b]);
  expect(text).toMatchObject({ code: 0, stderr: '' });
  expect(text.stdout).toMatch(/^2 runs side by side\nFigures of .* are ESTIMATES of a model, not measurements\.\nTheir figures can be compared/);
});

it('writes them as one page too, with what each came to', async () => {
  const out = space.path('compare.html');
  const ids = runs.map(({ runId }) => runId);
  const text = await evoke(['compare', ...ids, '--db', a, b, '--out', out]);
  expect(text.code, text.stderr).toBe(0);
  expect(text.stdout).toMatch(/Written to .*compare\.html: open it in a browser\n$/);
  const page = readFileSync(out, 'utf8');
  for (const { runId, speedup } of runs) expect(page).toContain(`${runId} (tiny on model): ${+(100 / speedup.estimate).toPrecision(3)} % at the end`);
  expect(await evokeJson(['compare', ...ids, '--db', a, b, '--out', out])).toMatchObject({ out, groups: [ids] });
  expect(await refused(['compare', ...ids, '--db', a, b, '--out', a], space.folder)).toMatch(/a\.db/);
  expect(await refused(['compare', ...ids, '--db', a, b, '--out', space.path('nowhere/deep.html')], space.folder)).toMatch(/nowhere/);
});

it('is refused in one line', async () => {
  const [{ runId: one }, { runId: other }] = runs as [RunResult, RunResult];
  const say = (...words: string[]) => refused(['compare', ...words], elsewhere.folder);
  expect(await say(one, '--db', a)).toMatch(/^one run \('r-\w+'\) is nothing to compare; name two or more/);
  expect(await say(one, one, '--db', a)).toBe(`run ${one} is named twice; name two or more different runs`);
  expect(await say(one, other, '--db', a)).toMatch(new RegExp(`^there is no run "${other}" in .*a\\.db; the latest are ${one}`));
  expect(await say(one, 'r-zzz', '--db', a, b)).toMatch(/^there is no run "r-zzz" in .*a\.db, .*b\.db; 'evoke runs' lists those of a database/);
  expect(await say('r-', other, '--db', a, b)).toMatch(/^"r-" is the start of 2 runs: r-\w+ in .*a\.db, r-\w+ in .*b\.db; give more of the id/);
  expect(await say(one, other, '--db', a, space.path('none.db'))).toMatch(/^there is no database at .*none\.db/);
  await evokeJson(['merge', a, '--into', elsewhere.path('copy.db')]);
  expect(await say(one, other, '--db', a, b, elsewhere.path('copy.db'))).toBe(`run ${one} is in ${a} and in ${elsewhere.path('copy.db')}; leave one of the two out`);
  const store = openStore(elsewhere.path('going.db'));
  const going = store.runs.create({ ...newRun(), created: new Date().toISOString() });
  expect(await refused(['compare', one, going, '--db', a, elsewhere.path('going.db')], space.folder)).toMatch(new RegExp(`^run ${going} is still running`));
  store.close();
});
