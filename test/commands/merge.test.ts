import { expect, it } from 'vitest';
import type { RunResult } from '../../src/model/index.ts';
import type { Merged, RunLine } from '../../src/store/index.ts';
import { evoke, evokeJson, refused, workspace } from './fixtures/evoke.ts';
import { writeInputs } from './fixtures/inputs.ts';

/** `merge` as a user runs it, on databases of real runs. */
const space = workspace('merge');
const elsewhere = workspace('merge-elsewhere');

it('puts the runs of two databases into one, from which they are read as before', async () => {
  writeInputs(space);
  const paths = [space.path('a.db'), space.path('b.db')];
  const ids: string[] = [];
  for (const [at, db] of paths.entries()) {
    ids.push((await evokeJson<RunResult>(['run', 'pool-sum', '--device', 'model', '--workload', space.path('tiny.json'), '--evaluations', '20', '--seed', String(at), '--db', db])).runId);
  }
  const into = elsewhere.path('made', 'all.db');
  expect(await evokeJson<Merged>(['merge', ...paths, '--into', into])).toEqual({
    into, runs: 2, sources: paths.map((path, at) => ({ path, taken: [ids[at]], held: [], interrupted: [] })),
  });
  expect((await evokeJson<RunLine[]>(['runs', '--db', into])).map(({ id }) => id).sort()).toEqual(ids.toSorted());
  for (const [at, db] of paths.entries()) {
    expect(await evokeJson(['lineage', ids[at]!, '--db', into])).toEqual(await evokeJson(['lineage', ids[at]!, '--db', db]));
  }
  const text = await evoke(['merge', into, ...paths, '--into', elsewhere.path('again.db')]);
  expect(text).toMatchObject({ code: 0, stderr: '' });
  expect(text.stdout).toContain(`2 runs in ${elsewhere.path('again.db')}\n  ${into}: 2 runs\n  ${paths[0]}: 0 runs; 1 more held alike before: ${ids[0]}\n`);
  expect(await refused(['merge', ...paths, '--into', into], elsewhere.folder)).toMatch(/all\.db is there already; name a new file with --into/);
  expect(await refused(['merge', paths[0]!, elsewhere.path('none.db'), '--into', elsewhere.path('new', 'all.db')], elsewhere.folder)).toMatch(/^there is no database at .*none\.db/);
  const { code, stderr } = await evoke(['merge', paths[0]!]);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--into') as string });
});
