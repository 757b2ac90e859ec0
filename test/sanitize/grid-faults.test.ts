import { expect, test } from 'vitest';
import type { TypedKernel } from '../../src/dialect/index.ts';
import type { FaultKind } from '../../src/model/index.ts';
import { sanitize, type SanitizeCase } from '../../src/sanitize/index.ts';
import { f32, i32, typedKernel } from './kernels.ts';

/** Known-wrong grid kernels, each beside its right twin: the one must be caught and the other must pass. */

interface Pair {
  readonly bug: string;
  readonly kind: FaultKind;
  readonly wrong: string;
  readonly right: string;
  /** Part of what the fault says. */
  readonly says: string;
  /** Elements of the line; a block has 64 threads unless the launch says otherwise. */
  readonly n?: number;
  readonly launch?: string;
}

function line(body: string, launch = 'block [64] grid [ceil(n / 64)]'): TypedKernel {
  return typedKernel(`/**
 * @param {f32[n]} a
 * @param {i32[n]} k
 * @param {out f32[n]} out
 * @static n
 * @launch ${launch}
 */
export default function line(a, k, out) { const i = this.block.x * this.blockDim.x + this.local.x; const t = this.local.x; ${body} }`);
}

function lineOf(n: number): SanitizeCase {
  return { name: `${n} elements`, sizes: { n }, arguments: { a: f32([n], Array.from({ length: n }, (_, at) => at + 1)), k: i32(Array.from({ length: n }, (_, at) => at % 7)) } };
}

const pairs: readonly Pair[] = [
  {
    bug: 'a tail that is not masked', kind: 'out-of-bounds', n: 100, says: "a[100] with n = 100 in case '100 elements', block (1, 0, 0), thread (36, 0, 0)",
    wrong: 'out[i] = a[i];', right: 'if (i < this.constants.n) out[i] = a[i];',
  },
  {
    bug: 'a tail masked one element too late', kind: 'out-of-bounds', n: 100, says: 'a[100] with n = 100',
    wrong: 'if (i <= this.constants.n) out[i] = a[i];', right: 'if (i < this.constants.n) out[i] = a[i];',
  },
  {
    bug: 'a tail masked one element too early', kind: 'unwritten', n: 100, says: "no thread stores out[99] in case '100 elements'",
    wrong: 'if (i < this.constants.n - 1) out[i] = a[i];', right: 'if (i < this.constants.n) out[i] = a[i];',
  },
  {
    bug: 'a grid that is one block short', kind: 'unwritten', n: 100, says: 'no thread stores out[64]', launch: 'block [64] grid [floor(n / 64)]',
    wrong: 'if (i < this.constants.n) out[i] = a[i];',
    right: 'for (let at = t; at < this.constants.n; at += 64) out[at] = a[at];',
  },
  {
    bug: 'a missing barrier', kind: 'race', says: 'tile[63] is read and thread (63, 0, 0) touches it too: there is no barrier between',
    wrong: 'const tile = shared(f32, 64); tile[t] = a[i]; out[i] = tile[63 - t];',
    right: 'const tile = shared(f32, 64); tile[t] = a[i]; barrier(); out[i] = tile[63 - t];',
  },
  {
    bug: 'a missing barrier before a tile is filled anew', kind: 'race', n: 128, launch: 'block [64] grid [1]', says: 'tile[0] is stored and another thread touches it too',
    wrong: 'const tile = shared(f32, 1); for (let j = 0; j < 2; j++) { if (t === 0) tile[0] = a[j]; barrier(); out[64 * j + t] = tile[0]; }',
    right: 'const tile = shared(f32, 1); for (let j = 0; j < 2; j++) { if (t === 0) tile[0] = a[j]; barrier(); out[64 * j + t] = tile[0]; barrier(); }',
  },
  {
    bug: 'lanes of a warp taken to run in step', kind: 'race', says: 'there is no barrier between',
    wrong: 'const tile = shared(f32, 64); tile[t] = a[i]; out[i] = tile[t ^ 1];',
    right: 'const tile = shared(f32, 64); tile[t] = a[i]; warpBarrier(); out[i] = tile[t ^ 1];',
  },
  {
    bug: 'a barrier of the warp where other warps store', kind: 'race', says: 'there is no barrier between',
    wrong: 'const tile = shared(f32, 64); tile[t] = a[i]; warpBarrier(); out[i] = tile[t ^ 32];',
    right: 'const tile = shared(f32, 64); tile[t] = a[i]; barrier(); out[i] = tile[t ^ 32];',
  },
  {
    bug: 'a store after other lanes read, with no barrier', kind: 'race', says: 'is stored',
    wrong: 'const tile = shared(f32, 64); tile[t] = a[i]; warpBarrier(); const x = tile[t ^ 1]; tile[t] = x; warpBarrier(); out[i] = tile[t ^ 1];',
    right: 'const tile = shared(f32, 64); tile[t] = a[i]; warpBarrier(); const x = tile[t ^ 1]; warpBarrier(); tile[t] = x; warpBarrier(); out[i] = tile[t ^ 1];',
  },
  {
    bug: 'a barrier in a branch that not all take', kind: 'divergent-barrier', says: 'barrier() is reached by 32 of the 64 threads of the block',
    wrong: 'const tile = shared(f32, 64); tile[t] = a[i]; if (t < 32) { barrier(); } out[i] = tile[t];',
    right: 'const tile = shared(f32, 64); tile[t] = a[i]; if (this.block.x >= 0) { barrier(); } out[i] = tile[t];',
  },
  {
    bug: 'a barrier in a loop that some leave earlier', kind: 'divergent-barrier', says: 'barrier() is reached by',
    wrong: 'let s = 0.0; for (let j = 0; j < k[i]; j++) { s += 1.0; barrier(); } out[i] = s;',
    right: 'let s = 0.0; for (let j = 0; j < 7; j++) { if (j < k[i]) s += 1.0; barrier(); } out[i] = s;',
  },
  {
    bug: 'a barrier of the warp within half a warp', kind: 'divergent-barrier', says: 'warpBarrier() is reached by 16 of the 32 threads of its warp',
    wrong: 'if (t < 16) { warpBarrier(); } out[i] = 1.0;', right: 'if (t < 32) { warpBarrier(); } out[i] = 1.0;',
  },
  {
    bug: 'a shuffle under a guard', kind: 'divergent-barrier', n: 100, says: 'shuffleXor is reached by 4 of the 32 threads of its warp',
    wrong: 'if (i < this.constants.n) { const x = a[i]; out[i] = x + shuffleXor(x, 1); }',
    right: 'let x = 0.0; if (i < this.constants.n) x = a[i]; const y = shuffleXor(x, 1); if (i < this.constants.n) out[i] = x + y;',
  },
  {
    bug: 'a sum over lanes behind a short circuit', kind: 'divergent-barrier', says: 'reduceAdd is reached by',
    wrong: 'if (t % 2 === 0 && reduceAdd(1) > 0) { out[i] = 1.0; } else { out[i] = 0.0; }',
    right: 'if (reduceAdd(1) > 0 && t % 2 === 0) { out[i] = 1.0; } else { out[i] = 0.0; }',
  },
  {
    bug: 'a lane that is not there', kind: 'uninitialised', says: 'shuffle asks for lane 32; the warp has 32 lanes',
    wrong: 'out[i] = shuffle(a[i], this.lane + 1);', right: 'out[i] = shuffle(a[i], Math.min(this.lane + 1, 31));',
  },
  {
    bug: 'a lane that a partial warp lacks', kind: 'uninitialised', n: 40, launch: 'block [40] grid [1]', says: 'shuffle asks for lane 8; the warp has 8 lanes',
    wrong: 'out[i] = shuffle(a[i], 8);', right: 'out[i] = shuffle(a[i], 7);',
  },
  {
    bug: 'shared memory that nobody filled', kind: 'uninitialised', says: 'tile[64] is read before a thread of its block stored it',
    wrong: 'const tile = shared(f32, 65); tile[t] = a[i]; barrier(); out[i] = tile[t + 1];',
    right: 'const tile = shared(f32, 65); tile[t] = a[i]; if (t === 0) tile[64] = 0.0; barrier(); out[i] = tile[t + 1];',
  },
  {
    bug: 'shared memory that only the block before filled', kind: 'uninitialised', n: 128, says: 'block (1, 0, 0)',
    wrong: 'const tile = shared(f32, 64); if (this.block.x === 0) tile[t] = a[i]; barrier(); out[i] = tile[t];',
    right: 'const tile = shared(f32, 64); if (this.block.x >= 0) tile[t] = a[i]; barrier(); out[i] = tile[t];',
  },
  {
    bug: 'a local that not every path gives a value', kind: 'uninitialised', says: "'x' is read before it has a value",
    wrong: 'let x; if (t < 63) x = a[i]; out[i] = x;', right: 'let x; if (t < 63) { x = a[i]; } else { x = 0.0; } out[i] = x;',
  },
  {
    bug: 'two threads that store one element', kind: 'race', says: 'out[0] is stored, and thread (0, 0, 0) stores it too',
    wrong: 'out[i] = a[i]; if (t === 1) out[i - 1] = a[i - 1];', right: 'out[i] = a[i]; if (t === 1) out[i] = a[i - 1];',
  },
  {
    bug: 'two blocks that store one element', kind: 'race', n: 128, launch: 'block [64] grid [3]', says: 'out[0] is stored, and a thread of another block stores it too',
    wrong: 'out[i % 128] = a[i % 128];', right: 'if (this.block.x < 2) out[i % 128] = a[i % 128];',
  },
  {
    bug: 'an atomic addition onto nothing', kind: 'uninitialised', n: 64, says: 'out[0] is added to before a thread of its block stored it',
    wrong: 'if (t > 0) out[i] = 0.0; barrier(); atomicAdd(out, 0, a[i]);', right: 'out[i] = 0.0; barrier(); atomicAdd(out, 0, a[i]);',
  },
  {
    bug: 'an atomic addition that a plain store may overtake', kind: 'race', n: 64, says: 'is added to and thread (0, 0, 0) touches it too',
    wrong: 'out[i] = 0.0; atomicAdd(out, 0, a[i]);', right: 'out[i] = 0.0; barrier(); atomicAdd(out, 0, a[i]);',
  },
  {
    bug: 'a shared sum read while others still add', kind: 'race', says: 'total[0] is read and',
    wrong: 'const total = shared(f32, 1); if (t === 0) total[0] = 0.0; barrier(); atomicAdd(total, 0, a[i]); out[i] = total[0];',
    right: 'const total = shared(f32, 1); if (t === 0) total[0] = 0.0; barrier(); atomicAdd(total, 0, a[i]); barrier(); out[i] = total[0];',
  },
  {
    bug: 'a sum in shared memory without atomics', kind: 'race', says: 'total[0] is',
    wrong: 'const total = shared(f32, 1); if (t === 0) total[0] = 0.0; barrier(); total[0] += a[i]; barrier(); out[i] = total[0];',
    right: 'const total = shared(f32, 1); if (t === 0) total[0] = 0.0; barrier(); atomicAdd(total, 0, a[i]); barrier(); out[i] = total[0];',
  },
  {
    bug: 'a copy read before the wait', kind: 'race', says: 'tile[0] is touched while the thread copies to it: there is no copyWait between',
    wrong: 'const tile = shared(f32, 64); copyAsync(tile, t, a, i); copyCommit(); out[i] = tile[t];',
    right: 'const tile = shared(f32, 64); copyAsync(tile, t, a, i); copyCommit(); copyWait(0); out[i] = tile[t];',
  },
  {
    bug: 'a copy whose group was never closed', kind: 'race', says: 'there is no copyWait between',
    wrong: 'const tile = shared(f32, 64); copyAsync(tile, t, a, i); copyWait(0); out[i] = tile[t];',
    right: 'const tile = shared(f32, 64); copyAsync(tile, t, a, i); copyCommit(); copyWait(0); out[i] = tile[t];',
  },
  {
    bug: 'a wait that leaves the group that is read under way', kind: 'race', says: 'there is no copyWait between',
    wrong: 'const tile = shared(f32, 2, 64); copyAsync(tile, 0, t, a, i); copyCommit(); copyAsync(tile, 1, t, a, i); copyCommit(); copyWait(1); out[i] = tile[1][t];',
    right: 'const tile = shared(f32, 2, 64); copyAsync(tile, 0, t, a, i); copyCommit(); copyAsync(tile, 1, t, a, i); copyCommit(); copyWait(1); out[i] = tile[0][t];',
  },
  {
    bug: "another thread's copy read after one's own wait", kind: 'race', says: 'there is no barrier between',
    wrong: 'const tile = shared(f32, 64); copyAsync(tile, t, a, i); copyCommit(); copyWait(0); out[i] = tile[63 - t];',
    right: 'const tile = shared(f32, 64); copyAsync(tile, t, a, i); copyCommit(); copyWait(0); barrier(); out[i] = tile[63 - t];',
  },
  {
    bug: 'a buffer copied into while others read it', kind: 'race', says: 'is stored',
    wrong: 'const tile = shared(f32, 64); tile[t] = a[i]; barrier(); const x = tile[63 - t]; copyAsync(tile, t, a, i); copyCommit(); copyWait(0); out[i] = x;',
    right: 'const tile = shared(f32, 64); tile[t] = a[i]; barrier(); const x = tile[63 - t]; barrier(); copyAsync(tile, t, a, i); copyCommit(); copyWait(0); out[i] = x;',
  },
  {
    bug: 'a vector that does not begin at its width', kind: 'misaligned', n: 64, launch: 'block [16] grid [1]', says: 'out[1] is element 1 of the array; 4 at once begin at a multiple of 4',
    wrong: 'store4(out, (4 * t + 1) % 60, load4(a, 4 * t));', right: 'store4(out, 4 * t, load4(a, 4 * t));',
  },
  {
    bug: 'a vector past the end', kind: 'out-of-bounds', n: 62, launch: 'block [16] grid [1]', says: 'a[60] and the 3 after it with n = 62',
    wrong: 'store2(out, 2 * t, f32x2(0.0)); store2(out, 2 * t + 30, f32x2(load4(a, 4 * t)[0]));',
    right: 'store2(out, 2 * t, f32x2(0.0)); if (t < 15) store2(out, 2 * t + 32, f32x2(load4(a, 4 * t)[0]));',
  },
  {
    bug: 'integer arithmetic that leaves i32 in a sum over lanes', kind: 'arithmetic', says: 'leaves i32',
    wrong: 'const s = reduceAdd(200000000); out[i] = s;', right: 'const s = reduceAdd(2000000); out[i] = s;',
  },
  {
    bug: 'a loop that never ends', kind: 'endless', says: 'was still running',
    wrong: 'let s = 0.0; for (let j = t; j >= 0; j += 0) s += 1.0; out[i] = s;', right: 'let s = 0.0; for (let j = t; j >= 0; j -= 1) s += 1.0; out[i] = s;',
  },
];

test.each(pairs.map((pair) => [pair.bug, pair] as const))('%s', (_, { kind, wrong, right, says, n = 64, launch }) => {
  const cases = [lineOf(n)];
  const found = sanitize(line(wrong, launch), cases);
  expect(found).toMatchObject({ ok: false, kind });
  expect(!found.ok && found.detail).toContain(says);
  const fine = sanitize(line(right, launch), cases);
  if (!fine.ok) throw new Error(fine.detail);
  expect(fine.outputs[0]!.every(Number.isFinite)).toBe(true);
});

const rows = (body: string) => typedKernel(`/**
 * @param {f32[n][dim]} a
 * @param {out f32[n]} out
 * @static dim
 * @launch block [8, 8] grid [ceil(n / 8)]
 */
export default function sums(a, out) {
  const row = this.block.x * 8 + this.local.y;
  let sum = 0.0;
  for (let x = this.local.x; x < this.constants.dim; x += 8) if (row < this.constants.n) sum += a[row][x];
  ${body}
}`);

test('a sum over the wrong group of lanes has no fault, and is wrong: the oracle finds it', () => {
  const a = f32([3, 9], Array.from({ length: 27 }, (_, at) => at));
  const outputOf = (lanes: number) => {
    const found = sanitize(rows(`const whole = reduceAdd(sum, ${lanes}); if (row < this.constants.n && this.local.x === 0) out[row] = whole;`), [{ name: 'three rows', sizes: { n: 3, dim: 9 }, arguments: { a } }]);
    if (!found.ok) throw new Error(found.detail);
    return [...found.outputs[0]!];
  };
  expect(outputOf(8)).toEqual([36, 117, 198]);
  expect(outputOf(4)).not.toEqual([36, 117, 198]);
  expect(outputOf(16)).toEqual([36 + 117, 36 + 117, 198]);
});

const tiles = (body: string, launch = 'block [32] grid [1]') => sanitize(typedKernel(`/**
 * @param {f32[1]} a
 * @param {out f32[1]} out
 * @launch ${launch}
 */
export default function tiles(a, out) {
  const left = shared(f16, 24, 32);
  const dots = shared(f32, 24, 24);
  for (let at = this.local.x; at < 768; at += this.blockDim.x) left[at >> 5][at & 31] = 1.0;
  ${body}
  if (this.local.x === 0) out[0] = dots[0][0];
}`), [{ name: 'tiles', sizes: {}, arguments: { a: f32([1], [0]) } }]);

test.each<[string, FaultKind, string, string?]>([
  ['operands that other lanes still store', 'race', 'matrixDot(dots, 0, 0, left, 0, left, 8, 32); warpBarrier();'],
  ['a result read before a barrier', 'race', 'barrier(); matrixDot(dots, 0, 0, left, 0, left, 8, 32);'],
  ['a tile past the last row', 'out-of-bounds', 'barrier(); matrixDot(dots, 0, 0, left, 9, left, 8, 32); barrier();'],
  ['a tile past the last column', 'out-of-bounds', 'barrier(); matrixDot(dots, 0, 9, left, 0, left, 8, 32); barrier();'],
  ['a target that begins anywhere', 'misaligned', 'barrier(); matrixDot(dots, 0, 1, left, 0, left, 8, 32); barrier();'],
  ['lanes that do not agree on the tile', 'divergent-barrier', 'barrier(); matrixDot(dots, 0, 0, left, this.lane >> 4, left, 8, 32); barrier();'],
  ['half a warp', 'divergent-barrier', 'barrier(); if (this.lane < 16) matrixDot(dots, 0, 0, left, 0, left, 8, 32); barrier();'],
  ['a warp that is not whole', 'divergent-barrier', 'barrier(); matrixDot(dots, 0, 0, left, 0, left, 8, 32); barrier();', 'block [20] grid [1]'],
  ['two warps on one target', 'race', 'barrier(); matrixDot(dots, 0, 0, left, 0, left, 8, 32); barrier();', 'block [64] grid [1]'],
  ['a depth that no row has', 'out-of-bounds', 'barrier(); matrixDot(dots, 0, 0, left, 0, left, 8, 48); barrier();'],
])('matrix products: %s', (_, kind, body, launch) => {
  expect(tiles(body, launch)).toMatchObject({ ok: false, kind });
  expect(tiles('barrier(); matrixDot(dots, 0, 0, left, 0, left, 8, 32); warpBarrier();')).toMatchObject({ ok: true, outputs: [Float32Array.of(32)] });
});

test('rows that the width does not divide are misaligned from the second on', () => {
  const typed = typedKernel(`/**
 * @param {f32[n][dim]} a
 * @param {out f32[n][dim]} out
 * @static dim
 * @launch block [floor(dim / 4)] grid [n]
 */
export default function copy(a, out) { store4(out, this.block.x, 4 * this.local.x, load4(a, this.block.x, 4 * this.local.x)); }`);
  const copied = (dim: number) => sanitize(typed, [{ name: 'rows', sizes: { n: 2, dim }, arguments: { a: f32([2, dim], new Array<number>(2 * dim).fill(1)) } }]);
  expect(copied(8).ok).toBe(true);
  expect(copied(6)).toMatchObject({ ok: false, kind: 'misaligned', detail: expect.stringContaining("a[1][0] is element 6 of the array; 4 at once begin at a multiple of 4 in case 'rows', block (1, 0, 0)") as unknown });
});

test('a launch that is impossible is told with its numbers, and nothing runs', () => {
  const typed = line('out[i] = a[i];', 'block [n / 2] grid [2]');
  expect(sanitize(typed, [lineOf(64)]).ok).toBe(true);
  expect(sanitize(typed, [lineOf(7)])).toMatchObject({
    ok: false, kind: 'unsupported', testCase: '7 elements', detail: "a block extent, n / 2, is 3.5 with n = 7; it must be a whole number of at least 1 in case '7 elements'",
  });
  expect(sanitize(typed, [lineOf(4096)])).toMatchObject({ ok: false, kind: 'unsupported', detail: "a block of 2048 threads; at most 1024 are possible in case '4096 elements'" });
});

test('a grid without blocks launches nothing, and an output without elements misses nothing', () => {
  expect(sanitize(line('out[i] = a[i];'), [lineOf(0)])).toMatchObject({ ok: true });
});
