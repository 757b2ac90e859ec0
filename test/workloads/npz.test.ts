import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ArrayData } from '../../src/model/index.ts';
import { readNpy } from '../../src/workloads/npy.ts';
import { readNpz, writeNpz } from '../../src/workloads/npz.ts';

const golden = join(import.meta.dirname, '../golden/npz');
const directory = mkdtempSync(join(tmpdir(), 'evoke-npz-'));
afterAll(() => rmSync(directory, { recursive: true }));
const at = (name: string) => join(directory, name);

test('every type and layout that NumPy writes', async () => {
  const odd = await readNpz(join(golden, 'odd.npz'));
  const plain = Object.fromEntries(Object.entries(odd).map(([name, { scalar, shape, values }]) => [name, [scalar, [...shape], Array.from(values as Float32Array)]]));
  expect(plain).toEqual({
    half: ['f16', [4], [1.5, -2, Math.fround(2 ** -24), 65504]],
    double: ['f32', [2, 2], [0.1, 1e300, NaN, -0]],
    int8: ['i8', [2], [-128, 127]],
    uint8: ['u8', [2], [0, 255]],
    int16: ['i32', [2], [-32768, 32767]],
    uint16: ['i32', [1], [65535]],
    uint32: ['i32', [2], [7, 2 ** 31 - 1]],
    uint32_wide: ['i64', [1], [4294967295n]],
    int64: ['i32', [2], [-5, 2 ** 31 - 1]],
    int64_wide: ['i64', [2], [2147483648n, -1099511627776n]],
    boolean: ['bool', [2], [1, 0]],
    scalar: ['f32', [], [2.5]],
    empty: ['f32', [0, 4], []],
    fortran: ['i32', [2, 3, 4], Array.from({ length: 24 }, (_, value) => value)],
  });
});

test('the known answer of cuEmbed', async () => {
  const { table, indices, expected } = await readNpz(join(golden, 'pool-sum.npz'));
  expect(table!.shape).toEqual([5, 4]);
  expect([...indices!.values]).toEqual([1, 3, 0, 4]);
  expect([...expected!.values]).toEqual([18, 20, 22, 24, 18, 20, 22, 24]);
});

test('what is written is read again', async () => {
  const array = fc.oneof(
    fc.float32Array().map((values): ArrayData => ({ scalar: 'f32', shape: [values.length], values })),
    fc.int32Array().map((values): ArrayData => ({ scalar: 'i32', shape: [values.length, 1], values })),
    fc.uint8Array().map((values): ArrayData => ({ scalar: 'u8', shape: [1, values.length], values })),
  );
  await fc.assert(fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), array, { maxKeys: 4, noNullPrototype: true }), async (arrays) => {
    writeNpz(at('round.npz'), arrays);
    expect(await readNpz(at('round.npz'))).toEqual(arrays);
  }), { numRuns: 30 });
});

/** A zip64 archive as a writer that does not know its sizes beforehand makes it: every 32-bit field is all ones. */
function zip64(name: string, content: Buffer, crc: number): Buffer {
  const ones = 0xffffffff;
  const fixed = (size: number, write: (buffer: Buffer) => void) => { const buffer = Buffer.alloc(size); write(buffer); return buffer; };
  const extra = (values: number[]) => fixed(4 + values.length * 8, (b) => { b.writeUInt16LE(1, 0); b.writeUInt16LE(values.length * 8, 2); values.forEach((v, i) => b.writeBigUInt64LE(BigInt(v), 4 + i * 8)); });
  const [localExtra, centralExtra] = [extra([content.length, content.length]), extra([content.length, content.length, 0])];
  const local = Buffer.concat([fixed(30, (b) => { b.writeUInt32LE(0x04034b50, 0); b.writeUInt32LE(crc, 14); b.writeUInt32LE(ones, 18); b.writeUInt32LE(ones, 22); b.writeUInt16LE(name.length, 26); b.writeUInt16LE(localExtra.length, 28); }), Buffer.from(name), localExtra, content]);
  const central = Buffer.concat([fixed(46, (b) => { b.writeUInt32LE(0x02014b50, 0); b.writeUInt32LE(crc, 16); b.writeUInt32LE(ones, 20); b.writeUInt32LE(ones, 24); b.writeUInt16LE(name.length, 28); b.writeUInt16LE(centralExtra.length, 30); b.writeUInt32LE(ones, 42); }), Buffer.from(name), centralExtra]);
  const end64 = fixed(56, (b) => { b.writeUInt32LE(0x06064b50, 0); b.writeBigUInt64LE(44n, 4); b.writeBigUInt64LE(1n, 24); b.writeBigUInt64LE(1n, 32); b.writeBigUInt64LE(BigInt(central.length), 40); b.writeBigUInt64LE(BigInt(local.length), 48); });
  const locator = fixed(20, (b) => { b.writeUInt32LE(0x07064b50, 0); b.writeBigUInt64LE(BigInt(local.length + central.length), 8); });
  const end = fixed(22, (b) => { b.writeUInt32LE(0x06054b50, 0); b.writeUInt16LE(0xffff, 8); b.writeUInt16LE(0xffff, 10); b.writeUInt32LE(ones, 12); b.writeUInt32LE(ones, 16); });
  return Buffer.concat([local, central, end64, locator, end]);
}

test('zip64 throughout', async () => {
  const header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }\n";
  const npy = Buffer.concat([Buffer.from(`\x93NUMPY\x02\x00${String.fromCharCode(header.length)}\x00\x00\x00${header}`, 'latin1'), Buffer.from(Int32Array.of(3, -4).buffer)]);
  writeFileSync(at('wide.npz'), zip64('v.npy', npy, crc32(npy)));
  expect(await readNpz(at('wide.npz'))).toEqual({ v: { scalar: 'i32', shape: [2], values: Int32Array.of(3, -4) } });
});

test('a file cut off anywhere, flipped bits, another file: one line', async () => {
  for (const name of ['pool-sum.npz', 'pool-mean.npz']) {
    const whole = readFileSync(join(golden, name));
    for (let length = 0; length < whole.length; length += 37) {
      writeFileSync(at('cut.npz'), whole.subarray(0, length));
      await expect(readNpz(at('cut.npz'))).rejects.toThrow(/^.*cut\.npz: not a whole \.npz \(zip\) file: it is cut off or something else; save it again with numpy\.savez$/);
    }
    const flipped = Buffer.from(whole);
    flipped[120]! ^= 0x10; // inside the first array
    writeFileSync(at('flipped.npz'), flipped);
    await expect(readNpz(at('flipped.npz'))).rejects.toThrow(/flipped\.npz: table\.npy: .*; the file is cut off or damaged: save it again with numpy\.savez$/);
  }
  await expect(readNpz(join(golden, 'text.npz'))).rejects.toThrow(/text\.npz: words: values of type <U6; allowed: float16, float32/);
  await expect(readNpz(at('none.npz'))).rejects.toThrow(/^cannot read .*none\.npz: no such file or directory$/);
  await expect(readNpz(directory)).rejects.toThrow(/^cannot read .*: it is a directory$/);
});

test('an .npy that is none, of an unknown version, big-endian, cut off', () => {
  const npy = (header: string, values = Buffer.alloc(8), version = 1) =>
    Buffer.concat([Buffer.from(`\x93NUMPY${String.fromCharCode(version, 0, header.length, 0)}${header}`, 'latin1'), values]);
  const shape = "'fortran_order': False, 'shape': (2,), }";
  expect(() => readNpy(Buffer.from('hello world'), 'a')).toThrow('a: not a .npy array');
  expect(() => readNpy(npy(`{'descr': '<i4', ${shape}`, undefined, 9), 'a')).toThrow('a: .npy version 9; allowed: 1, 2 and 3');
  expect(() => readNpy(npy(`{'descr': '>i4', ${shape}`), 'a')).toThrow('a: values of type >i4; allowed: float16');
  expect(() => readNpy(npy(`{'descr': '<i4', ${shape}`, Buffer.alloc(7)), 'a')).toThrow("a: 7 bytes of values, but shape [2] of <i4 has 8; the file is cut off or damaged");
  expect(() => readNpy(npy("{'descr': [('x', '<i4')], 'fortran_order': False, 'shape': (1,), }"), 'a')).toThrow('a: a structured array');
});

test('a folder that is not there, a write that fails: nothing is left', () => {
  expect(() => writeNpz(at('none/x.npz'), {})).toThrow(/^cannot write .*x\.npz: no such file or directory$/);
  expect(readdirSync(directory).filter((name) => name.includes('partial'))).toEqual([]);
});
