import { beforeAll, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/index.ts';
import { scalingRun, type ScalingOptions } from '../../src/pipeline/scaling-run.ts';
import { openStore } from '../../src/store/index.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';

const folder = folderFor('scaling');
const workload = folder.write('small.json', JSON.stringify({ ...smallPooling, sizes: { rows: 400, dim: 8, bags: 512 }, bagLengths: { distribution: 'fixed', length: 8 } }));
const file = folder.path('run.db');
let run = '';
beforeAll(async () => {
  result = await evolve(file, { kernel: 'pool-sum', workload, evaluations: 60, seed: 2 });
  run = result.runId;
});

let result: RunResult;

async function scale(options: Partial<ScalingOptions> = {}) {
  const store = openStore(file, { readonly: true });
  try {
    return await scalingRun(store, run, { sizes: true, ...options });
  } finally {
    store.close();
  }
}

test('time against each free size: both kernels at each, more for more bags; what is compiled in is named', async () => {
  const { sizes, compiledIn, estimate, physicalFloor, best, search } = await scale();
  expect(compiledIn).toEqual(['dim']);
  expect(sizes.map(({ symbol }) => symbol)).toEqual(['rows', 'bags']);
  const bags = sizes[1]!;
  expect(bags.points.map(({ size }) => size)).toEqual([64, 128, 256, 512, 1024, 2048]);
  for (const point of bags.points) expect('base' in point && point.base >= point.best).toBe(true);
  const times = bags.points.map((point) => ('base' in point ? point.base : 0));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(bags.base!.error).toBeLessThan(0.5);
  expect(bags.best).not.toBeNull();
  expect(estimate).toBe(true);
  expect(physicalFloor).toBeLessThan(best);
  expect(search.points.at(-1)!.y).toBe(best);
});

test('times and the floor are of the draw that the run was reported on', async () => {
  const { best, physicalFloor, search } = await scale({ sizes: false });
  expect(search.points[0]!.y).toBe((result.baseline as { cost: number }).cost);
  expect(best).toBeCloseTo((result.best as { cost: number }).cost, 6);
  expect(best / physicalFloor!).toBeCloseTo(result.timesPhysicalFloor!, 6);
});

test('without sizes nothing is measured, and the same run gives the same figures', async () => {
  const [one, again] = [await scale({ sizes: false }), await scale({ sizes: false })];
  expect(one).toEqual(again);
  expect(one).toMatchObject({ sizes: [], evaluations: 0 });
});
