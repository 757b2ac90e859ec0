import { expect, test } from 'vitest';
import type { Arguments } from '../../src/model/index.ts';
import { validateArguments } from '../../src/workloads/validate.ts';
import { poolSum } from './signatures.ts';

const sizes = { rows: 3, dim: 2, lookups: 4, bags: 2 };
const good: Arguments = {
  table: { scalar: 'f32', shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  indices: { scalar: 'i32', shape: [4], values: Int32Array.of(0, 2, 2, 1) },
  offsets: { scalar: 'i32', shape: [3], values: Int32Array.of(0, 1, 4) },
};
const indices = (...values: number[]): Arguments => ({ ...good, indices: { ...good.indices!, values: Int32Array.from(values) } });
const offsets = (...values: number[]): Arguments => ({ ...good, offsets: { ...good.offsets!, values: Int32Array.from(values) } });
const table = (...values: number[]): Arguments => ({ ...good, table: { ...good.table!, values: Float32Array.from(values) } });

test('good arguments pass', () => {
  expect(() => validateArguments(poolSum, good, sizes)).not.toThrow();
});

test.each([
  ['NaN', table(1, 2, 3, NaN, 5, 6), 'table[1][1]: got NaN, allowed: finite numbers'],
  ['infinity', table(1, 2, 3, 4, -Infinity, 6), 'table[2][0]: got -Infinity, allowed: finite numbers'],
  ['beyond the table', indices(0, 3, 2, 1), 'indices[1]: got 3, allowed: 0 … 2 (rows = 3)'],
  ['negative', indices(0, 1, 2, -1), 'indices[3]: got -1, allowed: 0 … 2 (rows = 3)'],
  ['going down', offsets(0, 5, 4), 'offsets[2]: got 4 after 5, allowed: offsets that never go down'],
  ['starting late', offsets(1, 1, 4), 'offsets[0]: got 1, allowed: 0, where offsets start'],
  ['ending early', offsets(0, 1, 3), 'offsets[2]: got 3, allowed: 4, where the last offset ends (lookups)'],
  ['too short', table(1, 2), 'table: got shape [3, 2] with 2 values, allowed: [3, 2] with 6'],
  ['wrong type', { ...good, indices: { ...good.table!, shape: [4], values: Float32Array.of(0, 1, 2, 1) } }, 'indices: got f32 values, allowed: i32'],
  ['missing', { table: good.table!, indices: good.indices! }, 'no array offsets; got table, indices, pool-sum wants table, indices, offsets'],
])('%s', (_, args, message) => {
  expect(() => validateArguments(poolSum, args, sizes, 'case.npz')).toThrow(`case.npz: ${message}`);
});
