import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { ImportOptions } from '../../src/workloads/import.ts';
import { importWorkload } from '../../src/workloads/import.ts';
import { findWorkload } from '../../src/workloads/catalogue.ts';
import { generateArguments } from '../../src/workloads/generate.ts';
import { writeNpy } from '../../src/workloads/npy.ts';
import { writeNpz } from '../../src/workloads/npz.ts';
import { readTrace } from '../../src/workloads/trace.ts';
import { poolSum } from './signatures.ts';

const root = mkdtempSync(join(tmpdir(), 'evoke-import-'));
afterAll(() => rmSync(root, { recursive: true }));
const out = join(root, 'out');
beforeEach(() => rmSync(out, { recursive: true, force: true }));

function log(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}
async function imported(file: string, options: Partial<ImportOptions> = {}) {
  const result = await importWorkload({ file, directory: out, ...options });
  return { ...result, trace: [...readTrace(result.tracePath)] };
}
/** The message of a failed import, which must leave nothing behind. */
async function failure(file: string, options: Partial<ImportOptions> = {}): Promise<string> {
  const message = await importWorkload({ file, directory: out, ...options }).then(() => 'no error', (error: Error) => `${error.name}: ${error.message}`);
  expect(message).not.toContain('\n');
  expect(existsSync(out)).toBe(false);
  return message;
}
const line = (label: string, categories: readonly string[]) => [label, ...Array<string>(13).fill('-1'), ...categories, ...Array<string>(26 - categories.length).fill('')].join('\t');

test('a list of indices: ids kept, rows as many as needed, a workload that runs', async () => {
  const { spec, specPath, trace } = await imported(log('clicks.txt', '5\n0\r\n7\n5'));
  expect(trace).toEqual([5, 0, 7, 5]);
  expect(spec.sizes).toEqual({ rows: 8, dim: 32, bags: 256 });
  const found = findWorkload('clicks', { directory: out });
  expect(found).toEqual({ spec, path: specPath, directory: out });
  const { indices } = generateArguments(poolSum, spec, { draw: 'train-0', directory: out }).arguments;
  expect([...indices!.values.slice(0, 8)].join()).toMatch(/5,0,7,5/); // round and round, from a drawn place
});

test('gzip is told by its content; dense numbering, rows, dim, bags and lengths as asked', async () => {
  const { spec, trace } = await imported(log('packed.log', gzipSync('900\n3\n900\n41\n')), { dense: true, dim: 16, bags: 2, bagLengths: { distribution: 'fixed', length: 2 }, name: 'mine' });
  expect(trace).toEqual([0, 1, 0, 2]);
  expect(spec).toMatchObject({ name: 'mine', sizes: { rows: 3, dim: 16, bags: 2 }, bagLengths: { distribution: 'fixed', length: 2 } });
  expect((await imported(log('a.txt', '1\n2\n'), { rows: 50 })).spec.sizes.rows).toBe(50);
});

test('a long list streams through chunks and buffers', async () => {
  const ids = Array.from({ length: 200_000 }, (_, at) => (at * 7919) % 1_000_003);
  const { trace } = await imported(log('long.gz', gzipSync(ids.join('\n'))));
  expect(trace).toEqual(ids);
});

test.each([
  ['negative', '1\n2\n-3\n', "negative:3: got '-3'; allowed: one index a line, a whole number from 0 to below 2^64 and nothing beside it"],
  ['word', '1\nrow two\n', "word:2: got 'row two'; allowed: one index a line"],
  ['large', '2147483647\n2147483648\n', "large:2: lookup 1: got index 2147483648; allowed: 0 … 2147483647; number ids that are no rows anew with --dense"],
  ['hole', '1\n\n2\n', 'hole:2: an empty line; allowed: only at the end'],
  ['nothing', '', 'nothing: an empty file; allowed: one record a line'],
  ['blank', '\n\n', 'blank: an empty file; allowed: one record a line'],
  ['noise', '\x00'.repeat(70_000), 'noise:1: a line longer than 65536 bytes; allowed: text, one record a line'],
])('a bad list (%s) is one line, and nothing is left', async (name, content, message) => {
  expect(await failure(log(name, content), { format: 'index-list' })).toContain(message);
});

test('an index beyond the rows names its line', async () => {
  expect(await failure(log('rows.txt', '3\n9\n10\n'), { rows: 10 })).toMatch(/rows\.txt:3: lookup 2, in bag 0, points past its table: got index 10; allowed: 0 … 9 \(--rows\)$/);
});

test('a gzip cut off or damaged', async () => {
  const packed = gzipSync(Array.from({ length: 50_000 }, (_, at) => at * 31 % 9973).join('\n'));
  expect(await failure(log('cut.gz', packed.subarray(0, packed.length - 2000)), { format: 'index-list' })).toMatch(/cut\.gz: the gzip is cut off after line \d+; fetch or pack the file again$/);
  const damaged = Buffer.from(packed);
  damaged.fill(0xff, 5000, 5100);
  expect(await failure(log('damaged.gz', damaged), { format: 'index-list' })).toMatch(/damaged\.gz: the gzip is damaged after line \d+/);
});

test('Criteo, one category: modulo rows, or renumbered; empty is 0', async () => {
  const file = log('criteo.tsv', [line('0', ['68fd1e64', '80e26c9b']), line('1', ['', 'FFFFFFFF']), line('0', ['68fd1e64', '1'])].join('\n'));
  expect((await imported(file, { column: 2, rows: 1000 })).trace).toEqual([0x80e26c9b % 1000, 0xffffffff % 1000, 1]);
  const dense = await imported(file, { column: 1 });
  expect(dense.trace).toEqual([0, 1, 0]);
  expect(dense.spec).toMatchObject({ sizes: { rows: 2, bags: 2048 }, bagLengths: { distribution: 'fixed', length: 1 } });
});

test('hashed ids are rows once they are numbered anew', async () => {
  const file = log('hashes.txt', `${2n ** 63n}\n${2n ** 63n + 1n}\n${2n ** 63n}\n`);
  expect((await imported(file, { dense: true })).trace).toEqual([0, 1, 0]);
  rmSync(out, { recursive: true });
  expect(await failure(file)).toMatch(/hashes\.txt:1: lookup 0: got index one of more than 52 bits; allowed: 0 … 2147483647; number ids that are no rows anew with --dense$/);
  expect(await failure(log('many.txt', '7\n8\n9\n'), { dense: true, rows: 2 })).toMatch(/many\.txt:3: lookup 2: got more than 2 different rows \(--rows\)/);
});

test('Criteo renumbered has the rows that occur, of all its tables', async () => {
  const { spec, trace } = await imported(log('few.tsv', line('1', ['a', 'b', 'c'])), { rows: 5, dense: true });
  expect(spec.sizes.rows).toBe(26);
  expect(Math.max(...trace)).toBe(25);
});

test('the log itself is never written over, by whatever name it goes', async () => {
  const text = Buffer.from(writeNpy({ scalar: 'i64', shape: [2], values: BigInt64Array.of(3n, 4n) }));
  const file = log('mine.npy', text);
  const asked = (options: Partial<ImportOptions>) => importWorkload({ file, directory: root, ...options }).then(() => 'no error', ({ message }: Error) => message.replaceAll(root, ''));
  expect(await asked({})).toBe('/mine.npy is what is read; take another --name or --out');
  symlinkSync(file, join(root, 'link.npy'));
  expect(await asked({ name: 'link' })).toBe('/link.npy is what is read; take another --name or --out');
  expect(readFileSync(file).equals(text)).toBe(true);
  const list = log('list.json', '1\n2\n');
  expect(await importWorkload({ file: list, directory: root, name: 'list' }).then(() => 'no error', ({ message }: Error) => message)).toMatch(/list\.json is what is read/);
});

test('Criteo, all categories: one table after another', async () => {
  const { spec, trace } = await imported(log('all.tsv', line('1', ['a', '', '15'])), { rows: 10 });
  expect(trace).toEqual(Array.from({ length: 26 }, (_, column) => column * 10 + ([0xa % 10, 0, 0x15 % 10][column] ?? 0)));
  expect(spec).toMatchObject({ sizes: { rows: 260 }, bagLengths: { distribution: 'fixed', length: 26 } });
  // The same hash in two categories is two rows.
  expect(new Set((await imported(log('twice.tsv', line('1', ['a', 'a'])))).trace).size).toBe(26);
});

test.each([
  [line('0', []).split('\t').slice(1).join('\t'), '39 fields instead of 40'],
  [line('', []), 'the label is not an integer'],
  [line('0', []).replace('-1', '1.5'), 'integer 1 is none'],
  [line('0', ['xyz']), 'category 1 is not hexadecimal'],
  [line('0', ['123456789']), 'category 1 is not hexadecimal'],
  ['user\titem', '2 fields instead of 40'],
])('a bad Criteo line %# is named', async (bad, why) => {
  expect(await failure(log('bad.tsv', `${line('0', [])}\n${bad}\n`))).toContain(`bad.tsv:2: ${why} in '`);
});

test('an .npz: its indices, bags, rows and width', async () => {
  const { spec, trace } = await imported(join(import.meta.dirname, '../golden/npz/pool-mean.npz'));
  expect(trace).toEqual([1, 3, 0, 4]);
  expect(spec).toMatchObject({ name: 'pool-mean', sizes: { rows: 5, dim: 4, bags: 2 }, bagLengths: { distribution: 'listed', lengths: [2, 2] } });
});

test('an .npz without indices says what it has', async () => {
  expect(await failure(join(import.meta.dirname, '../golden/npz/interact-fm.npz'))).toMatch(/interact-fm\.npz: no array 'indices'; it has vectors, expected; allowed:/);
});

test('a negative index of an .npz names its position, renumbered or not', async () => {
  const file = join(root, 'negative.npz');
  writeNpz(file, { indices: { scalar: 'i32', shape: [3], values: Int32Array.of(4, -1, 2) } });
  const message = 'negative.npz: lookup 1, in bag 0: got index -1; allowed: from 0; leave pruned rows (-1) out, and save signed hashes as unsigned';
  expect(await failure(file)).toContain(message);
  expect(await failure(file, { dense: true })).toContain(message);
});

test('bad options, a file or folder that cannot be', async () => {
  const file = log('ok.txt', '1\n');
  await expect(importWorkload({ file, directory: out, rows: 0 })).rejects.toThrow('--rows: got 0; allowed: a whole number from 1 to 2147483647');
  await expect(importWorkload({ file, directory: out, column: 27 })).rejects.toThrow(/^--column: .* is no Criteo log and no Parquet file/);
  await expect(importWorkload({ file, format: 'criteo', directory: out, column: 27 })).rejects.toThrow('--column: got 27; allowed: 1 … 26, or all');
  await expect(importWorkload({ file: join(root, 'none'), directory: out })).rejects.toThrow(/^cannot read .*none: no such file or directory$/);
  await expect(importWorkload({ file: root, directory: out })).rejects.toThrow(/: it is a directory$/);
  await expect(importWorkload({ file, directory: join(file, 'below') })).rejects.toThrow(/^cannot write .*: a part of the path is not a directory$/);
  await expect(importWorkload({ file, directory: '/proc/none/below' })).rejects.toThrow('cannot write /proc/none: no such file or directory');
  expect((await imported(file, { directory: join(out, 'two', 'below') })).trace).toEqual([1]);
});

test('a trace cut off after its import is refused', async () => {
  const { spec, tracePath } = await imported(log('t.txt', '1\n2\n3\n'));
  writeFileSync(tracePath, readFileSync(tracePath).subarray(0, 134));
  expect(() => generateArguments(poolSum, spec, { draw: 'x', directory: out })).toThrow(/t\.npy: 134 bytes, but 3 lookups take 140; the trace is cut off or damaged: import it again$/);
  const beyond = await imported(log('t.txt', '1\n2\n3\n'));
  const small = { ...beyond.spec, sizes: { ...beyond.spec.sizes, rows: 3 } };
  expect(() => generateArguments(poolSum, small, { draw: 'x', directory: out })).toThrow(/t\.npy: names row 3; allowed: 0 … 2 \(rows = 3\)/);
});
