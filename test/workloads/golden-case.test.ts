import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ArrayData } from '../../src/model/index.ts';
import { goldenCase } from '../../src/workloads/golden-case.ts';
import { readNpz } from '../../src/workloads/npz.ts';
import { validateArguments } from '../../src/workloads/validate.ts';
import { poolSum } from './signatures.ts';
import { floats, inTypes, integers, signatureFor } from '../verify/support/signatures.ts';

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

test('numbers of another type are taken where nothing is lost: counts and masks as floats, an empty list as indices', async () => {
  const arrays = await read('pool-sum');
  const counts = { ...arrays.table!, scalar: 'i32' as const, values: Int32Array.from(arrays.table!.values as Float32Array) };
  expect(goldenCase(poolSum, { ...arrays, table: counts }).arguments.table).toEqual(arrays.table);
  const { weights, ...weighted } = await read('pool-weighted-sum');
  const mask: ArrayData = { scalar: 'bool', shape: weights!.shape, values: Uint8Array.of(1, 0, 1, 0) };
  expect(goldenCase(signatureFor('pool-weighted-sum'), { ...weighted, weights: mask }).arguments.weights).toEqual({ scalar: 'f32', shape: [4], values: Float32Array.of(1, 0, 1, 0) });
  const none: ArrayData = { scalar: 'f32', shape: [0], values: new Float64Array(0) };
  const empty = goldenCase(poolSum, { ...arrays, indices: none, offsets: { scalar: 'i32', shape: [3], values: new Int32Array(3) } });
  expect(empty.arguments.indices).toEqual({ scalar: 'i32', shape: [0], values: new Int32Array(0) });
  counts.values[0] = 2 ** 24 + 1;
  expect(() => goldenCase(poolSum, { ...arrays, table: counts }, 'c.npz')).toThrow('c.npz: table: got i32 values that float32 cannot hold; save them with .astype("float32"); it has');
  expect(() => goldenCase(poolSum, { ...arrays, indices: { scalar: 'i64', shape: [4], values: BigInt64Array.of(1n, 2n, 2n ** 40n, 3n) } }, 'c.npz'))
    .toThrow('c.npz: indices: got 1099511627776, which takes more than 32 bits, allowed: i32; it has');
});

test("bags as PyTorch's EmbeddingBag takes them: without the last offset, or of one length without offsets", async () => {
  const arrays = await read('pool-sum');
  const whole = goldenCase(poolSum, arrays);
  const { offsets, ...without } = arrays;
  const cut = { ...offsets!, shape: [2], values: Int32Array.of(0, 2) };
  expect(goldenCase(poolSum, { ...arrays, offsets: cut })).toEqual(whole);
  expect(goldenCase(poolSum, { ...without, indices: { ...arrays.indices!, shape: [2, 2] } })).toEqual(whole);
  // the answer tells whether the last bag is empty or its offset is missing
  const three = { ...arrays.expected!, shape: [3, 4], values: new Float32Array(12) };
  const ended = { ...offsets!, values: Int32Array.of(0, 2, 4) };
  expect([...goldenCase(poolSum, { ...arrays, offsets: ended, expected: three }).arguments.offsets!.values]).toEqual([0, 2, 4, 4]);
  expect([...goldenCase(poolSum, { ...arrays, offsets: ended }).arguments.offsets!.values]).toEqual([0, 2, 4]);

  const { weights, offsets: _, ...weighted } = await read('pool-weighted-sum');
  const rectangle = { ...weighted, indices: { ...weighted.indices!, shape: [2, 2] } };
  expect(goldenCase(signatureFor('pool-weighted-sum'), { ...rectangle, weights: { ...weights!, shape: [2, 2] } }).sizes).toEqual({ rows: 5, dim: 4, lookups: 4, bags: 2 });
  expect(() => goldenCase(signatureFor('pool-weighted-sum'), { ...rectangle, weights: weights! }, 'c.npz')).toThrow('c.npz: no array offsets; it has');
  expect(() => goldenCase(poolSum, { ...arrays, offsets: cut, expected: three }, 'c.npz')).toThrow('c.npz: expected: got shape [3, 4], allowed: [1, 4]; it has');
});

test('bags for kernels with offsets of 64 bits', async () => {
  const arrays = await read('pool-sum');
  const { offsets, ...without } = arrays;
  const wide = { scalar: 'i64', shape: [3], values: BigInt64Array.of(0n, 2n, 4n) };
  const signature = inTypes('pool-sum', { indices: 'i64', offsets: 'i64' });
  expect(goldenCase(signature, arrays).arguments.offsets).toEqual(wide);
  expect(goldenCase(signature, { ...arrays, offsets: { ...offsets!, shape: [2], values: Int32Array.of(0, 2) } }).arguments.offsets).toEqual(wide);
  expect(goldenCase(signature, { ...without, indices: { ...arrays.indices!, shape: [2, 2] } }).arguments.offsets).toEqual(wide);
});

test('the last offset of several tables, whose number of bags it decides', () => {
  const group = { tables: floats([6], [1, 2, 3, 10, 20, 30]), starts: integers([0, 3]), columns: integers([0, 1, 2]), column_tables: integers([0, 1]), indices: integers([0, 2, 1, 1]) };
  const { sizes, arguments: inputs } = goldenCase(signatureFor('pool-sum-tables'), { ...group, offsets: integers([0, 1, 2, 3]), expected: floats([2, 2], [1, 20, 3, 20]) });
  expect(sizes).toMatchObject({ tables: 2, bags: 2, lookups: 4 });
  expect([...inputs.offsets!.values]).toEqual([0, 1, 2, 3, 4]);
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
