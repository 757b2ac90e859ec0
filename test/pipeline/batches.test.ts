import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ArrayData } from '../../src/model/index.ts';
import { deduplicate, hotRows } from '../../src/pipeline/batches.ts';
import { profileAnything } from '../../src/pipeline/workloads.ts';
import { renderDeduplicated, renderHotRows } from '../../src/report/batches.ts';
import { poolSumHot } from '../../src/verify/oracles/pool-sum-hot.ts';
import { poolSumUnique } from '../../src/verify/oracles/pool-sum-unique.ts';
import { poolSum } from '../../src/verify/oracles/pool-sum.ts';
import { readNpz, writeNpz } from '../../src/workloads/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'evoke-batches-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const i32 = (values: readonly number[]): ArrayData => ({ scalar: 'i32', shape: [values.length], values: Int32Array.from(values) });

const bags = [[3, 1], [], [3, 1], [4, 3], [3, 1], [3, 3, 0], [4, 3], [4, 3]];
const offsets = [0, 2, 2, 4, 6, 8, 11, 13, 15];
const log = at('log.npz');
writeNpz(log, { indices: i32(bags.flat()), offsets: i32(offsets) });

const dim = 2;
const table: ArrayData = { scalar: 'f32', shape: [5, dim], values: Float32Array.from({ length: 5 * dim }, (_, place) => 2 ** place) };
const answer = poolSum.answer({ table, indices: i32(bags.flat()), offsets: i32(offsets) }, 'torchrec').expected;
/** Some rows of a matrix of `dim` columns. */
const rowsOf = (values: ArrayLike<number>, rows: Iterable<number>) => [...rows].flatMap((row) => [values[row * dim]!, values[row * dim + 1]!]);

test('what is written pools, deduplicated, to the same sums', async () => {
  const out = at('unique.npz');
  const result = await deduplicate({ what: log, out, dim });
  expect(result).toMatchObject({ bags: 8, uniqueBags: 4, lookups: 15, uniqueLookups: 7, batches: 1, factor: 15 / 7, out });
  const { indices, offsets: bounds, inverse } = await readNpz(out);
  expect(bounds!.shape).toEqual([5]);
  const { expected } = poolSumUnique.answer({ table, indices: indices!, offsets: bounds!, inverse: inverse! }, 'torchrec');
  expect(expected).toEqual(answer);
});

test('batch by batch, equal bags of different batches stay apart, and the sums are the same', async () => {
  const out = at('batches.npz');
  const result = await deduplicate({ what: log, out, dim, batch: 3 });
  expect(result).toMatchObject({ batches: 3, uniqueBags: 6 });
  const { indices, offsets: bounds, inverse } = await readNpz(out);
  expect([...inverse!.values]).toEqual([0, 1, 0, 2, 3, 4, 5, 5]);
  const { expected } = poolSumUnique.answer({ table, indices: indices!, offsets: bounds!, inverse: inverse! }, 'torchrec');
  expect(expected).toEqual(answer);
});

test('it pays from the share of unique bags on that is told', async () => {
  const batch = async (unique: number) => {
    writeNpz(at('shares.npz'), { indices: i32(Array.from({ length: 1000 * 4 }, (_, lookup) => Math.min(unique - 1, Math.floor(lookup / 4)))), lengths: i32(Array(1000).fill(4)) });
    return deduplicate({ what: at('shares.npz'), dim: 8 });
  };
  const { breakEvenShare } = await batch(1);
  const uniqueBags = Math.floor(1000 * breakEvenShare);
  expect([(await batch(uniqueBags - 1)).payingBatches, (await batch(uniqueBags + 2)).payingBatches]).toEqual([1, 0]);
  writeNpz(at('ones.npz'), { indices: i32([1, 1, 1]), lengths: i32([1, 1, 1]) });
  expect(await deduplicate({ what: at('ones.npz'), dim: 8 })).toMatchObject({ payingBatches: 0, breakEvenShare: expect.closeTo(1 / 18, 12) });
});

test('hot rows of a budget, the batch in two parts, sums as before', async () => {
  const out = at('hot.npz');
  const result = await hotRows({ what: log, budget: 17, dim, out });
  expect(result).toMatchObject({ rows: 5, hotRows: 2, rowBytes: 8, shareOfAccesses: 11 / 15, bags: { hot: 4, mixed: 4, hotLookups: 6, lookups: 15 } });
  const made = await readNpz(out);
  const rows = made.rows!.values as Int32Array;
  expect([...rows]).toEqual([3, 1]);
  const hot: ArrayData = { scalar: 'f32', shape: [2, dim], values: Float32Array.from(rowsOf(table.values as Float32Array, rows)) };
  const whole = poolSumHot.answer({ hot, table, indices: i32(bags.flat()), offsets: i32(offsets), remap: made.remap! }, 'torchrec');
  expect(whole.expected).toEqual(answer);
  const hotBags = poolSum.answer({ table: hot, indices: made.hot_indices!, offsets: made.hot_offsets! }, 'torchrec');
  expect([...hotBags.expected]).toEqual(rowsOf(answer, made.hot_bags!.values as Int32Array));
  const mixed = poolSum.answer({ table, indices: made.mixed_indices!, offsets: made.mixed_offsets! }, 'torchrec');
  expect([...mixed.expected]).toEqual(rowsOf(answer, made.mixed_bags!.values as Int32Array));
});

test('rows that a log lists without bags, and a shipped workload', async () => {
  writeFileSync(at('list.txt'), `${2 ** 40}\n7\n7\n`);
  const result = await hotRows({ what: at('list.txt'), budget: 128, dense: true, out: at('list.npz') });
  expect(result).not.toHaveProperty('bags');
  expect([...(await readNpz(at('list.npz'))).remap!.values]).toEqual([0, -1]);
  expect(await deduplicate({ what: 'meta-2021-small' })).toMatchObject({ bags: 256, dim: 64, batches: 1 });
});

test('in words', async () => {
  expect(renderDeduplicated('log.npz', await deduplicate({ what: log, dim: 8 }))).toMatchInlineSnapshot(`
    "log.npz: 4 of 8 bags are unique, 7 of 15 lookups: 2.14× fewer
    Bytes that pooling rows of width 8 moves if no cache serves a row twice: 576 plain, 688 deduplicated
    Deduplication does not pay; with bags of 1.9 lookups on average it pays where fewer than 34.3 % of them are unique"
  `);
  expect(renderHotRows('log.npz', await hotRows({ what: log, dim: 8, budget: 64 }))).toMatchInlineSnapshot(`
    "log.npz: 2 of 5 rows are hot, 64 bytes of 64B: 73.3 % of the accesses
    4 of 8 bags need hot rows alone, with 40.0 % of the lookups"
  `);
});

test('what cannot be is one line, and every file stays as it was', async () => {
  const said = (asked: Promise<unknown>) => asked.then(() => 'no error', ({ name, message }: Error) => `${name}: ${message.replaceAll(folder, '')}`);
  const before = readFileSync(log);
  expect(await said(deduplicate({ what: log, out: log }))).toMatch(/^UserError: \/log\.npz is what is read; name another file to write$/);
  expect(await said(hotRows({ what: log, out: log, budget: 1000 }))).toMatch(/is what is read/);
  expect(readFileSync(log).equals(before)).toBe(true);
  writeFileSync(at('flat.txt'), '1\n2\n');
  expect(await said(deduplicate({ what: at('flat.txt'), out: at('none.npz') }))).toMatch(/^UserError: \/flat\.txt: it says nothing of bags, and equal ones are looked for; take an \.npz with offsets or lengths/);
  expect(existsSync(at('none.npz'))).toBe(false);
  expect(await said(hotRows({ what: log, budget: 127 }))).toMatch(/^UserError: a budget of 127 bytes holds no row of 128 bytes/);
  writeFileSync(at('hashes.txt'), `${2n ** 60n}\n`);
  expect(await said(hotRows({ what: at('hashes.txt'), budget: 1000 }))).toMatch(/^UserError: \/hashes\.txt: its rows would be [\d,]+; allowed: 268,435,456; number the ids that occur anew with --dense$/);
  expect(await said(deduplicate({ what: 'meta-2021-small', column: '3' }))).toBe('UserError: --column: meta-2021-small is a workload, and that is about logs; leave it out');
  expect(await said(profileAnything('meta-2021-small', { rows: 5 }))).toBe('UserError: --rows: meta-2021-small is a workload, and that is about logs; leave it out');
  expect(await said(deduplicate({ what: log, out: folder }))).toMatch(/it is a directory; name a file in it$/);
});
