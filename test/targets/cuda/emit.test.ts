import { describe, expect, it } from 'vitest';
import type { LaunchPlan } from '../../../src/model/index.ts';
import { emitCuda } from '../../../src/targets/cuda/index.ts';
import { showSize } from '../../../src/util/size-expression.ts';
import { elementwise, typedKernel } from '../kernels.ts';
import { cudaOf, cudaOfText } from './program.ts';

/** The statements of a map kernel, after its opening. */
function body(text: string): string {
  const lines = cudaOf(elementwise(text)).text.split('\n');
  const from = lines.findIndex((line) => line.includes('if (element >= ')) + 3;
  return lines.slice(from, lines.lastIndexOf('}')).map((line) => line.slice(2)).join('\n');
}

function planOf({ grid, uniforms, ...plan }: LaunchPlan): object {
  return { ...plan, grid: grid.map(showSize), uniforms: uniforms.map((each) => (each.kind === 'size' ? showSize(each.value) : each.parameter)) };
}

const poolHead = '@param {f32[rows][dim]} table\n@param {i32[lookups]} indices\n@param {i32[bags + 1]} offsets\n@returns {f32[bags][dim]}\n@static dim';
const poolBody = `let sum = 0.0;
for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
  sum += table[indices[j]][this.thread.x % this.constants.dim];
}
return sum * this.constants.rows;`;

describe('emitCuda of map kernels', () => {
  it('keeps names, one statement a line, says where the text comes from, and how it is launched', () => {
    const result = emitCuda(typedKernel(poolHead, poolBody, 'table, indices, offsets'), { dim: 64, rows: 10 }, { comment: 'Run 7, edits e1 e4.' });
    if (!result.ok) throw new Error(result.detail);
    expect(result.program.text).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for CUDA; compiled for dim = 64.
      // One thread an output element, x fastest.
      // Run 7, edits e1 e4.

      extern "C" __global__ void __launch_bounds__(256)
      probe(const float* __restrict__ table, const int* __restrict__ indices, const int* __restrict__ offsets, float* __restrict__ output, int rows, int elements) {
        const unsigned int element = blockIdx.x * 256u + threadIdx.x;
        if (element >= elements) {
          return;
        }
        const int thread_x = element % 64;
        const int thread_y = element / 64;
        float sum = 0.0f;
        for (int j = offsets[thread_y]; j < offsets[thread_y + 1]; j += 1) {
          sum += table[(long long)indices[j] * 64 + thread_x % 64];
        }
        output[element] = sum * float(rows);
      }
      "
    `);
    expect(planOf(result.program.launch!)).toEqual({
      entry: 'probe', block: [256, 1, 1], grid: ['ceil(bags * dim / 256)', '1', '1'], uniforms: ['rows', 'bags * dim'], sharedBytes: 0, dynamicSharedBytes: 0, addresses: 64,
    });
    expect(result.program).toMatchObject({ target: 'cuda', sizes: { dim: 64 } });
  });

  it('declares what is used of scalars, sizes and bools, and computes the place in three dimensions', () => {
    const typed = typedKernel('@param {f32[depth][height + 1][width]} box\n@param {bool[height]} mask\n@param {bool} flip\n@param {i32} height2\n@param {f32} scale\n@returns {f32[depth][height][width]}',
      'if (flip && mask[this.thread.y]) return box[this.thread.z][this.thread.y + 1][this.thread.x] * scale;\nreturn this.output.z + height2;', 'box, mask, flip, height2, scale');
    expect(cudaOf(typed).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for CUDA.
      // One thread an output element, x fastest.

      extern "C" __global__ void __launch_bounds__(256)
      probe(const float* __restrict__ box, const unsigned char* __restrict__ mask, float* __restrict__ output, int flip, int height_plus_1, int width, float scale, int depth, int height2, int height, int elements) {
        const unsigned int element = blockIdx.x * 256u + threadIdx.x;
        if (element >= elements) {
          return;
        }
        const int thread_x = element % width;
        const int thread_y = element / width % height;
        const int thread_z = element / width / height;
        if (flip != 0 && mask[thread_y] != 0) {
          output[element] = box[((long long)thread_z * height_plus_1 + (thread_y + 1)) * width + thread_x] * scale;
          return;
        }
        output[element] = float(depth + height2);
      }
      "
    `);
  });

  it('has no arguments but arrays where all sizes are compiled in', () => {
    expect(cudaOf(typedKernel('@param {f32[n]} x\n@returns {f32[n]}\n@static n', 'return x[this.thread.x];', 'x'), { n: 12 }).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for CUDA; compiled for n = 12.
      // One thread an output element, x fastest.

      extern "C" __global__ void __launch_bounds__(256)
      probe(const float* __restrict__ x, float* __restrict__ output) {
        const unsigned int element = blockIdx.x * 256u + threadIdx.x;
        if (element >= 12) {
          return;
        }
        const int thread_x = element;
        output[element] = x[thread_x];
      }
      "
    `);
  });

  it('converts narrow elements where they are loaded and stored', () => {
    const text = `/**\n * @param {f16[n]} a\n * @param {bf16[n]} b\n * @param {i8[n]} c\n * @param {u8[n]} d\n * @param {u32[n]} e\n * @param {i64[n]} f\n * @param {i64} g\n * @param {f16} h\n * @returns {f32[n]}\n */
export default function narrow(a, b, c, d, e, f, g, h) {\n  const i = f[this.thread.x];\n  return a[i] + b[i] * h + (c[i] - d[i] + e[i] - g);\n}\n`;
    expect(cudaOfText(text).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel narrow for CUDA.
      // One thread an output element, x fastest.

      #include <cuda_bf16.h>
      #include <cuda_fp16.h>

      extern "C" __global__ void __launch_bounds__(256)
      narrow(const __half* __restrict__ a, const __nv_bfloat16* __restrict__ b, const signed char* __restrict__ c, const unsigned char* __restrict__ d, const unsigned int* __restrict__ e, const long long* __restrict__ f, float* __restrict__ output, float h, int g, int elements) {
        const unsigned int element = blockIdx.x * 256u + threadIdx.x;
        if (element >= elements) {
          return;
        }
        const int thread_x = element;
        const int i = int(f[thread_x]);
        output[element] = __half2float(a[i]) + __bfloat162float(b[i]) * h + float(c[i] - d[i] + int(e[i]) - g);
      }
      "
    `);
  });

  it('divides integers as JavaScript rounds, plainly where nothing is negative', () => {
    expect(body(`const i = this.thread.x;
const m = a[i];
const d = b[i];
return Math.floor(i / 3) + Math.floor(m / d) + ((m / 3) | 0) + Math.ceil(m / 3) + Math.round(m / d) + Math.trunc(m / 4) + m % d;`)).toMatchInlineSnapshot(`
  "const int thread_x = element;
  const int i = thread_x;
  const int m = a[i];
  const int d = b[i];
  output[element] = float(i / 3 + floor_divide(m, d) + m / 3 + ceil_divide(m, 3) + round_divide(m, d) + m / 4 + m % d);"
`);
  });

  it('makes whole numbers of floats, and floats of whole numbers', () => {
    expect(body(`const v = x[this.thread.x];
const m = a[this.thread.x];
let w = m;
w += Math.fround(0.5);
return Math.floor(v) + Math.ceil(v) * 2 + Math.round(v) + Math.trunc(v) + (v | 0) + w * m + m / 2;`)).toMatchInlineSnapshot(`
  "const int thread_x = element;
  const float v = x[thread_x];
  const int m = a[thread_x];
  float w = float(m);
  w += 0.5f;
  output[element] = float(int(floorf(v))) + float(int(ceilf(v))) * 2.0f + float(round_half_up(v)) + float(int(v)) + float(int(v)) + w * float(m) + float(m) / 2.0f;"
`);
  });

  it('shifts by five bits, and lets products wrap', () => {
    expect(body(`let m = a[this.thread.x];
const s = b[this.thread.x];
m = (m << 2) + (m << s) + (m >> 33) + (m >> s) + (m >>> s) + Math.imul(m, s);
m <<= s;
m >>= s;
m >>>= 3;
m ^= 5;
return ~m & (s | 3 ^ 1);`)).toMatchInlineSnapshot(`
  "const int thread_x = element;
  int m = a[thread_x];
  const int s = b[thread_x];
  m = shift_left(m, 2) + shift_left(m, s) + (m >> 1) + (m >> (s & 31)) + shift_right_zeros(m, s) + multiply_wrapping(m, s);
  m = shift_left(m, s);
  m >>= s & 31;
  m = shift_right_zeros(m, 3);
  m ^= 5;
  output[element] = float(~m & (s | (3 ^ 1)));"
`);
  });

  it('has JavaScript\'s least, most, sign, powers and remainders', () => {
    expect(body(`const v = x[this.thread.x];
const m = a[this.thread.x];
let w = Math.min(v, m) + Math.max(v, 0.0) + Math.pow(v, 2.0) + Math.sign(v) + Math.abs(v) + v % 0.7;
w %= 3.0;
return w + Math.min(m, 3) + Math.max(m, 4) + Math.abs(m) + Math.sign(m) + Math.sqrt(v) + Math.tanh(v) + Math.exp(v) + Math.log2(v);`)).toMatchInlineSnapshot(`
  "const int thread_x = element;
  const float v = x[thread_x];
  const int m = a[thread_x];
  float w = minimum(v, float(m)) + maximum(v, 0.0f) + power(v, 2.0f) + sign(v) + fabsf(v) + fmodf(v, 0.7f);
  w = fmodf(w, 3.0f);
  output[element] = w + minimum(float(m), 3.0f) + maximum(float(m), 4.0f) + float(abs(m)) + float(whole_sign(m)) + sqrtf(v) + tanhf(v) + expf(v) + log2f(v);"
`);
  });

  it('writes numbers so that they are what they were', () => {
    expect(body('const big = -2147483648;\nreturn 0.1 + 1e30 + 16777216.0 + 1e-40 - -0.0 + big + Math.PI + (x[0] < Infinity ? 1 : -Infinity) + (0.0 / 0.0);')).toMatchInlineSnapshot(`
      "const int big = (-2147483647 - 1);
      output[element] = 0.1f + 1e+30f + 16777216.0f + 1e-40f - -0.0f + float(big) + 3.1415927f + (x[0] < infinity() ? 1.0f : -infinity()) + 0.0f / 0.0f;"
    `);
  });

  it('leaves operands unevaluated, and parenthesises what C binds otherwise', () => {
    expect(body(`const m = a[this.thread.x];
const inside = m >= 0 && (m < this.constants.count || m === 7) && a[m] > 5;
const same = (m < 3) === inside;
return (inside ? x[m] : same ? 2 : m & 3 | 4) * (m - (m - 1)) - -m - (-m);`)).toMatchInlineSnapshot(`
  "const int thread_x = element;
  const int m = a[thread_x];
  const bool inside = m >= 0 && (m < count || m == 7) && a[m] > 5;
  const bool same = (m < 3) == inside;
  output[element] = (inside ? x[m] : (same ? 2.0f : float((m & 3) | 4))) * (float(m) - (float(m) - 1.0f)) - float(-m) - float(-m);"
`);
  });

  it('keeps loops, branches and locals as they are', () => {
    expect(body(`let i = 0;
let sum;
sum = 0;
for (i = b[this.thread.x]; i > 0; i--) {
  if (i % 3 === 1) continue;
  else if (i === 17) break;
  else sum += i;
}
while (sum > 100) {
  sum -= 100;
  if (sum < 3) return sum * 0.5;
}
for (; sum < 5;) sum += 1;
return sum;`)).toMatchInlineSnapshot(`
  "const int thread_x = element;
  int i = 0;
  int sum;
  sum = 0;
  for (i = b[thread_x]; i > 0; i -= 1) {
    if (i % 3 == 1) {
      continue;
    } else if (i == 17) {
      break;
    } else {
      sum += i;
    }
  }
  while (sum > 100) {
    sum -= 100;
    if (sum < 3) {
      output[element] = float(sum) * 0.5f;
      return;
    }
  }
  while (sum < 5) {
    sum += 1;
  }
  output[element] = float(sum);"
`);
  });

  it('gives way where a name means something in CUDA', () => {
    const typed = typedKernel('@param {f32[threadIdx]} __x\n@returns {f32[threadIdx]}'.replace('__x', 'double'), 'const output = double[this.thread.x];\nconst element = output + 1.0;\nconst min = element;\nconst a__b = min;\nconst M_PI = a__b;\nconst _A = M_PI;\nreturn Math.max(_A, this.constants.threadIdx);', 'double');
    expect(cudaOf(typed).text.split('\n').slice(8).join('\n')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(256)
      probe(const float* __restrict__ double_, float* __restrict__ output_, int threadIdx_) {
        const unsigned int element_ = blockIdx.x * 256u + threadIdx.x;
        if (element_ >= threadIdx_) {
          return;
        }
        const int thread_x = element_;
        const float output = double_[thread_x];
        const float element = output + 1.0f;
        const float min_ = element;
        const float k_a_b = min_;
        const float k_M_PI = k_a_b;
        const float k_A = k_M_PI;
        output_[element_] = maximum(k_A, float(threadIdx_));
      }
      "
    `);
    for (const [name, entry] of [['remove', 'remove_'], ['main', 'main_'], ['sinf', 'sinf_'], ['float4', 'float4_'], ['MAX', 'k_MAX_'], ['gather', 'gather'], ['poolSum', 'poolSum']]) {
      expect(cudaOfText(`/**\n * @param {f32[n]} x\n * @returns {f32[n]}\n */\nexport default function ${name}(x) {\n  return x[this.thread.x];\n}\n`).launch!.entry).toBe(entry);
    }
  });
});
