import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterAll, expect, test } from 'vitest';
import type { ArrayData } from '../../src/model/index.ts';
import { idOfBig } from '../../src/workloads/ids.ts';
import { formatOf, readLog, type LogOptions } from '../../src/workloads/log.ts';
import { npyHeader, writeNpy } from '../../src/workloads/npy.ts';
import { writeNpz } from '../../src/workloads/npz.ts';
import { profileLog } from '../../src/workloads/profile.ts';

const folder = mkdtempSync(join(tmpdir(), 'evoke-log-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** A log's accesses bag by bag, `|` and the session where a bag ends. */
async function told(file: string, options: Partial<LogOptions> = {}): Promise<string> {
  const words: string[] = [];
  await readLog({ file: at(file), ...options }, (id) => words.push(String(id)), (session) => words.push(`|${session ?? ''}`));
  return words.join(' ');
}
const refusal = (file: string, options: Partial<LogOptions> = {}) => told(file, options).then(() => 'no error', (error: Error) => `${error.name}: ${error.message.replace(folder, '')}`);
const i32 = (shape: number[], values: number[]): ArrayData => ({ scalar: 'i32', shape, values: Int32Array.from(values) });

/** What the writer cannot do itself. */
const compress: Readonly<Partial<Record<string, (bytes: Uint8Array) => Uint8Array>>> = {
  GZIP: (bytes) => gzipSync(bytes),
  // one raw block in a frame of one segment is Zstandard too (RFC 8878, 3.1.1)
  ZSTD: (bytes) => Buffer.concat([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, bytes.length, (bytes.length << 3) | 1, bytes.length >> 5, 0), bytes]),
};

parquetWriteFile({
  filename: at('log.parquet'),
  columnData: [
    { name: 'item', data: [7n, 3n, 2n ** 40n], type: 'INT64' },
    { name: 'clicks', data: [[1, 2], [], [5]] },
    { name: 'user', data: ['ann', 'bob', 'ann'], type: 'STRING' },
    { name: 'price', data: [0.5, 1, 2], type: 'DOUBLE' },
  ],
  rowGroupSize: 2,
});

test('a Parquet column of integers is a list, one of lists has a bag a row, sessions may have names', async () => {
  expect(await formatOf(at('log.parquet'))).toBe('parquet');
  expect(await told('log.parquet', { column: 'item' })).toBe('7 3 1099511627776');
  expect(await told('log.parquet', { column: 'clicks' })).toBe('1 2 | | 5 |');
  const [, , first, , second, , third] = (await told('log.parquet', { column: 'clicks', session: 'user' })).split(' ');
  expect([first === third, first === second, first!.length > 1]).toEqual([false, false, true]);
  expect((await told('log.parquet', { column: 'clicks', session: 'user' })).match(/\|\d+/g)!.map((session, _, all) => all.indexOf(session))).toEqual([0, 1, 0]);
});

test('a nested list column is bags too, in whatever compression', async () => {
  for (const codec of ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD'] as const) {
    const pack = compress[codec];
    parquetWriteFile({
      filename: at('nested.parquet'), codec, ...(pack === undefined ? {} : { compressors: { [codec]: pack } }),
      columnData: [{ name: 'clicks', data: [[1, 2, 3], [], [900], null] }],
      schema: [
        { name: 'root', num_children: 1 }, { name: 'clicks', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 }, { name: 'element', type: 'INT32', repetition_type: 'OPTIONAL' },
      ],
    });
    expect(await told('nested.parquet')).toBe('1 2 3 | | 900 | |');
  }
});

test('Parquet that does not do is refused in a line', async () => {
  expect(await refusal('log.parquet', { column: 'clics' })).toBe("UserError: /log.parquet: --column: no column 'clics'; its columns are item, clicks, user, price");
  expect(await refusal('log.parquet', { column: 'item', session: 'who' })).toBe("UserError: /log.parquet: --session: no column 'who'; its columns are item, clicks, user, price");
  expect(await refusal('log.parquet')).toBe('UserError: /log.parquet: which column holds the row numbers? name one with --column: item, clicks, user, price');
  expect(await refusal('log.parquet', { column: 'user' })).toBe('UserError: /log.parquet: user, row 0: got ann; allowed: whole numbers from 0, or lists of them');
  expect(await refusal('log.parquet', { column: 'price' })).toMatch(/price, row 0: got 0\.5; allowed: whole numbers/);
  writeFileSync(at('cut.parquet'), 'PAR1 and nothing after it');
  expect(await refusal('cut.parquet')).toMatch(/^UserError: \/cut\.parquet: not a Parquet file that can be read: .*; write it again/);
});

test('an .npy is a list or bags of one length', async () => {
  writeFileSync(at('list.npy'), writeNpy(i32([4], [5, 0, 7, 5])));
  writeFileSync(at('bags.npy'), writeNpy({ scalar: 'i64', shape: [2, 3], values: BigInt64Array.of(1n, 2n, 2n ** 33n, 4n, 5n, 6n) }));
  writeFileSync(at('floats.npy'), writeNpy({ scalar: 'f32', shape: [1], values: Float32Array.of(1.5) }));
  writeFileSync(at('cube.npy'), writeNpy(i32([1, 1, 1], [1])));
  writeFileSync(at('short.npy'), writeNpy(i32([4], [5, 0, 7, 5])).subarray(0, -3));
  expect(await told('list.npy')).toBe('5 0 7 5');
  expect(await told('bags.npy')).toBe('1 2 8589934592 | 4 5 6 |');
  expect(await refusal('floats.npy')).toMatch(/its values are float32; allowed: integers, such as \.astype\(numpy\.int64\) makes them$/);
  expect(await refusal('cube.npy')).toMatch(/3 dimensions; allowed: 1, a list of rows, or 2, \[bags\]\[hotness\]$/);
  expect(await refusal('short.npy')).toMatch(/3 values, but shape \[4\] has 4; the file is cut off or damaged$/);
});

test('ids of 64 bits are kept apart, whatever says them, and big-endian ones are read', async () => {
  const near = Array.from({ length: 5 }, (_, at) => 2n ** 60n + BigInt(at));
  const hashes = [...near, 2n ** 64n - 1n, 2n ** 53n + 1n, 2n ** 53n, near[0]!];
  const alike = (words: string) => { const ids = words.split(' '); return ids.map((id) => ids.indexOf(id)); };
  const wanted = [0, 1, 2, 3, 4, 5, 6, 7, 0];
  const bytes = Buffer.alloc(8 * hashes.length);
  hashes.forEach((hash, at) => bytes.writeBigUInt64BE(hash, 8 * at));
  writeFileSync(at('hashes.npy'), Buffer.concat([npyHeader('>u8', [hashes.length]), bytes]));
  writeFileSync(at('hashes.txt'), hashes.join('\n'));
  expect(alike(await told('hashes.npy'))).toEqual(wanted);
  expect(await told('hashes.txt')).toBe(await told('hashes.npy'));
  parquetWriteFile({ filename: at('hashes.parquet'), columnData: [{ name: 'id', data: hashes.slice(0, 5), type: 'INT64' }] });
  expect(await told('hashes.parquet')).toBe((await told('hashes.txt')).split(' ').slice(0, 5).join(' '));
  writeFileSync(at('small.npy'), Buffer.concat([npyHeader('>i4', [2]), Uint8Array.of(0, 0, 1, 2, 0, 0, 0, 7)]));
  expect(await told('small.npy')).toBe('258 7');
  const drawn = fc.sample(fc.bigInt(0n, 2n ** 64n - 1n), { numRuns: 2000, seed: 1 });
  writeFileSync(at('drawn.txt'), drawn.map((id, line) => `${'0'.repeat(line % 3)}${id}`).join('\n'));
  expect(await told('drawn.txt')).toBe(drawn.map((id) => String(idOfBig(id))).join(' '));
  writeFileSync(at('wide.txt'), `1\n${2n ** 64n}\n`);
  expect(await refusal('wide.txt')).toMatch(/wide\.txt:2: got '18446744073709551616'; allowed: one index a line, a whole number from 0 to below 2\^64 and nothing beside it$/);
});

test('an id below 0 is refused, wherever it comes from', async () => {
  const problem = /: lookup 1, in bag 0: got index -1; allowed: from 0; leave pruned rows \(-1\) out, and save signed hashes as unsigned/;
  writeFileSync(at('pruned.npy'), writeNpy(i32([3], [4, -1, 6])));
  writeNpz(at('pruned.npz'), { indices: i32([3], [4, -1, 6]), offsets: i32([2], [0, 3]) });
  expect(await refusal('pruned.npy')).toMatch(problem);
  expect(await refusal('pruned.npz')).toMatch(problem);
  writeFileSync(at('signed.npy'), writeNpy({ scalar: 'i64', shape: [1], values: BigInt64Array.of(-(2n ** 62n) - 1n) }));
  expect(await refusal('signed.npy')).toMatch(/lookup 0, in bag 0: got index one of more than 52 bits; allowed: from 0/);
});

test('a mark of UTF-8 is no part of the first line', async () => {
  writeFileSync(at('windows.txt'), '\ufeff5\r\n7\r\n');
  expect(await told('windows.txt')).toBe('5 7');
  writeFileSync(at('mark.txt'), '\ufeff\n');
  expect(await refusal('mark.txt')).toBe('UserError: /mark.txt: an empty file; allowed: one record a line');
});

test('a pipe is refused before anything of it is lost', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  const problem = /^UserError: \/pipe: a pipe or a device; allowed: a file, as it is read more than once/;
  expect(await refusal('pipe')).toMatch(problem);
  expect(await refusal('pipe', { format: 'index-list' })).toMatch(problem);
  await expect(formatOf(at('pipe'))).rejects.toThrow(/a pipe or a device/);
});

test('Criteo as DLRM packs it is Criteo', async () => {
  const categories = (first: number) => Array.from({ length: 26 }, (_, each) => (each === 0 ? first : 9));
  writeNpz(at('day.npz'), { X_cat: i32([2, 26], [...categories(5), ...categories(-1)]), X_int: i32([2, 13], Array(26).fill(1)), y: i32([2], [0, 1]) });
  expect(await formatOf(at('day.npz'))).toBe('criteo');
  expect(await told('day.npz', { column: 1 })).toBe('5 | 4294967295 |');
  expect(await told('day.npz', { column: 1, rows: 100 })).toBe(`5 | ${4294967295 % 100} |`);
  const all = await told('day.npz', { rows: 10 });
  expect(all.split(' | ')[0]).toBe(['5', ...Array.from({ length: 25 }, (_, each) => String(10 * (each + 1) + 9))].join(' '));
  writeNpz(at('narrow.npz'), { X_cat: i32([2, 3], [1, 2, 3, 4, 5, 6]) });
  expect(await refusal('narrow.npz')).toBe('UserError: /narrow.npz: X_cat: got shape [2, 3]; allowed: [samples, 26]');
  writeNpz(at('bare.npz'), { y: i32([1], [1]) });
  expect(await refusal('bare.npz', { format: 'criteo' })).toMatch(/no array 'X_cat'; it has y; allowed/);
});

test('an .npz tells its bags by lengths or a second dimension too', async () => {
  writeNpz(at('lengths.npz'), { indices: i32([3], [4, 5, 6]), lengths: i32([3], [2, 0, 1]) });
  expect(await told('lengths.npz')).toBe('4 5 | | 6 |');
  writeNpz(at('square.npz'), { indices: i32([2, 2], [4, 5, 6, 7]), sessions: i32([2], [1, 1]) });
  expect(await told('square.npz')).toBe('4 5 |1 6 7 |1');
  writeNpz(at('both.npz'), { indices: i32([3], [4, 5, 6]), lengths: i32([2], [2, 1]), offsets: i32([2], [0, 1]) });
  expect(await refusal('both.npz')).toMatch(/its offsets and its lengths tell different bags; leave one of them out$/);
  writeNpz(at('short.npz'), { indices: i32([3], [4, 5, 6]), lengths: i32([2], [1, 1]) });
  expect(await refusal('short.npz')).toMatch(/its lengths add up to 2; allowed: 3, the lookups$/);
  writeNpz(at('minus.npz'), { indices: i32([3], [4, 5, 6]), lengths: i32([2], [4, -1]) });
  expect(await refusal('minus.npz')).toMatch(/lengths\[0\]: got 4, allowed: 0 … 3, the lookups$/);
  writeNpz(at('tables.npz'), { indices: i32([3], [4, 5, 6]), lengths: i32([2, 1], [1, 2]) });
  expect(await refusal('tables.npz')).toMatch(/lengths: 2 dimensions; allowed: 1, a value for each bag; take one table at a time$/);
});

test('sessions below 0 and beyond 2^53 are sessions', async () => {
  writeNpz(at('signed.npz'), { indices: i32([3], [4, 4, 4]), offsets: i32([3], [0, 1, 2]), sessions: { scalar: 'i64', shape: [3], values: BigInt64Array.of(-1n, -1n - 2n ** 62n, -2n - 2n ** 62n) } });
  expect((await profileLog({ file: at('signed.npz') })).bags!.sessions).toMatchObject({ sessions: 3, samplesPerSession: 1 });
});

test('a log without lookups is none', async () => {
  writeFileSync(at('none.npy'), writeNpy(i32([0], [])));
  expect(await refusal('none.npy')).toBe('UserError: /none.npy: no lookups; allowed: at least one');
});

test('an .npz tells bags and sessions, empty bags where they are', async () => {
  writeNpz(at('bags.npz'), { indices: i32([3], [4, 5, 6]), offsets: i32([5], [0, 0, 2, 3, 3]), sessions: i32([4], [8, 8, 9, 9]) });
  expect(await told('bags.npz')).toBe('|8 4 5 |8 6 |9 |9');
  writeNpz(at('past.npz'), { indices: i32([3], [4, 5, 6]), offsets: i32([3], [0, 4, 3]) });
  expect(await refusal('past.npz')).toMatch(/offsets\[2\]: got 3 after 4, allowed: offsets that never go down/);
  writeNpz(at('strangers.npz'), { indices: i32([1], [4]), offsets: i32([2], [0, 1]), sessions: i32([2], [8, 8]) });
  expect(await refusal('strangers.npz')).toMatch(/2 sessions for 1 bags; allowed: one for each bag/);
});

test('what is no log is told so', async () => {
  writeFileSync(at('picture.bin'), Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0a));
  writeFileSync(at('empty.txt'), '');
  writeFileSync(at('list.txt'), '1\n2\n');
  expect(await refusal('picture.bin')).toBe('UserError: /picture.bin: of no known format: neither text nor .npz, .npy or Parquet; allowed: index-list, criteo, npz, npy, parquet');
  expect(await refusal('empty.txt')).toBe('UserError: /empty.txt: an empty file; allowed: one record a line');
  expect(await refusal('list.txt', { session: 'user' })).toMatch(/^UserError: --session: .*list\.txt is no Parquet file \(index-list\)/);
});
