import { describe, expect, it } from 'vitest';
import { check, parseKernel } from '../../../src/dialect/index.ts';
import { emitWgsl } from '../../../src/targets/wgsl/index.ts';
import { showSize } from '../../../src/util/size-expression.ts';
import { gridKernels, poolGrid } from '../../dialect/grid-kernels.ts';
import { gridText } from '../grid-text.ts';
import { wgslOfText } from './program.ts';
import { complaints, taken } from './tint.ts';

/** A kernel's text, which the compiler of WGSL has taken. */
const textOf = (text: string, sizes = {}) => taken(wgslOfText(text, sizes).text);

/** The same from its declarations on, without the struct of its sizes. */
const partOf = async (head: string, body: string, sizes = {}) =>
  (await textOf(gridText(head, body), sizes)).split('\n').slice(2).join('\n').replace(/struct Launch \{[^}]*\}\n.*\n/, '');

const plain = '@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [32, 2] grid [ceil(n / 64)]';
const sized = `@param {f32[k]} y\n${plain}\n@static k`;
const rows = '@param {f32[n][dim]} table\n@param {out f32[n][dim]} out\n@static dim\n@launch block [dim / 4] grid [n]';

describe('emitWgsl of grid kernels', () => {
  it('makes workgroups of blocks, and binds what is loaded four at a time as vectors of four', async () => {
    expect(await textOf(poolGrid, { dim: 64 })).toMatchInlineSnapshot(`
      "// Emitted from the kernel poolSum for WebGPU; compiled for dim = 64.

      struct Launch {
        bags: i32,
      }
      @group(0) @binding(0) var<uniform> launch: Launch;
      @group(0) @binding(1) var<storage, read> table: array<vec4<f32>>;
      @group(0) @binding(2) var<storage, read> indices: array<i32>;
      @group(0) @binding(3) var<storage, read> offsets: array<i32>;
      @group(0) @binding(4) var<storage, read_write> pooled: array<vec4<f32>>;

      @compute @workgroup_size(16, 8, 1)
      fn poolSum(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>) {
        let block_x = i32(group.x);
        let local_y = i32(invocation.y);
        let local_x = i32(invocation.x);
        let bag: i32 = block_x * 8 + local_y;
        if (bag < launch.bags) {
          var sum: vec4<f32> = vec4<f32>(0.0);
          for (var j: i32 = offsets[bag]; j < offsets[bag + 1]; j += 1) {
            sum += table[indices[j] * 16 + local_x];
          }
          pooled[bag * 16 + local_x] = sum;
        }
      }
      "
    `);
    const { grid, ...plan } = wgslOfText(poolGrid, { dim: 64 }).launch!;
    expect(grid.map(showSize)).toEqual(['ceil(bags / 8)', '1', '1']);
    expect({ ...plan, uniforms: plan.uniforms.map((each) => (each.kind === 'size' ? showSize(each.value) : each.parameter)) }).toEqual({
      entry: 'poolSum', block: [16, 8, 1], uniforms: ['bags'], sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32,
    });
  });

  it('says where a thread is, with what WebGPU tells it', async () => {
    expect(await partOf(plain, `const at = this.block.x * 64 + this.local.y * this.blockDim.x + this.local.x;
if (at < this.constants.n) out[at] = x[at] + this.gridDim.x * this.gridDim.y + this.lane + this.block.z + this.blockDim.z;`)).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> x: array<f32>;
  @group(0) @binding(2) var<storage, read_write> out: array<f32>;

  @compute @workgroup_size(32, 2, 1)
  fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) index: u32) {
    let block_x = i32(group.x);
    let local_y = i32(invocation.y);
    let local_x = i32(invocation.x);
    let grid_x = i32(groups.x);
    let grid_y = i32(groups.y);
    let lane = i32(index % 32u);
    let block_z = i32(group.z);
    let at: i32 = block_x * 64 + local_y * 32 + local_x;
    if (at < launch.n) {
      out[at] = x[at] + f32(grid_x * grid_y) + f32(lane) + f32(block_z) + 1.0;
    }
  }
  "
`);
  });

  it('shares arrays in a block, between barriers', async () => {
    expect(await partOf(sized, `const tile = shared(f32, 2, this.constants.k + 1);
const counts = shared(i32, 4);
tile[this.local.y][this.local.x] = x[this.local.x];
if (this.local.x < 4) counts[this.local.x] = this.local.x;
barrier();
for (let at = this.local.x; at < this.constants.n; at += 32) {
  tile[this.local.y][1] += 1.0;
  out[at] = tile[1 - this.local.y][counts[3]];
}`, { k: 32 })).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> y: array<f32>;
  @group(0) @binding(2) var<storage, read> x: array<f32>;
  @group(0) @binding(3) var<storage, read_write> out: array<f32>;
  var<workgroup> tile: array<f32, 66>;
  var<workgroup> counts: array<i32, 4>;

  @compute @workgroup_size(32, 2, 1)
  fn probe(@builtin(local_invocation_id) invocation: vec3<u32>) {
    let local_y = i32(invocation.y);
    let local_x = i32(invocation.x);
    tile[local_y * 33 + local_x] = x[local_x];
    if (local_x < 4) {
      counts[local_x] = local_x;
    }
    workgroupBarrier();
    for (var at: i32 = local_x; at < launch.n; at += 32) {
      tile[local_y * 33 + 1] = tile[local_y * 33 + 1] + 1.0;
      out[at] = tile[(1 - local_y) * 33 + counts[3]];
    }
  }
  "
`);
    expect(wgslOfText(gridText(plain, 'const tile = shared(f32, 3, 5);\nconst half = shared(f16, 7);\nconst count = shared(i32, 2);\nbarrier();')).launch).toMatchObject({ sharedBytes: 64 + 16 + 16 });
  });

  it('computes with vectors and numbers side by side', async () => {
    expect(await partOf(rows, `const x = 4 * this.local.x;
const a = load4(table, this.block.x, 4 * this.local.x);
let b = f32x4(1, 2.0, 3, x);
b += 2;
b *= a;
b /= a[3];
b = x > 3 ? b : -a;
const whole = i32x4(x) * 2 + 1;
const pair = f32x2(a[0], a[1]) / i32x2(2, 3);
const c = Math.max(a, 0.0) + Math.min(b, a) + Math.abs(b) + whole * 0.5 + f32x4(whole) / x;
store4(out, this.block.x, 4 * this.local.x, c * dot(a, b) + 3 - dot(pair, f32x2(0.5)));`, { dim: 16 })).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> table: array<vec4<f32>>;
  @group(0) @binding(2) var<storage, read_write> out: array<vec4<f32>>;

  @compute @workgroup_size(4, 1, 1)
  fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>) {
    let local_x = i32(invocation.x);
    let block_x = i32(group.x);
    let x: i32 = 4 * local_x;
    let a: vec4<f32> = table[block_x * 4 + local_x];
    var b: vec4<f32> = vec4<f32>(1.0, 2.0, 3.0, f32(x));
    b += 2.0;
    b *= a;
    b /= a.w;
    b = select(-a, b, x > 3);
    let whole: vec4<i32> = vec4<i32>(x) * 2 + 1;
    let pair: vec2<f32> = vec2<f32>(a.x, a.y) / vec2<f32>(vec2<i32>(2, 3));
    let c: vec4<f32> = max(a, vec4<f32>(0.0)) + min(b, a) + abs(b) + vec4<f32>(whole) * 0.5 + vec4<f32>(whole) / f32(x);
    out[block_x * 4 + local_x] = c * dot(a, b) + 3.0 - dot(pair, vec2<f32>(0.5));
  }
  "
`);
  });

  it('finds a vector in rows of any width', async () => {
    expect(await partOf('@param {f32[n][dim]} table\n@param {f32[n][4]} small\n@param {out f32[n][dim]} out\n@launch block [32] grid [n]', `const row = this.block.x;
for (let at = this.local.x; at < this.constants.dim / 4; at += 32) {
  store4(out, row, at * 4 + 0, load4(table, row, 4 * at) + load4(small, row + 1, 0));
}
const d = this.constants.dim - 4;
store4(out, row, d, load4(table, row, d));`)).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> table: array<vec4<f32>>;
  @group(0) @binding(2) var<storage, read> small: array<vec4<f32>>;
  @group(0) @binding(3) var<storage, read_write> out: array<vec4<f32>>;

  @compute @workgroup_size(32, 1, 1)
  fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>) {
    let block_x = i32(group.x);
    let local_x = i32(invocation.x);
    let row: i32 = block_x;
    for (var at: i32 = local_x; f32(at) < f32(launch.dim) / 4.0; at += 32) {
      out[(row * launch.dim + at * 4) >> 2u] = table[(row * launch.dim + 4 * at) >> 2u] + small[row + 1];
    }
    let d: i32 = launch.dim - 4;
    out[(row * launch.dim + d) >> 2u] = table[(row * launch.dim + d) >> 2u];
  }
  "
`);
  });

  it('takes components of an input that is read by two widths, and stores narrowly what others store too', async () => {
    expect(await partOf('@param {f32[n][dim]} table\n@param {f32[n][dim]} other\n@param {out f32[n][dim]} out\n@static dim\n@launch block [32] grid [n]', `const row = this.block.x;
const tile = shared(f32, 8, 4);
const at = 4 * this.local.x;
if (at + 4 <= this.constants.dim) store4(out, row, at, load4(table, row, at) + load2(other, row, at)[1]);
else {
  for (let d = at; d < this.constants.dim; d++) out[row][d] = table[row][d] + load2(table, row, 2 * d)[0];
}
tile[0][this.local.x & 3] = 1.0;
store4(tile, 1, 0, row > 2 ? load4(tile, 0, 0) : load4(table, row, at));`, { dim: 10 })).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> table: array<vec4<f32>>;
  @group(0) @binding(2) var<storage, read> other: array<vec2<f32>>;
  @group(0) @binding(3) var<storage, read_write> out: array<f32>;
  var<workgroup> tile: array<f32, 32>;

  @compute @workgroup_size(32, 1, 1)
  fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>) {
    let block_x = i32(group.x);
    let local_x = i32(invocation.x);
    let row: i32 = block_x;
    let at: i32 = 4 * local_x;
    if (at + 4 <= 10) {
      let place = row * 10 + at;
      let stored = table[(row * 10 + at) >> 2u] + other[(row * 10 + at) >> 1u].y;
      out[place] = stored.x;
      out[place + 1] = stored.y;
      out[place + 2] = stored.z;
      out[place + 3] = stored.w;
    } else {
      for (var d: i32 = at; d < 10; d += 1) {
        let place_ = row * 10 + d;
        let place__ = row * 10 + 2 * d;
        out[row * 10 + d] = table[place_ >> 2u][place_ & 3] + vec2<f32>(table[place__ >> 2u][place__ & 3], table[(place__ + 1) >> 2u][(place__ + 1) & 3]).x;
      }
    }
    tile[local_x & 3] = 1.0;
    if (row > 2) {
      let stored_ = vec4<f32>(tile[0], tile[1], tile[2], tile[3]);
      tile[4] = stored_.x;
      tile[5] = stored_.y;
      tile[6] = stored_.z;
      tile[7] = stored_.w;
    } else {
      let stored_ = table[(row * 10 + at) >> 2u];
      tile[4] = stored_.x;
      tile[5] = stored_.y;
      tile[6] = stored_.z;
      tile[7] = stored_.w;
    }
  }
  "
`);
  });

  it('makes two of four of a vector of eight', async () => {
    expect(await partOf('@param {f32[n][dim]} table\n@param {out f32[n][dim]} out\n@static dim\n@launch block [dim / 8] grid [n]', `const x = 8 * this.local.x;
const row = this.block.x;
let sum = f32x8(0.0);
for (let j = row; j < this.constants.n; j++) sum += load8(table, j, 8 * this.local.x);
sum = f32x8(sum[7], sum[6], sum[5], sum[4], sum[3], sum[2], sum[1], sum[0]);
sum *= dot(sum, sum) + 2;
const either = x > 8 ? sum : -load8(table, row, x);
store8(out, row, x, Math.max(either, sum * 0.5));`, { dim: 64 })).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> table: array<vec4<f32>>;
  @group(0) @binding(2) var<storage, read_write> out: array<vec4<f32>>;

  @compute @workgroup_size(8, 1, 1)
  fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>) {
    let local_x = i32(invocation.x);
    let block_x = i32(group.x);
    let x: i32 = 8 * local_x;
    let row: i32 = block_x;
    var sum_low: vec4<f32> = vec4<f32>(0.0);
    var sum_high: vec4<f32> = vec4<f32>(0.0);
    for (var j: i32 = row; j < launch.n; j += 1) {
      sum_low += table[j * 16 + 2 * local_x];
      sum_high += table[j * 16 + (2 * local_x + 1)];
    }
    let sum_next: vec4<f32> = vec4<f32>(sum_low.w, sum_low.z, sum_low.y, sum_low.x);
    sum_low = vec4<f32>(sum_high.w, sum_high.z, sum_high.y, sum_high.x);
    sum_high = sum_next;
    let sum_next_: f32 = dot(sum_low, sum_low) + dot(sum_high, sum_high) + 2.0;
    sum_low *= dot(sum_low, sum_low) + dot(sum_high, sum_high) + 2.0;
    sum_high *= sum_next_;
    var either_low: vec4<f32>;
    if (x > 8) {
      either_low = sum_low;
    } else {
      either_low = -table[(row * 64 + x) >> 2u];
    }
    var either_high: vec4<f32>;
    if (x > 8) {
      either_high = sum_high;
    } else {
      either_high = -table[(row * 64 + (x + 4)) >> 2u];
    }
    out[(row * 64 + x) >> 2u] = max(either_low, sum_low * 0.5);
    out[(row * 64 + (x + 4)) >> 2u] = max(either_high, sum_high * 0.5);
  }
  "
`);
  });

  it('adds atomically, floats by exchange of their bits', async () => {
    expect(await partOf(plain, `const counts = shared(i32, 8);
const sums = shared(f32, 8, 2);
counts[this.local.x & 7] = 0;
sums[this.local.x & 7][0] = 0.0;
out[this.local.x] = 0.0;
barrier();
atomicAdd(counts, this.lane & 7, 2);
atomicAdd(sums, this.lane & 7, 1, x[this.lane] * 2.0);
barrier();
atomicAdd(out, this.local.x, sums[0][0] + counts[1] + load2(sums, 1, 0)[1]);`)).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> x: array<f32>;
  @group(0) @binding(2) var<storage, read_write> out: array<atomic<u32>>;
  var<workgroup> counts: array<atomic<i32>, 8>;
  var<workgroup> sums: array<atomic<u32>, 16>;

  // WGSL adds atomically to integers only: the sum is put in the float's place if nobody has come between.
  fn atomic_add_shared(place: ptr<workgroup, atomic<u32>>, value: f32) {
    var seen = atomicLoad(place);
    loop {
      let put = atomicCompareExchangeWeak(place, seen, bitcast<u32>(bitcast<f32>(seen) + value));
      if (put.exchanged) {
        break;
      }
      seen = put.old_value;
    }
  }

  // WGSL adds atomically to integers only: the sum is put in the float's place if nobody has come between.
  fn atomic_add_output(place: ptr<storage, atomic<u32>, read_write>, value: f32) {
    var seen = atomicLoad(place);
    loop {
      let put = atomicCompareExchangeWeak(place, seen, bitcast<u32>(bitcast<f32>(seen) + value));
      if (put.exchanged) {
        break;
      }
      seen = put.old_value;
    }
  }

  @compute @workgroup_size(32, 2, 1)
  fn probe(@builtin(local_invocation_id) invocation: vec3<u32>, @builtin(local_invocation_index) index: u32) {
    let local_x = i32(invocation.x);
    let lane = i32(index % 32u);
    atomicStore(&counts[local_x & 7], 0);
    atomicStore(&sums[(local_x & 7) * 2], bitcast<u32>(0.0));
    atomicStore(&out[local_x], bitcast<u32>(0.0));
    storageBarrier();
    workgroupBarrier();
    atomicAdd(&counts[lane & 7], 2);
    atomic_add_shared(&sums[(lane & 7) * 2 + 1], x[lane] * 2.0);
    storageBarrier();
    workgroupBarrier();
    atomic_add_output(&out[local_x], bitcast<f32>(atomicLoad(&sums[0])) + f32(atomicLoad(&counts[1])) + vec2<f32>(bitcast<f32>(atomicLoad(&sums[2])), bitcast<f32>(atomicLoad(&sums[3]))).y);
  }
  "
`);
  });

  it('computes and stores in f16', async () => {
    expect(await partOf('@param {f16[n][dim]} table\n@param {f16} scale\n@param {out f16[n][dim]} out\n@static dim\n@launch block [dim / 4] grid [n]', `const tile = shared(f16, 4, 8);
const v = load4(table, this.block.x, 4 * this.local.x);
let h = f16x4(v) * f16(0.1) + 2;
h /= 3;
const one = f16(scale) % f16(2) - f16(70000.0);
tile[0][this.local.x] = one > 1 ? v[0] : 0.5;
barrier();
store4(out, this.block.x, 4 * this.local.x, v * h + tile[0][0] + f32(one) + Math.abs(one) + this.local.x * f16(1));`, { dim: 16 })).toMatchInlineSnapshot(`
  "enable f16;

  @group(0) @binding(1) var<storage, read> table: array<vec4<f16>>;
  @group(0) @binding(2) var<storage, read_write> out: array<vec4<f16>>;
  var<workgroup> tile: array<f16, 32>;

  // JavaScript's %, exact: multiples of b by powers of two are taken away, the largest first. WGSL's own divides and rounds.
  fn remainder(a: f32, b: f32) -> f32 {
    let step = abs(b);
    var rest = abs(a);
    if (rest < step) {
      return a;
    }
    if (step < 0x1p-126 || rest > 0x1.fffffep+127) {
      return not_a_number();
    }
    while (rest >= step) {
      let up = frexp(rest).exp - frexp(step).exp;
      var part = ldexp(ldexp(step, up / 2), up - up / 2);
      if (part > rest) {
        part *= 0.5;
      }
      rest -= part;
    }
    return select(rest, -rest, a < 0.0);
  }

  // WGSL refuses infinities that it can see: the bits stand in a variable.
  var<private> infinity_bits: u32 = 0x7f800000u;
  fn infinity() -> f32 {
    return bitcast<f32>(infinity_bits);
  }

  var<private> not_a_number_bits: u32 = 0x7fc00000u;
  fn not_a_number() -> f32 {
    return bitcast<f32>(not_a_number_bits);
  }

  @compute @workgroup_size(4, 1, 1)
  fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>) {
    let block_x = i32(group.x);
    let local_x = i32(invocation.x);
    let v: vec4<f32> = vec4<f32>(table[block_x * 4 + local_x]);
    var h: vec4<f32> = vec4<f32>(vec4<f16>(v) * 0.1h) + 2.0;
    h /= 3.0;
    let one: f16 = f16(remainder(f32(f16(launch.scale)), f32(2.0h))) - f16(infinity());
    tile[local_x] = f16(select(0.5, v.x, one > 1.0h));
    workgroupBarrier();
    out[block_x * 4 + local_x] = vec4<f16>(v * h + f32(tile[0]) + f32(one) + f32(abs(one)) + f32(f16(local_x) * 1.0h));
  }
  "
`);
  });

  it('keeps narrow elements in words', async () => {
    expect(await partOf('@param {bf16[n][dim]} a\n@param {i8[n][dim]} b\n@param {u8[n][dim]} c\n@param {i64[n]} d\n@param {u32[n]} e\n@param {i64} f\n@param {out bf16[n][dim]} out\n@static dim\n@launch block [dim / 4] grid [n]', `const row = d[this.block.x] + e[0] + f;
const x = 4 * this.local.x;
const v = load4(a, row, 4 * this.local.x) + load4(b, row, x) * load4(c, row, x);
store4(out, row, x, v + a[row][x + 1] + b[row][1] + c[row][2]);`, { dim: 16 })).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> a: array<vec2<u32>>;
  @group(0) @binding(2) var<storage, read> b: array<i32>;
  @group(0) @binding(3) var<storage, read> c: array<u32>;
  @group(0) @binding(4) var<storage, read> d: array<vec2<i32>>;
  @group(0) @binding(5) var<storage, read> e: array<i32>;
  @group(0) @binding(6) var<storage, read_write> out: array<vec2<u32>>;

  // bf16 is the upper half of an f32; two lie in a word.
  fn bf16_value(word: u32, place: i32) -> f32 {
    return bitcast<f32>((word >> (16u * u32(place & 1))) << 16u);
  }

  fn bf16_pair(word: u32) -> vec2<f32> {
    return bitcast<vec2<f32>>(vec2<u32>(word << 16u, word & 0xffff0000u));
  }

  fn bf16_quad(words: vec2<u32>) -> vec4<f32> {
    return vec4<f32>(bf16_pair(words.x), bf16_pair(words.y));
  }

  // The nearest bf16; halves go to the even neighbour.
  fn bf16_bits(value: f32) -> u32 {
    let bits = bitcast<u32>(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) {
      return 0x7fc0u;
    }
    return (bits + 0x7fffu + ((bits >> 16u) & 1u)) >> 16u;
  }

  fn bf16_bits_pair(values: vec2<f32>) -> u32 {
    return bf16_bits(values.x) | (bf16_bits(values.y) << 16u);
  }

  fn bf16_bits_quad(values: vec4<f32>) -> vec2<u32> {
    return vec2<u32>(bf16_bits_pair(values.xy), bf16_bits_pair(values.zw));
  }

  @compute @workgroup_size(4, 1, 1)
  fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>) {
    let block_x = i32(group.x);
    let local_x = i32(invocation.x);
    let row: i32 = d[block_x].x + e[0] + launch.f;
    let x: i32 = 4 * local_x;
    let v: vec4<f32> = bf16_quad(a[row * 4 + local_x]) + vec4<f32>(unpack4xI8(bitcast<u32>(b[(row * 16 + x) >> 2u])) * vec4<i32>(unpack4xU8(c[(row * 16 + x) >> 2u])));
    let place = row * 16 + (x + 1);
    let place_ = row * 16 + 1;
    let place__ = row * 16 + 2;
    out[(row * 16 + x) >> 2u] = bf16_bits_quad(v + bf16_value(a[place >> 2u][(place >> 1u) & 1], place) + f32(extractBits(b[place_ >> 2u], u32(place_ & 3) * 8u, 8u)) + f32(i32(extractBits(c[place__ >> 2u], u32(place__ & 3) * 8u, 8u))));
  }
  "
`);
    expect(await partOf('@param {bf16[n]} a\n@param {out bf16[n]} out\n@launch block [32] grid [ceil(n / 32)]', `const at = this.block.x * 32 + this.local.x;
if (at < this.constants.n) out[at] = a[at] + load2(a, 2 * at)[1];`)).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> a: array<u32>;
  @group(0) @binding(2) var<storage, read_write> out: array<atomic<u32>>;

  // bf16 is the upper half of an f32; two lie in a word.
  fn bf16_value(word: u32, place: i32) -> f32 {
    return bitcast<f32>((word >> (16u * u32(place & 1))) << 16u);
  }

  fn bf16_pair(word: u32) -> vec2<f32> {
    return bitcast<vec2<f32>>(vec2<u32>(word << 16u, word & 0xffff0000u));
  }

  // The nearest bf16; halves go to the even neighbour.
  fn bf16_bits(value: f32) -> u32 {
    let bits = bitcast<u32>(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) {
      return 0x7fc0u;
    }
    return (bits + 0x7fffu + ((bits >> 16u) & 1u)) >> 16u;
  }

  // The word's other half may be another thread's: only the bits that differ in this half are turned.
  fn bf16_store(word: ptr<storage, atomic<u32>, read_write>, place: i32, value: f32) {
    let shift = 16u * u32(place & 1);
    let there = atomicLoad(word) & (0xffffu << shift);
    atomicXor(word, there ^ (bf16_bits(value) << shift));
  }

  @compute @workgroup_size(32, 1, 1)
  fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>) {
    let block_x = i32(group.x);
    let local_x = i32(invocation.x);
    let at: i32 = block_x * 32 + local_x;
    if (at < launch.n) {
      bf16_store(&out[at >> 1u], at, bf16_value(a[at >> 1u], at) + bf16_pair(a[at]).y);
    }
  }
  "
`);
    expect(await partOf('@param {bf16[n]} a\n@param {out bf16[n]} out\n@launch block [32] grid [ceil(n / 64)]', 'store2(out, 2 * this.local.x, load2(a, 2 * this.local.x));')).toContain('out[local_x] = bf16_bits_pair(bf16_pair(a[local_x]));');
  });

  it('exchanges values between the lanes of full warps', async () => {
    expect(await partOf(plain, `const v = x[this.lane];
const pair = f32x2(v, 1.0);
const a = shuffle(v, this.lane & 16) + shuffleXor(v, 4) + shuffleXor(v, this.local.y) + shuffleDown(v, 2);
const b = reduceAdd(a) + reduceAdd(this.lane, 8) + reduceAdd(pair, 2)[1];
warpBarrier();
out[this.lane] = b;`)).toMatchInlineSnapshot(`
  "enable subgroups;
  diagnostic(off, subgroup_uniformity);

  @group(0) @binding(1) var<storage, read> x: array<f32>;
  @group(0) @binding(2) var<storage, read_write> out: array<f32>;

  // The value that another lane has, or the own one where there is no such lane.
  fn own_or_other_f32(value: f32, lane: i32, lanes: i32) -> f32 {
    let other = subgroupShuffle(value, u32(lane) % 32u);
    return select(value, other, lane >= 0 && lane < lanes);
  }

  fn add_over_8_lanes_i32(value: i32) -> i32 {
    var sum = value;
    sum += subgroupShuffleXor(sum, 1u);
    sum += subgroupShuffleXor(sum, 2u);
    sum += subgroupShuffleXor(sum, 4u);
    return sum;
  }

  fn add_over_2_lanes_f32x2(value: vec2<f32>) -> vec2<f32> {
    var sum = value;
    sum += subgroupShuffleXor(sum, 1u);
    return sum;
  }

  @compute @workgroup_size(32, 2, 1)
  fn probe(@builtin(local_invocation_id) invocation: vec3<u32>, @builtin(local_invocation_index) index: u32) {
    let lane = i32(index % 32u);
    let local_y = i32(invocation.y);
    let v: f32 = x[lane];
    let pair: vec2<f32> = vec2<f32>(v, 1.0);
    let a: f32 = subgroupShuffle(v, u32(lane & 16)) + subgroupShuffleXor(v, 4u) + own_or_other_f32(v, lane ^ local_y, 32) + own_or_other_f32(v, lane + 2, 32);
    let b: f32 = subgroupAdd(a) + f32(add_over_8_lanes_i32(lane)) + add_over_2_lanes_f32x2(pair).y;
    workgroupBarrier();
    out[lane] = b;
  }
  "
`);
  });

  it('exchanges values where a warp is not full', async () => {
    expect(await partOf('@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [20, 2] grid [1]', 'out[this.local.x] = shuffleXor(x[0], 4) + reduceAdd(x[this.local.x], 4) + reduceAdd(x[1]);')).toMatchInlineSnapshot(`
      "enable subgroups;
      diagnostic(off, subgroup_uniformity);

      @group(0) @binding(1) var<storage, read> x: array<f32>;
      @group(0) @binding(2) var<storage, read_write> out: array<f32>;

      // The value that another lane has, or the own one where there is no such lane.
      fn own_or_other_f32(value: f32, lane: i32, lanes: i32) -> f32 {
        let other = subgroupShuffle(value, u32(lane) % 32u);
        return select(value, other, lane >= 0 && lane < lanes);
      }

      fn add_over_4_lanes_f32(value: f32, lane: i32, lanes: i32) -> f32 {
        var sum = f32();
        let first = lane & -4;
        for (var other = first; other < first + 4; other += 1) {
          let has = subgroupShuffle(value, u32(other));
          sum += select(f32(), has, other < lanes);
        }
        return sum;
      }

      @compute @workgroup_size(20, 2, 1)
      fn probe(@builtin(local_invocation_id) invocation: vec3<u32>, @builtin(local_invocation_index) index: u32) {
        let local_x = i32(invocation.x);
        let lane = i32(index % 32u);
        let lanes = min(32, 40 - i32(index / 32u * 32u));
        out[local_x] = own_or_other_f32(x[0], lane ^ 4, lanes) + add_over_4_lanes_f32(x[local_x], lane, lanes) + subgroupAdd(x[1]);
      }
      "
    `);
  });

  it.each(['i32', 'f32', 'f16', 'i32x2', 'f32x4', 'f16x8'])('exchanges values of type %s', async (type) => {
    const literal = type.startsWith('i32') ? 'this.local.x' : 'x[this.local.x]';
    const value = type.includes('x') ? `${type}(${literal})` : type === 'f16' ? `f16(${literal})` : literal;
    const body = `let v = ${value};
v = shuffle(v, 3);
v += shuffleXor(v, 1) + shuffleXor(v, this.local.x) + shuffleDown(v, this.local.x);
v += reduceAdd(v) + reduceAdd(v, 16);
out[this.local.x] = v${type.includes('x') ? '[1]' : ''};`;
    for (const block of ['32, 2', '20, 2', '7']) await textOf(gridText(`@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [${block}] grid [1]`, body));
  });

  it('loads for all threads at once what decides whether they reach a barrier', async () => {
    expect(await partOf(plain, `const count = shared(i32, 2);
const sums = shared(f32, 32);
const pair = shared(f32, 2);
if (this.local.x === 0) {
  count[this.local.y] = 0;
  if (this.local.y === 0) store2(pair, 0, f32x2(0.0));
}
barrier();
atomicAdd(count, 1, 2);
atomicAdd(sums, this.lane, x[this.lane]);
barrier();
const turns = count[1] + 1;
const own = count[1];
for (let turn = 0; turn < turns && load2(pair, 0)[1] < 1.0; turn++) {
  if (sums[0] > 2.0) barrier();
}
out[this.lane] = own + sums[this.lane];`)).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> x: array<f32>;
  @group(0) @binding(2) var<storage, read_write> out: array<f32>;
  var<workgroup> count: array<atomic<i32>, 2>;
  var<workgroup> sums: array<atomic<u32>, 32>;
  var<workgroup> pair: array<vec2<f32>, 1>;

  // WGSL adds atomically to integers only: the sum is put in the float's place if nobody has come between.
  fn atomic_add_shared(place: ptr<workgroup, atomic<u32>>, value: f32) {
    var seen = atomicLoad(place);
    loop {
      let put = atomicCompareExchangeWeak(place, seen, bitcast<u32>(bitcast<f32>(seen) + value));
      if (put.exchanged) {
        break;
      }
      seen = put.old_value;
    }
  }

  @compute @workgroup_size(32, 2, 1)
  fn probe(@builtin(local_invocation_id) invocation: vec3<u32>, @builtin(local_invocation_index) index: u32) {
    let local_x = i32(invocation.x);
    let local_y = i32(invocation.y);
    let lane = i32(index % 32u);
    if (local_x == 0) {
      atomicStore(&count[local_y], 0);
      if (local_y == 0) {
        pair[0] = vec2<f32>(0.0);
      }
    }
    workgroupBarrier();
    atomicAdd(&count[1], 2);
    atomic_add_shared(&sums[lane], x[lane]);
    workgroupBarrier();
    let turns: i32 = workgroupUniformLoad(&count[1]) + 1;
    let own: i32 = atomicLoad(&count[1]);
    for (var turn: i32 = 0; turn < turns && workgroupUniformLoad(&pair[0]).y < 1.0; turn += 1) {
      if (bitcast<f32>(workgroupUniformLoad(&sums[0])) > 2.0) {
        workgroupBarrier();
      }
    }
    out[lane] = f32(own) + bitcast<f32>(atomicLoad(&sums[lane]));
  }
  "
`);
  });

  it('leaves to the compiler whether all threads reach a barrier', async () => {
    const { text } = wgslOfText(gridKernels.poolLanes, { dim: 64 });
    expect(await complaints(text)).toEqual([expect.stringContaining("'workgroupBarrier' must only be called from uniform control flow")]);
    // with a warp a block its bounds are the block's
    await textOf(gridKernels.poolLanes.replace('[32, 4] grid [ceil(bags / 4)]', '[32] grid [bags]').replace('this.block.x * 4 + this.local.y', 'this.block.x'), { dim: 64 });
  });

  it.each(Object.keys(gridKernels).filter((name) => !['gatherStaged', 'interactMatrix', 'poolLanes'].includes(name)))('writes the whole kernel %s so that it compiles', async (name) => {
    await textOf(gridKernels[name as 'features'], { dim: 64, fields: 3 });
  });

  it('passes over hints, which change nothing', async () => {
    expect(await partOf(plain, 'store(out, this.lane, load(x, this.lane, hint.stream), hint.keep);')).toContain('out[lane] = x[lane];');
  });

  it('keeps out of the way of names', async () => {
    expect(await partOf('@param {f32[dot]} vec4\n@param {out f32[dot]} output\n@launch block [4] grid [1]', `const workgroupBarrier = 4 * this.local.x;
const group = this.block.x;
const local_x = 3;
const place = shared(f32, 4);
place[0] = 1.0;
barrier();
store4(output, workgroupBarrier, load4(vec4, workgroupBarrier) + group + local_x + this.lane);`)).toMatchInlineSnapshot(`
  "@group(0) @binding(1) var<storage, read> vec4_: array<vec4<f32>>;
  @group(0) @binding(2) var<storage, read_write> output: array<vec4<f32>>;
  var<workgroup> place: array<f32, 4>;

  @compute @workgroup_size(4, 1, 1)
  fn probe(@builtin(workgroup_id) group_: vec3<u32>, @builtin(local_invocation_id) invocation: vec3<u32>, @builtin(local_invocation_index) index: u32) {
    let local_x_ = i32(invocation.x);
    let block_x = i32(group_.x);
    let lane = i32(index % 32u);
    let workgroupBarrier_: i32 = 4 * local_x_;
    let group: i32 = block_x;
    let local_x: i32 = 3;
    place[0] = 1.0;
    workgroupBarrier();
    output[workgroupBarrier_ >> 2u] = vec4_[workgroupBarrier_ >> 2u] + f32(group) + f32(local_x) + f32(lane);
  }
  "
`);
  });

  const typedGrid = (text: string) => {
    const checked = check(parseKernel(text, 'kernel.js').kernel, 'any');
    if (!checked.ok) throw new Error(checked.detail);
    return checked.typed;
  };
  const refused = (text: string, sizes: Record<string, number>): string => {
    const emitted = emitWgsl(typedGrid(text), sizes);
    if (emitted.ok) throw new Error('this was to be refused');
    return emitted.detail;
  };

  it('refuses what WGSL has no words for, and blocks that cannot be, in numbers', () => {
    expect(refused(gridKernels.gatherStaged, { dim: 64 })).toBe('WGSL has no asynchronous copies; load and store instead');
    expect(refused(gridKernels.interactMatrix, { dim: 64, fields: 3 })).toBe('WGSL has no matrix unit');
    expect(refused(poolGrid, { dim: 6 })).toBe('a block of poolSum has dim / 4 threads along x, which is no whole number here');
    expect(refused(poolGrid, { dim: 0 })).toBe('a block of poolSum has dim / 4 threads along x, which is 0 here');
    expect(refused(poolGrid, { dim: 1024 })).toBe('a block of poolSum has 256 × 8 × 1 = 2048 threads; 1024 are allowed');
    expect(refused(gridText(sized, 'const tile = shared(f32, 2, this.constants.k - 2);\nbarrier();'), { k: 1 })).toBe('the shared array tile of probe has k - 2 elements along a dimension, which is no whole number here');
    const none = emitWgsl(typedGrid(gridText(sized, 'const tile = shared(f32, 2, this.constants.k - 2);\nbarrier();')), { k: 2 });
    expect(none).toMatchObject({ ok: true, program: { text: expect.stringMatching(/var<workgroup> tile\w*: array<\w+, 1>/) as string } }); // nobody asks anything of an array of none
    expect(refused(gridText(rows, 'for (let v = f32x8(0.0); v[0] < 3.0; v += 1.0) out[0][0] = v[1];'), { dim: 16 })).toBe('WGSL is not written for a loop that counts in eight components (v)');
  });
});

describe('emitWgsl of map kernels with vectors', () => {
  it('loads rows four elements at a time', async () => {
    expect(await textOf(`/**
 * @param {f32[n][dim]} left
 * @param {f32[m][dim]} right
 * @returns {f32[n][m]}
 * @static dim
 */
export default function products(left, right) {
  let sum = 0.0;
  for (let d = 0; d < this.constants.dim; d += 4) {
    const a = load4(left, this.thread.y, d);
    sum += dot(a, load4(right, this.thread.x, d)) + a[0] * 0.5;
  }
  return sum;
}
`, { dim: 32 })).toMatchInlineSnapshot(`
  "// Emitted from the kernel products for WebGPU; compiled for dim = 32.

  struct Launch {
    elements: i32,
    m: i32,
  }
  @group(0) @binding(0) var<uniform> launch: Launch;
  @group(0) @binding(1) var<storage, read> left: array<vec4<f32>>;
  @group(0) @binding(2) var<storage, read> right: array<vec4<f32>>;
  @group(0) @binding(3) var<storage, read_write> output: array<f32>;

  // One invocation an output element, x fastest, in rows of 65535 workgroups.
  @compute @workgroup_size(64)
  fn products(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let element = i32((group.y * 65535u + group.x) * 64u + lane);
    if (element >= launch.elements) {
      return;
    }
    let thread_x = element % launch.m;
    let thread_y = element / launch.m;
    var sum: f32 = 0.0;
    for (var d: i32 = 0; d < 32; d += 4) {
      let a: vec4<f32> = left[(thread_y * 32 + d) >> 2u];
      sum += dot(a, right[(thread_x * 32 + d) >> 2u]) + a.x * 0.5;
    }
    output[element] = sum;
  }
  "
`);
  });
});
