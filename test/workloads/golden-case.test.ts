import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goldenCase } from '../../src/workloads/golden-case.ts';
import { readNpz } from '../../src/workloads/npz.ts';
import { validateArguments } from '../../src/workloads/validate.ts';
import { poolSum } from './signatures.ts';
import { signatureFor } from '../verify/support/signatures.ts';

const read = (name: string) => readNpz(join(import.meta.dirname, `../golden/npz/${name}.npz`));

test.each([
  ['gather', { rows: 5, dim: 4, lookups: 4 }],
  ['pool-sum', { rows: 5, dim: 4, lookups: 4, bags: 2 }],
  ['pool-mean', { rows: 5, dim: 4, lookups: 4, bags: 2 }],
  ['pool-max', { rows: 5, dim: 4, lookups: 4, bags: 2 }],
  ['pool-weighted-sum', { rows: 5, dim: 4, lookups: 4, bags: 2 }],
  ['interact-dot', { batch: 2, dim: 4, fields: 3 }],
  ['interact-fm', { batch: 2, dim: 4, fields: 4 }],
])('%s: a case that NumPy made', async (operation, sizes) => {
  const signature = signatureFor(operation);
  const launch = goldenCase(signature, await read(operation));
  expect(launch.sizes).toEqual(sizes);
  validateArguments(signature, launch.arguments, launch.sizes);
  expect(Object.keys(launch.arguments)).toEqual(signature.parameters.map(({ name }) => name));
});

test('float64 answers stay float64, float64 arguments are taken where float32 holds them', async () => {
  const arrays = await read('pool-mean');
  const table = { ...arrays.table!, values: Float64Array.from(arrays.table!.values as Float32Array) };
  const launch = goldenCase(poolSum, { ...arrays, table });
  expect(launch.expected.values).toBeInstanceOf(Float64Array);
  expect([...launch.expected.values]).toEqual([9, 10, 11, 12, 9, 10, 11, 12]);
  expect(launch.arguments.table).toEqual(arrays.table);
  table.values[3] = 0.1;
  expect(() => goldenCase(poolSum, { ...arrays, table }, 'c.npz')).toThrow(/^c\.npz: table: got float64 values that float32 cannot hold; save them with \.astype\("float32"\); it has /);
});

test('a missing, a surplus, a misshapen and a mistyped array: what it has and what is wanted', async () => {
  const arrays = await read('pool-sum');
  const { offsets: _, ...without } = arrays;
  expect(() => goldenCase(poolSum, without, 'c.npz')).toThrow(
    'c.npz: no array offsets; it has table f32[5][4], indices i32[4], expected f32[2][4]; '
    + 'pool-sum wants table f32[rows][dim], indices i32[lookups], offsets i32[bags + 1], expected f32[bags][dim]');
  expect(() => goldenCase(poolSum, { ...arrays, weights: arrays.indices! }, 'c.npz')).toThrow("c.npz: array weights is not the kernel's; it has table");
  expect(() => goldenCase(poolSum, { ...arrays, indices: arrays.table! }, 'c.npz')).toThrow('c.npz: indices: got f32, allowed: i32; it has');
  expect(() => goldenCase(poolSum, { ...arrays, offsets: { ...arrays.offsets!, shape: [3, 1] } }, 'c.npz')).toThrow(/^c\.npz: offsets has 2 dimensions/);
  expect(() => goldenCase(poolSum, { ...arrays, expected: arrays.table! }, 'c.npz')).toThrow('c.npz: expected: got shape [5, 4], allowed: [2, 4]; it has');
});
