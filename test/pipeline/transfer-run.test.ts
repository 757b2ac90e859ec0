import { beforeAll, expect, test } from 'vitest';
import type { WorkloadSpec } from '../../src/model/index.ts';
import { proposeEdit } from '../../src/edits/vary.ts';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { transferRun, type TransferOptions } from '../../src/pipeline/transfer-run.ts';
import { openStore } from '../../src/store/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';
import { crown, growGenome } from './fixtures/sixty.ts';

const folder = folderFor('transfer');
const workload = folder.write('small.json', JSON.stringify(smallPooling));
const other = folder.write('other.json', JSON.stringify({ ...smallPooling, name: 'other', sizes: { rows: 30, dim: 6, bags: 7 } }));
const file = folder.path('run.db');
let run = '';
beforeAll(async () => {
  run = (await evolve(file, { kernel: 'pool-sum', workload, evaluations: 150, seed: 2 })).runId;
  crown(file, run, await growGenome('pool-sum', workload, 6, 3));
});

async function transfer(options: Partial<TransferOptions> = {}) {
  const store = openStore(file, { readonly: true });
  try {
    return await transferRun(store, run, { devices: [], workloads: [], ...options });
  } finally {
    store.close();
  }
}

test('a genome in two places: the whole and each edit with a verdict, the worst place first, its own place among them', async () => {
  const { places, edits, summary } = await transfer({ workloads: [other, workload] });
  expect(places.map(({ workload: name }) => name).sort()).toEqual(['other', 'small-pooling']);
  expect(places.filter(({ home }) => home).map(({ workload: name }) => name)).toEqual(['small-pooling']);
  for (const place of places) expect(place.edits).toHaveLength(edits.length);
  const gains = places.map(({ whole }) => (whole.kind === 'gain' ? whole.gain.estimate : 0));
  expect(gains).toEqual(gains.toSorted((a, b) => a - b));
  expect(summary).toMatchObject({ dead: 0, slower: gains.filter((gain) => gain < 1).length });
});

test('on its own place alone, the gain of an edit is what the whole loses without it', async () => {
  const { places: [home] } = await transfer();
  const product = home!.edits.reduce((all, edit) => (edit.kind === 'gain' ? all * edit.gain.estimate : all), 1);
  expect(product).toBeGreaterThan(1);
  expect(home).toMatchObject({ home: true, estimate: true, whole: { kind: 'gain', verdict: 'FAST' } });
});

test('an edit made for one static size is told as what breaks the whole at another', async () => {
  const dot = (name: string, sizes: WorkloadSpec['sizes']) => folder.write(`${name}.json`, JSON.stringify({ name, operations: ['interact-dot'], sizes, dtype: 'f32', seed: 7 }));
  const database = folder.path('dot.db');
  const { runId } = await evolve(database, { kernel: 'interact-dot', workload: dot('own', { batch: 4, fields: 3, dim: 4 }), evaluations: 2 });
  const { kernel } = loadKernel('interact-dot');
  const special = proposeEdit(kernel, [], 'specialise-size', randomStream(1), { dim: 4, fields: 3 })!;
  crown(database, runId, [special]);
  const store = openStore(database, { readonly: true });
  const { places, summary } = await transferRun(store, runId, { devices: [], workloads: [dot('other-sizes', { batch: 4, fields: 5, dim: 6 })] });
  store.close();
  expect(places[0]).toMatchObject({ home: false, whole: { kind: 'dead' }, edits: [{ kind: 'breaks', verdict: 'AMBIGUOUS' }] });
  expect(places[1]).toMatchObject({ home: true, whole: { kind: 'gain' } });
  expect(summary.dead).toBe(1);
});

test('a device that is not here and a workload that does not fit are told before anything is measured', async () => {
  const seen: string[] = [];
  const observe = (text: string) => seen.push(text);
  await expect(transfer({ devices: ['abacus'], observe })).rejects.toMatchObject({ exitCode: 3 });
  await expect(transfer({ workloads: ['dot-27x64-small'], observe })).rejects.toThrow();
  expect(seen).toEqual([]);
});
