import { expect, test } from 'vitest';
import type { Counts, InstructionClass } from '../../src/model/index.ts';
import { count } from '../../src/sanitize/index.ts';
import { registersOf } from '../../src/sanitize/registers.ts';
import { f32, i32, typedKernel } from './kernels.ts';

function line(body: string, launch = 'block [64] grid [ceil(n / 64)]') {
  return typedKernel(`/**
 * @param {f32[n]} a
 * @param {i32[n]} k
 * @param {f32[n][32]} rows
 * @param {out f32[n]} out
 * @static n
 * @launch ${launch}
 */
export default function line(a, k, rows, out) { const t = this.local.x; const i = this.block.x * this.blockDim.x + t; ${body} }`);
}

function counted(body: string, { n = 64, launch }: { n?: number; launch?: string } = {}): Counts {
  const inputs = { a: f32([n], new Array<number>(n).fill(1)), k: i32(Array.from({ length: n }, (_, at) => at % 4)), rows: f32([n, 32], new Array<number>(32 * n).fill(1)) };
  const counts = count(line(body, launch), inputs, { n });
  if ('kind' in counts) throw new Error(counts.detail);
  return counts;
}

const issuedBy = (body: string, kind: InstructionClass, options = {}) => counted(body, options).issued[kind];

test('a block is cut into warps: what each issues, and the sectors each touches', () => {
  const found = counted('out[i] = a[i];', { n: 96, launch: 'block [96] grid [1]' });
  expect([found.threads, found.sampledThreads, found.sampledWarps]).toEqual([96, 96, 3]);
  expect([found.issued.load, found.executed.load, found.issued.store, found.sectors]).toEqual([3, 96, 3, 24]);
  expect(found.block).toEqual({ threads: 96, sharedBytes: 0, registers: 16 + 2 + 1 });
});

test('a branch is issued by the warps that have a thread in it', () => {
  const found = counted('if (t < 40) { out[i] = a[i] * 2.0; }', { n: 128, launch: 'block [128] grid [1]' });
  expect([found.issued.store, found.executed.store]).toEqual([2, 40]);
  expect(counted('out[i] = 0.0; for (let j = 0; j < (t < 32 ? 5 : 1); j++) out[i] = a[j];').issued.load).toBe(5 + 1);
});

test('a vector of 16 bytes is one instruction and the same sectors; 32 bytes are two', () => {
  const width = (n: number) => counted(`if (t < 256 / ${n}) store${n}(out, ${n} * t, load${n}(a, ${n} * t));`, { n: 256, launch: `block [${256 / n}] grid [1]` });
  expect([2, 4, 8].map((n) => [width(n).issued.load, width(n).issued.store, width(n).sectors])).toEqual([[4, 4, 64], [2, 2, 64], [2, 2, 64]]);
  expect(width(8).chain!.load).toBe(width(4).chain!.load / 2); // one warp: its two loads wait together
});

test('rows in flight: what is loaded before it is used waits once', () => {
  const rounds = (flight: number) => counted(`let s = 0.0;
    for (let j = 0; j < 8; j += ${flight}) {
      ${Array.from({ length: flight }, (_, at) => `const v${at} = rows[k[j + ${at}]][0];`).join(' ')}
      ${Array.from({ length: flight }, (_, at) => `s += v${at};`).join(' ')}
    }
    out[i] = s;`).chain!.load;
  expect([1, 2, 4, 8].map(rounds)).toEqual([2 * 16, 2 * 8, 2 * 4, 2 * 2]); // two warps; an index and its row, one after the other
});

test('shared memory: words of one bank wait for each other, the same word does not', () => {
  const reading = (at: string, size = 64 * 33) => issuedBy(`const tile = shared(f32, ${size}); for (let j = t; j < ${size}; j += 64) tile[j] = 0.0; barrier(); out[i] = tile[${at}];`, 'shared') - 2 * Math.ceil(size / 64);
  expect(reading('t')).toBe(2);
  expect(reading('0')).toBe(2);
  expect(reading('2 * t')).toBe(2 * 2);
  expect(reading('32 * t')).toBe(2 * 32);
  expect(reading('33 * t')).toBe(2);
  expect(issuedBy('const tile = shared(f16, 64); tile[t] = a[i]; out[i] = 0.0;', 'shared')).toBe(2); // two elements a word
  expect(issuedBy('const tile = shared(f32, 256); store4(tile, 4 * t, f32x4(0.0)); out[i] = 0.0;', 'shared')).toBe(2 * 4); // 512 bytes of a warp are four times 128
});

test('barriers, lane exchange and atomics', () => {
  expect(counted('barrier(); warpBarrier(); out[i] = 0.0;').issued).toMatchObject({ barrier: 2, exchange: 2 });
  expect(counted('out[i] = reduceAdd(a[i], 8);').issued).toMatchObject({ exchange: 2 * 3, floatAlu: 2 * 3 });
  expect(counted('out[i] = reduceAdd(a[i]);').chain).toMatchObject({ exchange: 2 * 5, floatAlu: 2 * 5, load: 2 });
  const atomic = (at: string) => issuedBy(`const sums = shared(f32, 64); sums[t] = 0.0; barrier(); atomicAdd(sums, ${at}, 1.0); out[i] = 0.0;`, 'atomic');
  expect([atomic('t'), atomic('k[t]'), atomic('0')]).toEqual([2, 2 * 8, 2 * 32]);
});

test('a copy moves without a register; its wait is a load, or the share that younger groups leave', () => {
  const waits = (pending: number) => counted(`const tile = shared(f32, 64); copyAsync(tile, t, a, i); copyCommit(); copyWait(${pending}); out[i] = 0.0;`);
  expect([waits(0).issued.load, waits(0).chain!.load, waits(1).chain!.load]).toEqual([2, 2 + 2, 2 + 1]);
});

test('blocks are sampled all over the grid, and the counts scale', () => {
  const found = counted('out[i] = a[i];', { n: 64 * 1000 });
  expect([found.threads, found.sampledWarps, found.issued.load]).toEqual([64_000, 24, 24]);
  expect(counted('if (i < this.constants.n) out[i] = a[i];', { n: 100_000, launch: 'block [512] grid [ceil(n / 512)]' }).sampledWarps).toBe(6 * 16);
  expect(counted('out[i] = a[i];', { n: 64 * 1000 })).toEqual(found);
});

test('all arrays together bound what can be touched', () => {
  const found = counted('out[i] = a[i];', { n: 64 });
  expect(found.footprintSectors).toBe(8 + 8 + 64 * 4 + 8);
  expect(found.distinctSectors).toBeLessThanOrEqual(found.footprintSectors!);
});

test('faults while counting are values; a launch that is impossible is one', () => {
  expect(count(line('out[i] = a[i + 64];'), { a: f32([64], new Array<number>(64).fill(0)), k: i32(new Array<number>(64).fill(0)), rows: f32([64, 32], []) }, { n: 64 })).toMatchObject({ kind: 'out-of-bounds' });
  expect(count(line('out[i] = a[i];', 'block [n / 3] grid [3]'), { a: f32([64], new Array<number>(64).fill(0)), k: i32([]), rows: f32([64, 32], []) }, { n: 64 })).toMatchObject({ kind: 'unsupported' });
});

test('registers: locals in scope, what is in flight, half as much for f16', () => {
  const of = (body: string) => {
    const { kernel, ...typed } = line(body);
    return registersOf(kernel.body, typed) - 18; // what every kernel takes, and the two locals of the head
  };
  expect(of('out[i] = 1.0;')).toBe(0);
  expect(of('const v = load4(a, 4 * t); out[i] = v[0];')).toBe(4);
  expect(of('const v = load8(a, 8 * t); out[i] = v[0];')).toBe(8);
  expect(of('const v = f16x8(load8(a, 8 * t)); out[i] = v[0];')).toBe(8 + 4);
  expect(of('if (t < 8) { const v = load4(a, 0); out[i] = v[0]; } else { const w = load8(a, 0); out[i] = w[0]; }')).toBe(8);
  expect(of('let s = f32x4(0.0); s += load4(a, 0); s += load4(a, 4); out[i] = s[0];')).toBe(4 + 8);
});
