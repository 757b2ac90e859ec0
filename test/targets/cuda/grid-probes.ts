import { gridText } from '../grid-text.ts';

/** Kernels for each thing that grid kernels add, all of them right, with the sizes that they are tried on. */
export interface GridProbe {
  readonly name: string;
  readonly text: string;
  readonly sizes: Readonly<Record<string, number>>;
  /** How far the output may be off, relatively: a sum of halves may be taken in any order. */
  readonly room?: number;
}

const probe = (name: string, sizes: GridProbe['sizes'], head: string, body: string): GridProbe => ({ name, sizes, text: gridText(head, body) });
const rows = '@param {f32[n][dim]} x\n@param {out f32[n][dim]} out\n@static dim';

export const gridProbes: readonly GridProbe[] = [
  probe('places and extents', { n: 70 }, '@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [4, 3, 2] grid [2, ceil(n / 48)] resident 2',
    `const at = this.block.y * 48 + this.block.x * 24 + (this.local.z * this.blockDim.y + this.local.y) * this.blockDim.x + this.local.x;
if (at < this.constants.n) out[at] = x[at] + this.gridDim.x * this.gridDim.y + this.lane + this.blockDim.z + this.block.z;`),
  probe('vectors of f32', { n: 5, dim: 8 }, `${rows}\n@launch block [dim / 4] grid [n]`,
    `const c = 4 * this.local.x;
const v = load4(x, this.block.x, c);
let w = f32x4(v[3], v[2], 1.5, this.local.x) * v - 2;
w += v / f32x4(2.0);
w *= 0.5;
w = Math.max(Math.min(w, 3.0), -v) + Math.abs(v);
store4(out, this.block.x, c, v[0] > 0.0 ? w : -w);`),
  probe('vectors of eight and two, and their dot product', { n: 6, dim: 16 }, `${rows}\n@launch block [dim / 8] grid [n]`,
    `const c = 8 * this.local.x;
const v = load8(x, this.block.x, c, hint.readOnly);
const half = load2(x, this.block.x, c);
const sum = dot(v, v) + dot(half, f32x2(1.0, -1.0));
store8(out, this.block.x, c, v + sum, hint.keep);`),
  probe('vectors of integers', { n: 40 }, '@param {i32[n]} a\n@param {out f32[n]} out\n@launch block [10] grid [1]',
    `const at = 4 * this.local.x;
const v = load4(a, at);
let w = i32x4(1, 2, 3, 4) + v * 3 - i32x4(this.local.x);
w -= -v;
store4(out, at, Math.min(w, 9) + Math.abs(v) + v / 4 + f32x4(w) * 0.5);`),
  { room: 2 ** -9, ...probe('halves', { n: 4, dim: 16 }, '@param {f16[n][dim]} x\n@param {out f16[n][dim]} out\n@static dim\n@launch block [dim / 8] grid [n]',
    `const c = 8 * this.local.x;
let v = f16x8(load8(x, this.block.x, c));
const w = f16x8(load8(x, this.block.x, c, hint.stream)) / f16x8(f16(3.0));
v = v * w + Math.max(v, w) - Math.abs(-w);
let s = f16(x[this.block.x][c]) + v[3] * f16(0.1);
s += 2;
s = Math.min(s, v[1]) % f16(1.5) + Math.sign(s);
store8(out, this.block.x, c, v + s * f16(this.local.x) + f16x8(dot(v, w)), hint.stream);`) },
  probe('narrow halves beside f32', { n: 12 }, '@param {f16[n]} x\n@param {bf16[n]} y\n@param {out f32[n]} out\n@launch block [6] grid [1]',
    `const at = 2 * this.local.x;
const v = f16x2(load2(x, at));
const sum = f16x4(v[0], v[1], f16(0.25), f16(1)) * 3;
store2(out, at, f32x2(v) + load2(y, at) + f32(sum[2]) + (sum[0] < sum[1] ? sum[3] : sum[2]));`),
  probe('narrow storage', { n: 16 }, '@param {i8[n]} a\n@param {u8[n]} b\n@param {u32[n]} c\n@param {i64[n]} d\n@param {bool[n]} e\n@param {bf16[n]} f\n@param {out bf16[n]} out\n@launch block [4] grid [1]',
    `const at = 4 * this.local.x;
const wide = load4(d, at);
const sum = load4(a, at) + load4(b, at) + load4(c, at) - wide;
const one = load(d, at, hint.stream) + load(a, at, hint.keep) + c[at] + b[at + 1];
if (e[at] && !e[at + 1]) store4(out, at, sum + load4(f, at, hint.stream));
else store4(out, at, f32x4(f[at], one, load(f, at + 1, hint.readOnly), e[at + 2] ? 1.0 : 0.5));`),
  probe('shared memory, barriers, transposing', { n: 64 }, '@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [8, 8] grid [1]',
    `const tile = shared(f32, 8, 9);
const counts = shared(i32, 2);
if (this.local.x < 2 && this.local.y === 0) counts[this.local.x] = 0;
tile[this.local.y][this.local.x] = x[8 * this.local.y + this.local.x];
barrier();
atomicAdd(counts, this.local.x & 1, this.local.y);
out[8 * this.local.y + this.local.x] = tile[this.local.x][this.local.y];
barrier();
if (this.local.x === 0) atomicAdd(out, 8 * this.local.y, counts[0] - counts[1] + 0.5);`),
  probe('shared halves and vectors of them', { n: 64 }, '@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [16] grid [1]',
    `const tile = shared(f16, 64);
const four = shared(i32, 64);
const at = 4 * this.local.x;
store4(tile, at, load4(x, at));
tile[at] = f16(x[at]) * f16(0.5);
store4(four, at, i32x4(this.local.x));
barrier();
const other = 4 * ((this.local.x + 1) % 16);
store4(out, at, load4(tile, other, hint.stream) + load4(four, other) + tile[other]);`),
  probe('lane exchange', { n: 64 }, '@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [32, 2] grid [1]',
    `const at = 32 * this.local.y + this.local.x;
const v = x[at];
const pair = f32x2(v, -v);
const far = shuffleXor(pair, 16) + shuffleDown(pair, 3);
const near = shuffle(v, 31 - this.lane) + shuffleXor(v, this.local.y + 1) + shuffleDown(at, this.local.y + 2);
const eight = reduceAdd(v, 8);
const all = reduceAdd(f32x4(v, at, 1.0, 0.5));
warpBarrier();
out[at] = near + far[0] * far[1] + eight + all[1] - all[3];`),
  probe('lane exchange of a warp that lacks lanes', { n: 44 }, '@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [11, 4] grid [1]',
    `const at = 11 * this.local.y + this.local.x;
const v = x[at];
const some = reduceAdd(v, 8) + reduceAdd(at) + reduceAdd(f32x2(v, 1.0), 4)[1];
const near = shuffleXor(v, 4) + shuffleDown(v, 5) + shuffle(v, 2);
warpBarrier();
out[at] = some + near + reduceAdd(f16(1.0), 2);`),
  probe('asynchronous copies', { n: 3, dim: 64 }, `${rows}\n@launch block [16] grid [n]`,
    `const tile = shared(f32, 2, 64);
const c = 4 * this.local.x;
copyAsync4(tile, 0, c, x, this.block.x, c);
copyCommit();
copyAsync2(tile, 1, 2 * this.local.x, x, this.block.x, 2 * this.local.x);
copyAsync(tile, 1, 32 + this.local.x, x, this.block.x, 32 + this.local.x);
copyCommit();
copyWait(1);
barrier();
const first = load4(tile, 0, 60 - c);
copyWait(0);
barrier();
store4(out, this.block.x, c, first + tile[1][this.local.x + 32] + tile[1][2 * this.local.x]);`),
  probe('the matrix unit, two tiles deep, rows padded', { n: 32, k: 32 }, '@param {f32[n][k]} x\n@param {out f32[n][n]} out\n@static n\n@static k\n@launch block [32, 2] grid [n / 16]',
    `const left = shared(f16, 16, this.constants.k + 8);
const right = shared(f16, 32, this.constants.k + 8);
const sums = shared(f32, 16, 36);
for (let at = this.local.y * 32 + this.lane; at < 32 * this.constants.k; at += 64) {
  const row = Math.floor(at / this.constants.k);
  const d = at % this.constants.k;
  right[row][d] = x[row][d];
  if (row < 16) left[row][d] = x[16 * this.block.x + row][d];
}
barrier();
matrixDot(sums, 0, 16 * this.local.y, left, 0, right, 16 * this.local.y, this.constants.k);
barrier();
for (let at = this.local.y * 32 + this.lane; at < 512; at += 64) out[16 * this.block.x + (at >> 5)][at & 31] = sums[at >> 5][at & 31];`),
  probe('more shared memory than a text may declare', { n: 256 }, '@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [256] grid [1] addresses 32',
    `const large = shared(f32, 100, 128);
const marks = shared(i32, 3);
if (this.local.x < 100) large[this.local.x][127] = 0.0;
barrier();
if (this.local.x < 3) marks[this.local.x] = this.local.x;
atomicAdd(large, this.local.x % 100, 127, x[this.local.x]);
barrier();
out[this.local.x] = large[this.local.x % 100][127] + marks[this.local.x % 3];`),
  probe('names that C++ has for itself', { n: 8 }, '@param {f32[n]} float4\n@param {out f32[n]} output\n@launch block [8] grid [1]',
    `const struct = shared(f32, 8);
const threadIdx = this.local.x;
struct[threadIdx] = float4[threadIdx];
barrier();
const NULL = struct[7 - threadIdx];
const local_x = NULL + 1.0;
const int = this.lane;
const a__b = int + 1;
output[threadIdx] = local_x * a__b;`),
];
