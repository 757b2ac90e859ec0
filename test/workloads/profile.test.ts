import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findWorkload } from '../../src/workloads/catalogue.ts';
import { IdTable } from '../../src/workloads/id-table.ts';
import { generateArguments } from '../../src/workloads/generate.ts';
import { profileIndices, profileLog, profileWorkload } from '../../src/workloads/profile.ts';
import { renderProfile } from '../../src/report/workloads.ts';
import { poolSum } from './signatures.ts';

test('counts uses, bins accesses, ranks rows', () => {
  // Row 9 once, row 4 twice, row 0 three times, row 7 five times.
  const { lookups, distinctRows, maxIndex, reuse, top } = profileIndices([7, 9, 4, 0, 7, 7, 4, 0, 7, 0, 7]);
  expect({ lookups, distinctRows, maxIndex }).toEqual({ lookups: 11, distinctRows: 4, maxIndex: 9 });
  expect(reuse.slice(0, 5)).toEqual([
    { uses: '(0,1]', shareOfAccesses: 1 / 11 }, { uses: '(1,2]', shareOfAccesses: 2 / 11 }, { uses: '(2,4]', shareOfAccesses: 3 / 11 },
    { uses: '(4,8]', shareOfAccesses: 5 / 11 }, { uses: '(8,16]', shareOfAccesses: 0 },
  ]);
  expect(top).toEqual([0.001, 0.01, 0.1].map((shareOfRows) => ({ shareOfRows, rows: 1, shareOfAccesses: 5 / 11 })));
});

test('the largest index is told where ids are row numbers', () => {
  expect(renderProfile('log', profileIndices([7, 2 ** 31 - 1]))).toMatch(/^log: 2 lookups of 2 distinct rows, largest index 2,147,483,647\n/);
  expect(renderProfile('log', profileIndices([7, 2 ** 40]))).toMatch(/^log: 2 lookups of 2 distinct rows, by ids that are no row numbers\n/);
});

test('no accesses, and more rows than the first table takes', () => {
  expect(profileIndices([])).toMatchObject({ lookups: 0, distinctRows: 0, maxIndex: -1 });
  expect(profileIndices(Int32Array.from({ length: 5000 }, (_, at) => at))).toMatchObject({ distinctRows: 5000, maxIndex: 4999 });
});

test('a workload is profiled by the very accesses of a launch', () => {
  const { spec, directory } = findWorkload('meta-2022-small');
  const launch = generateArguments(poolSum, spec, { draw: 'train-0', directory });
  expect(profileWorkload(spec, { directory, draw: 'train-0' })).toMatchObject(profileIndices(launch.arguments.indices!.values as Int32Array, { dim: spec.sizes.dim! }));
  expect(() => profileWorkload(findWorkload('dot-9x64').spec, { directory })).toThrow('workload dot-9x64 has no indices to profile');
});

test('a log is profiled without being imported', async () => {
  const file = join(import.meta.dirname, '../golden/npz/pool-sum.npz');
  expect(await profileLog({ file })).toMatchObject({ ...profileIndices([1, 3, 0, 4], { dim: 4 }), bags: { bags: 2, meanLength: 2 } });
  await expect(profileLog({ file: `${file}.none` })).rejects.toThrow(/^cannot read .*none: no such file or directory$/);
});

test('the hot set of a budget, cache curves that end where all rows fit, bags', async () => {
  const trace = [7, 9, 4, 0, 7, 7, 4, 0, 7, 0, 7];
  const { hotSet, caches, zipf, bags } = profileIndices(trace, { budget: 40, dim: 4 });
  expect(hotSet).toEqual({ budgetBytes: 40, rowBytes: 16, rows: 2, shareOfAccesses: 8 / 11 });
  expect(caches.map(({ rows }) => rows)).toEqual([1, 2, 3, 4]);
  expect(caches.at(-1)).toEqual({ rows: 4, lru: 7 / 11, lfu: expect.closeTo(7 / 11, 12) });
  expect(zipf!.alpha).toBeGreaterThan(0);
  expect(bags).toBeUndefined();
  const { spec, directory } = findWorkload('meta-2021-small');
  const launch = profileWorkload(spec, { directory });
  expect(launch.bags).toMatchObject({ bags: 256 });
  expect(launch.hotSet.rowBytes).toBe(256);
});

test('a budget smaller than a row is refused before the log is read', async () => {
  await expect(profileLog({ file: 'none', budget: 100, dim: 64 })).rejects.toThrow('--budget: got 100B, less than one row of 256 bytes (width 64, four bytes a value); allowed: 256B or more');
  expect(() => profileIndices([1], { budget: 3, dim: 1 })).toThrow(/^--budget: got 3B/);
});

test('a bag that points past its table is refused', async () => {
  const file = join(import.meta.dirname, '../golden/npz/pool-sum.npz');
  await expect(profileLog({ file, rows: 3 })).rejects.toThrow(/pool-sum\.npz: lookup 1, in bag 0, points past its table: got index 3; allowed: 0 … 2 \(--rows\)$/);
  expect((await profileLog({ file, rows: 5 })).lookups).toBe(4);
});

test('ids are numbered by first appearance, as a Map would', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.nat(50), fc.maxSafeNat()), { maxLength: 3000 }), (ids) => {
    const table = new IdTable();
    const map = new Map<number, number>();
    for (const id of ids) {
      if (!map.has(id)) map.set(id, map.size);
      expect(table.number(id)).toBe(map.get(id));
    }
    expect(table.size).toBe(map.size);
  }));
});
