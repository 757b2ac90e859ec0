import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArrayData, Scalar } from '../../src/model/index.ts';
import { createInterpreter, reference, sanitize } from '../../src/sanitize/index.ts';
import { toBrain, toHalf } from '../../src/sanitize/narrow.ts';
import { printKernel } from '../../src/dialect/index.ts';
import { features } from '../dialect/grid-kernels.ts';
import { f32, i32, typedKernel } from './kernels.ts';

/** A grid kernel over a line, and what it computes for `a`; n is compiled in. */
function outputOf(body: string, a: readonly number[], { launch = 'block [n] grid [1]', precision = 'f32', returns = 'f32' as Scalar, input = 'f32' as Scalar } = {}): number[] {
  const typed = typedKernel(`/**
 * @param {${input}[n]} a
 * @param {out ${returns}[n]} out
 * @static n
 * @launch ${launch}
 */
export default function line(a, out) { const i = this.block.x * this.blockDim.x + this.local.x; ${body} }`);
  const n = a.length;
  const values = input === 'i64' ? BigInt64Array.from(a, BigInt) : input === 'u8' ? Uint8Array.from(a) : input === 'i8' ? Int8Array.from(a) : Float32Array.from(a);
  const inputs = { a: { scalar: input, shape: [n], values } as ArrayData };
  if (precision === 'f64') {
    const exact = reference(typed)(inputs, { n });
    if ('kind' in exact) throw new Error(exact.detail);
    return [...exact];
  }
  const found = sanitize(typed, [{ name: 'a line', sizes: { n }, arguments: inputs }]);
  if (!found.ok) throw new Error(`${found.kind}: ${found.detail}`);
  return [...found.outputs[0]!];
}

const upTo = (n: number) => Array.from({ length: n }, (_, at) => at);
/** Lane l of a warp's 32; 40 threads are a whole warp and one of 8. */
const partial = upTo(40);

test('coordinates: x first, blocks and threads alike; the lane starts anew in each warp', () => {
  const typed = typedKernel(`/**
 * @param {f32[1]} a
 * @param {out f32[2][3][40][7]} out
 * @launch block [20, 2] grid [3, 1, 2]
 */
export default function places(a, out) {
  const t = 20 * this.local.y + this.local.x;
  const z = this.block.z;
  out[z][this.block.x][t][0] = this.local.x;
  out[z][this.block.x][t][1] = this.local.y;
  out[z][this.block.x][t][2] = this.lane;
  out[z][this.block.x][t][3] = this.blockDim.x + 100 * this.blockDim.y + 1000 * this.blockDim.z;
  out[z][this.block.x][t][4] = this.gridDim.x + 10 * this.gridDim.y + 100 * this.gridDim.z;
  out[z][this.block.x][t][5] = this.block.y + this.local.z;
  out[z][this.block.x][t][6] = z;
}`.replace('out f32[2][3][40][7]', 'out f32[6][40][7]').replaceAll('out[z][this.block.x]', 'out[3 * z + this.block.x]'));
  const found = sanitize(typed, [{ name: 'one', sizes: {}, arguments: { a: f32([1], [0]) } }]);
  if (!found.ok) throw new Error(found.detail);
  const at = (block: number, thread: number) => [...found.outputs[0]!.slice((40 * block + thread) * 7, (40 * block + thread + 1) * 7)];
  expect(at(0, 0)).toEqual([0, 0, 0, 1220, 213, 0, 0]);
  expect(at(4, 25)).toEqual([5, 1, 25, 1220, 213, 0, 1]);
  expect(at(5, 39)).toEqual([19, 1, 7, 1220, 213, 0, 1]);
});

test('lane exchange: what CUDA gives, beyond a partial warp as well', () => {
  expect(outputOf('out[i] = shuffle(a[i], 3);', partial)).toEqual(partial.map((at) => (at < 32 ? 3 : 35)));
  expect(outputOf('out[i] = shuffleXor(a[i], 1);', partial)).toEqual(partial.map((at) => at ^ 1));
  expect(outputOf('out[i] = shuffleXor(a[i], 8);', partial)).toEqual(partial.map((at) => (at < 32 ? at ^ 8 : at)));
  expect(outputOf('out[i] = shuffleDown(a[i], 2);', partial)).toEqual(partial.map((at) => (at % 32 < (at < 32 ? 30 : 6) ? at + 2 : at)));
  const sums = (over: number) => partial.map((at) => partial.filter((each) => Math.floor(each / over) === Math.floor(at / over)).reduce((sum, each) => sum + each, 0));
  for (const over of [2, 4, 8, 16, 32]) expect(outputOf(`out[i] = reduceAdd(a[i], ${over});`, partial)).toEqual(sums(over));
  expect(outputOf('const k = this.local.x; out[i] = reduceAdd(k);', partial)).toEqual(sums(32));
});

test('lanes exchange whole vectors, and into the local that they read', () => {
  expect(outputOf('let v = f32x2(a[i], 10.0 * a[i]); v = shuffle(v, this.lane ^ 1); out[i] = v[0] + v[1];', upTo(8))).toEqual([11, 0, 33, 22, 55, 44, 77, 66]);
});

test('vectors: component by component; a component that is overwritten early is read before', () => {
  const a = [1, 2, 3, 4];
  const into = (code: string) => outputOf(`if (i === 0) { let v = load4(a, 0); ${code} store4(out, 0, v); }`, a);
  expect(into('v = f32x4(v[3], v[2], v[1], v[0]);')).toEqual([4, 3, 2, 1]);
  expect(into('v = v * v[1];')).toEqual([2, 4, 6, 8]);
  expect(into('v *= v[0] + v[1];')).toEqual([3, 6, 9, 12]);
  expect(into('v = v[0] - v;')).toEqual([0, -1, -2, -3]);
  expect(into('v = f32x4(v[2]);')).toEqual([3, 3, 3, 3]);
  expect(into('v = -v / 2.0 + f32x4(1, 2, 3, 4);')).toEqual([0.5, 1, 1.5, 2]);
  expect(into('v = Math.max(v, 2.5) + Math.abs(-v);')).toEqual([3.5, 4.5, 6, 8]);
  expect(into('v = f32x4(dot(v, v)) + f32x4(i32x4(1, 2, 3, 4) * 2);')).toEqual([32, 34, 36, 38]);
  expect(into('v = v[0] > 0.0 ? f32x4(v[1]) : v;')).toEqual([2, 2, 2, 2]);
});

test('f16 rounds at every operation, not in float64; f32 and f16 mix to f32', () => {
  const a = [1 + 2 ** -10, 3, 2 ** -24, 60000];
  const half = (body: string, options = {}) => outputOf(body, a, options);
  expect(half('const x = f16(a[i]); out[i] = x * x;')).toEqual(a.map((x) => toHalf(toHalf(x) * toHalf(x))));
  expect(half('out[i] = f16(a[i]) / f16(3.0);')).toEqual(a.map((x) => toHalf(toHalf(x) / 3)));
  expect(half('const x = f16(a[i]); out[i] = x + f16(0.1);')).toEqual(a.map((x) => toHalf(toHalf(x) + toHalf(0.1))));
  expect(half('const x = f16(a[i]); out[i] = x + a[i] * 0.1;')).toEqual(a.map((x) => Math.fround(toHalf(x) + Math.fround(Math.fround(x) * Math.fround(0.1)))));
  expect(half('const x = f16(a[i]); out[i] = x * x;', { precision: 'f64' })).toEqual(a.map((x) => Math.fround(x) ** 2));
  const v = half('if (i < 2) { const v = f16x2(load2(a, 2 * i)); store2(out, 2 * i, v * f16(0.3)); }');
  expect(v).toEqual(a.map((x) => toHalf(toHalf(x) * toHalf(0.3))));
});

test.each([['f16', toHalf], ['bf16', toBrain]] as const)('an output of %s is rounded once, when stored', (returns, round) => {
  const a = [0.1, 1 / 3, 1e-6, -1234.567];
  expect(outputOf('out[i] = a[i] * 3.0;', a, { returns })).toEqual(a.map((x) => round(Math.fround(Math.fround(x) * 3))));
  expect(outputOf('out[i] = a[i] * 3.0;', a, { returns, precision: 'f64' })).toEqual(a.map((x) => Math.fround(x) * 3));
});

test.each<[Scalar, readonly number[]]>([['i64', [5, -7, 2 ** 31 - 1]], ['u8', [0, 200, 255]], ['i8', [-128, 5, 127]]])('%s loads as i32', (input, values) => {
  expect(outputOf('const x = a[i] % 100; out[i] = x;', values, { input })).toEqual(values.map((x) => x % 100));
});

test('an i64 that i32 cannot hold is a fault of arithmetic', () => {
  expect(() => outputOf('out[i] = a[i];', [1, 2 ** 31], { input: 'i64' })).toThrow("arithmetic: 2147483648 made an integer, which it does not fit in case 'a line', block (0, 0, 0), thread (1, 0, 0)");
});

test('shared memory keeps its type; atomics add up', () => {
  expect(outputOf('const tile = shared(f16, 4); tile[i] = a[i]; out[i] = tile[i];', [0.1, 2, 3, 4])).toEqual([toHalf(0.1), 2, 3, 4]);
  expect(outputOf('const sum = shared(i32, 1); if (i === 0) sum[0] = 5; barrier(); atomicAdd(sum, 0, i); barrier(); out[i] = sum[0];', [0, 0, 0, 0])).toEqual([11, 11, 11, 11]);
  expect(outputOf('out[i] = a[i]; barrier(); atomicAdd(out, 0, a[i]);', [1, 2, 3, 4])).toEqual([11, 2, 3, 4]);
});

test('the features kernel computes what its text says, one element at a time', () => {
  const typed = typedKernel(features);
  const [n, dim] = [3, 16];
  const values = (round: (x: number) => number, scale: number) => Float32Array.from({ length: n * dim }, (_, at) => round(Math.sin(at * scale)));
  const left = { scalar: 'f16', shape: [n, dim], values: values(toHalf, 1.3) } as const;
  const right = { scalar: 'bf16', shape: [n, dim], values: values(toBrain, 0.7) } as const;
  const found = sanitize(typed, [{ name: 'three rows', sizes: { n, dim }, arguments: { left, right } }]);
  if (!found.ok) throw new Error(found.detail);
  const expected = Array.from({ length: n * dim }, (_, at) => {
    const [a, b] = [left.values, right.values];
    const narrow = toHalf(toHalf(a[at]! * 0.5) + toHalf(b[at]!));
    return toHalf(Math.fround(narrow + Math.max(a[at ^ 1]!, -b[at]!)));
  });
  expect([...found.outputs[0]!]).toEqual(expected);
  const program = { target: 'dialect', text: printKernel(typed.kernel), signature: typed.kernel.signature, sizes: {} };
  expect(createInterpreter().run(program, { left, right }, { n, dim })).toEqual(found.outputs[0]);
});

test('copies: a ring of buffers brings every element, whatever is left under way', () => {
  const ring = (depth: number) => `const tile = shared(f32, ${depth + 1}, n4);
    for (let j = 0; j < ${depth}; j++) { if (j < rounds) copyAsync(tile, j, this.local.x, a, n4 * j + this.local.x); copyCommit(); }
    for (let j = 0; j < rounds; j++) {
      copyWait(${depth - 1});
      out[n4 * j + this.local.x] = tile[j % ${depth + 1}][this.local.x];
      if (j + ${depth} < rounds) copyAsync(tile, (j + ${depth}) % ${depth + 1}, this.local.x, a, n4 * (j + ${depth}) + this.local.x);
      copyCommit();
    }`.replaceAll('rounds', '7').replaceAll('n4', '4');
  const a = upTo(28);
  for (const depth of [1, 2, 3]) expect(outputOf(ring(depth), a, { launch: 'block [4] grid [1]' })).toEqual(a);
});

test('a matrix product adds up what its tiles hold', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1024, maxLength: 1024 }), (numbers) => {
    const typed = typedKernel(`/**
 * @param {f32[32][32]} a
 * @param {out f32[16][16]} out
 * @launch block [32] grid [1]
 */
export default function tiles(a, out) {
  const left = shared(f16, 32, 32);
  const dots = shared(f32, 20, 20);
  for (let at = this.lane; at < 1024; at += 32) left[at >> 5][at & 31] = a[at >> 5][at & 31];
  barrier();
  matrixDot(dots, 3, 4, left, 5, left, 16, 32);
  warpBarrier();
  for (let at = this.lane; at < 256; at += 32) out[at >> 4][at & 15] = dots[3 + (at >> 4)][4 + (at & 15)];
}`);
    const found = sanitize(typed, [{ name: 'tiles', sizes: {}, arguments: { a: f32([32, 32], numbers) } }]);
    if (!found.ok) throw new Error(found.detail);
    const entry = (row: number, d: number) => numbers[32 * row + d]!;
    const expected = upTo(256).map((at) => upTo(32).reduce((sum, d) => sum + entry(5 + (at >> 4), d) * entry(16 + (at & 15), d), 0));
    expect([...found.outputs[0]!]).toEqual(expected);
  }), { numRuns: 10 });
});

test('hints and the width of addresses change nothing', () => {
  const body = (hint: string) => `store(out, i, load(a, i${hint})${hint});`;
  for (const hint of ['', ', hint.stream', ', hint.keep']) expect(outputOf(body(hint), upTo(5), { launch: 'block [n] grid [1] resident 2 addresses 32' })).toEqual(upTo(5));
});

test('blocks of several widths run one after another on one kernel', () => {
  const typed = typedKernel('/**\n * @param {i32[n]} k\n * @param {out f32[n]} out\n * @static n\n * @launch block [n] grid [1]\n */\nexport default function same(k, out) { out[this.local.x] = k[this.local.x]; }');
  const found = sanitize(typed, [1, 33, 1024, 2].map((n) => ({ name: `${n}`, sizes: { n }, arguments: { k: i32(upTo(n)) } })));
  expect(found.ok && found.outputs.map((output) => [...output])).toEqual([1, 33, 1024, 2].map(upTo));
});
