import { describe, expect, it } from 'vitest';
import { gridProbes } from './grid-probes.ts';
import { cudaOfText } from './program.ts';

/** The kernel without what stands before it. */
function kernelOf(name: string): string {
  const { text, sizes } = gridProbes.find((each) => each.name === name)!;
  const whole = cudaOfText(text, sizes).text;
  return whole.slice(whole.indexOf('extern "C"'));
}

describe('emitCuda of grid kernels', () => {
  it('places and extents', () => {
    expect(kernelOf('places and extents')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(24, 2)
      probe(const float* __restrict__ x, float* __restrict__ out, int n) {
        const int block_y = blockIdx.y;
        const int block_x = blockIdx.x;
        const int local_z = threadIdx.z;
        const int local_y = threadIdx.y;
        const int local_x = threadIdx.x;
        const int grid_x = gridDim.x;
        const int grid_y = gridDim.y;
        const int lane = threadIdx.x + 4 * (threadIdx.y + 3 * threadIdx.z);
        const int block_z = blockIdx.z;
        const int at = block_y * 48 + block_x * 24 + (local_z * 3 + local_y) * 4 + local_x;
        if (at < n) {
          out[at] = x[at] + float(grid_x * grid_y) + float(lane) + 2.0f + float(block_z);
        }
      }
      "
    `);
  });

  it('vectors of f32', () => {
    expect(kernelOf('vectors of f32')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(2)
      probe(const float* __restrict__ x, float* __restrict__ out) {
        const int local_x = threadIdx.x;
        const int block_x = blockIdx.x;
        const int c = 4 * local_x;
        const f32x4 v = load4(&x[(long long)block_x * 8 + c]);
        f32x4 w = f32x4_of(v.at[3], v.at[2], 1.5f, float(local_x)) * v - f32x4_of(2.0f);
        w = w + v / f32x4_of(2.0f);
        w = w * f32x4_of(0.5f);
        w = maximum(minimum(w, f32x4_of(3.0f)), -v) + absolute(v);
        store4(&out[(long long)block_x * 8 + c], v.at[0] > 0.0f ? w : -w);
      }
      "
    `);
  });

  it('vectors of eight and two, and their dot product', () => {
    expect(kernelOf('vectors of eight and two, and their dot product')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(2)
      probe(const float* __restrict__ x, float* __restrict__ out) {
        const int local_x = threadIdx.x;
        const int block_x = blockIdx.x;
        const int c = 8 * local_x;
        const f32x8 v = load8_readOnly(&x[(long long)block_x * 16 + c]);
        const f32x2 half_ = load2(&x[(long long)block_x * 16 + c]);
        const float sum = dot(v, v) + dot(half_, f32x2_of(1.0f, -1.0f));
        store8_keep(&out[(long long)block_x * 16 + c], v + f32x8_of(sum));
      }
      "
    `);
  });

  it('vectors of integers', () => {
    expect(kernelOf('vectors of integers')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(10)
      probe(const int* __restrict__ a, float* __restrict__ out) {
        const int local_x = threadIdx.x;
        const int at = 4 * local_x;
        const i32x4 v = load4(&a[at]);
        i32x4 w = i32x4_of(1, 2, 3, 4) + v * i32x4_of(3) - i32x4_of(local_x);
        w = w - -v;
        store4(&out[at], minimum(f32x4_of(w), f32x4_of(9.0f)) + f32x4_of(absolute(v)) + f32x4_of(v) / f32x4_of(4.0f) + f32x4_of(w) * f32x4_of(0.5f));
      }
      "
    `);
  });

  it('halves', () => {
    expect(kernelOf('halves')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(2)
      probe(const __half* __restrict__ x, __half* __restrict__ out) {
        const int local_x = threadIdx.x;
        const int block_x = blockIdx.x;
        const int c = 8 * local_x;
        f16x8 v = load8_f16(&x[(long long)block_x * 16 + c]);
        const f16x8 w = load8_f16_stream(&x[(long long)block_x * 16 + c]) / f16x8_of(__float2half(3.0f));
        v = v * w + maximum(v, w) - absolute(-w);
        __half s = x[(long long)block_x * 16 + c] + __high2half(v.at[1]) * __float2half(0.1f);
        s = s + __float2half(2.0f);
        s = __float2half(fmodf(__half2float(__float2half(minimum(__half2float(s), __half2float(__high2half(v.at[0]))))), __half2float(__float2half(1.5f)))) + __float2half(sign(__half2float(s)));
        store8_stream(&out[(long long)block_x * 16 + c], v + f16x8_of(s * __int2half_rn(local_x)) + f16x8_of(dot(v, w)));
      }
      "
    `);
  });

  it('narrow halves beside f32', () => {
    expect(kernelOf('narrow halves beside f32')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(6)
      probe(const __half* __restrict__ x, const __nv_bfloat16* __restrict__ y, float* __restrict__ out) {
        const int local_x = threadIdx.x;
        const int at = 2 * local_x;
        const f16x2 v = load2_f16(&x[at]);
        const f16x4 sum = f16x4_of(__low2half(v.at[0]), __high2half(v.at[0]), __float2half(0.25f), __float2half(1.0f)) * f16x4_of(__float2half(3.0f));
        store2(&out[at], f32x2_of(v) + load2(&y[at]) + f32x2_of(__half2float(__low2half(sum.at[1]))) + f32x2_of(__half2float(__half2float(__low2half(sum.at[0])) < __half2float(__high2half(sum.at[0])) ? __high2half(sum.at[1]) : __low2half(sum.at[1]))));
      }
      "
    `);
  });

  it('narrow storage', () => {
    expect(kernelOf('narrow storage')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(4)
      probe(const signed char* __restrict__ a, const unsigned char* __restrict__ b, const unsigned int* __restrict__ c, const long long* __restrict__ d, const unsigned char* __restrict__ e, const __nv_bfloat16* __restrict__ f, __nv_bfloat16* __restrict__ out) {
        const int local_x = threadIdx.x;
        const int at = 4 * local_x;
        const i32x4 wide = load4(&d[at]);
        const i32x4 sum = load4(&a[at]) + load4(&b[at]) + load4(&c[at]) - wide;
        const int one = int(__ldcs(&d[at])) + __ldcg(&a[at]) + int(c[at]) + b[at + 1];
        if (e[at] != 0 && !(e[at + 1] != 0)) {
          store4(&out[at], f32x4_of(sum) + load4_stream(&f[at]));
        } else {
          store4(&out[at], f32x4_of(__bfloat162float(f[at]), float(one), __bfloat162float(__ldg(&f[at + 1])), e[at + 2] != 0 ? 1.0f : 0.5f));
        }
      }
      "
    `);
  });

  it('shared memory, barriers, transposing', () => {
    expect(kernelOf('shared memory, barriers, transposing')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(64)
      probe(const float* __restrict__ x, float* __restrict__ out) {
        __shared__ alignas(32) float tile[72];
        __shared__ alignas(32) int counts[2];
        const int local_x = threadIdx.x;
        const int local_y = threadIdx.y;
        if (local_x < 2 && local_y == 0) {
          counts[local_x] = 0;
        }
        tile[local_y * 9 + local_x] = x[8 * local_y + local_x];
        __syncthreads();
        atomicAdd(&counts[local_x & 1], local_y);
        out[8 * local_y + local_x] = tile[local_x * 9 + local_y];
        __syncthreads();
        if (local_x == 0) {
          atomicAdd(&out[8 * local_y], float(counts[0] - counts[1]) + 0.5f);
        }
      }
      "
    `);
  });

  it('shared halves and vectors of them', () => {
    expect(kernelOf('shared halves and vectors of them')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(16)
      probe(const float* __restrict__ x, float* __restrict__ out) {
        __shared__ alignas(32) __half tile[64];
        __shared__ alignas(32) int four[64];
        const int local_x = threadIdx.x;
        const int at = 4 * local_x;
        store4(&tile[at], load4(&x[at]));
        tile[at] = __float2half(x[at]) * __float2half(0.5f);
        store4(&four[at], i32x4_of(local_x));
        __syncthreads();
        const int other = 4 * ((local_x + 1) % 16);
        store4(&out[at], load4(&tile[other]) + f32x4_of(load4(&four[other])) + f32x4_of(__half2float(tile[other])));
      }
      "
    `);
  });

  it('lane exchange', () => {
    expect(kernelOf('lane exchange')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(64)
      probe(const float* __restrict__ x, float* __restrict__ out) {
        const int local_y = threadIdx.y;
        const int local_x = threadIdx.x;
        const int lane = (threadIdx.x + 32 * threadIdx.y) % 32;
        const int at = 32 * local_y + local_x;
        const float v = x[at];
        const f32x2 pair = f32x2_of(v, -v);
        const f32x2 far = shuffle_xor(0xffffffffu, pair, 16) + shuffle_down(0xffffffffu, pair, 3);
        const float near = __shfl_sync(0xffffffffu, v, 31 - lane) + __shfl_sync(0xffffffffu, v, lane_or_own(lane ^ (local_y + 1), lane, 32)) + float(__shfl_sync(0xffffffffu, at, lane_or_own(lane + (local_y + 2), lane, 32)));
        const float eight = reduce_add(0xffffffffu, v, 8);
        const f32x4 all = reduce_add(0xffffffffu, f32x4_of(v, float(at), 1.0f, 0.5f), 32);
        __syncwarp();
        out[at] = near + far.at[0] * far.at[1] + eight + all.at[1] - all.at[3];
      }
      "
    `);
  });

  it('lane exchange of a warp that lacks lanes', () => {
    expect(kernelOf('lane exchange of a warp that lacks lanes')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(44)
      probe(const float* __restrict__ x, float* __restrict__ out) {
        const int local_y = threadIdx.y;
        const int local_x = threadIdx.x;
        const unsigned int lanes = threadIdx.x + 11 * threadIdx.y < 32 ? 0xffffffffu : 0xfffu;
        const int lane = (threadIdx.x + 11 * threadIdx.y) % 32;
        const int warp_width = threadIdx.x + 11 * threadIdx.y < 32 ? 32 : 12;
        const int at = 11 * local_y + local_x;
        const float v = x[at];
        const float some = reduce_add_present(lanes, v, 8, lane, warp_width) + float(reduce_add_present(lanes, at, 32, lane, warp_width)) + reduce_add(lanes, f32x2_of(v, 1.0f), 4).at[1];
        const float near = __shfl_sync(lanes, v, lane_or_own(lane ^ 4, lane, warp_width)) + __shfl_sync(lanes, v, lane_or_own(lane + 5, lane, warp_width)) + __shfl_sync(lanes, v, 2);
        __syncwarp(lanes);
        out[at] = some + near + __half2float(reduce_add(lanes, __float2half(1.0f), 2));
      }
      "
    `);
  });

  it('asynchronous copies', () => {
    expect(kernelOf('asynchronous copies')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(16)
      probe(const float* __restrict__ x, float* __restrict__ out) {
        __shared__ alignas(32) float tile[128];
        const int local_x = threadIdx.x;
        const int block_x = blockIdx.x;
        const int c = 4 * local_x;
        __pipeline_memcpy_async(&tile[c], &x[(long long)block_x * 64 + c], 16);
        __pipeline_commit();
        __pipeline_memcpy_async(&tile[64 + 2 * local_x], &x[(long long)block_x * 64 + 2 * local_x], 8);
        __pipeline_memcpy_async(&tile[64 + (32 + local_x)], &x[(long long)block_x * 64 + (32 + local_x)], 4);
        __pipeline_commit();
        __pipeline_wait_prior(1);
        __syncthreads();
        const f32x4 first = load4(&tile[60 - c]);
        __pipeline_wait_prior(0);
        __syncthreads();
        store4(&out[(long long)block_x * 64 + c], first + f32x4_of(tile[64 + (local_x + 32)]) + f32x4_of(tile[64 + 2 * local_x]));
      }
      "
    `);
  });

  it('the matrix unit, two tiles deep, rows padded', () => {
    expect(kernelOf('the matrix unit, two tiles deep, rows padded')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(64)
      probe(const float* __restrict__ x, float* __restrict__ out) {
        __shared__ alignas(32) __half left[640];
        __shared__ alignas(32) __half right[1280];
        __shared__ alignas(32) float sums[576];
        const int local_y = threadIdx.y;
        const int lane = (threadIdx.x + 32 * threadIdx.y) % 32;
        const int block_x = blockIdx.x;
        for (int at = local_y * 32 + lane; at < 32 * 32; at += 64) {
          const int row = at / 32;
          const int d = at % 32;
          right[row * 40 + d] = __float2half(x[(long long)row * 32 + d]);
          if (row < 16) {
            left[row * 40 + d] = __float2half(x[(long long)(16 * block_x + row) * 32 + d]);
          }
        }
        __syncthreads();
        matrix_dot(&sums[16 * local_y], 36, left, 40, &right[16 * local_y * 40], 40, 32);
        __syncthreads();
        for (int at2 = local_y * 32 + lane; at2 < 512; at2 += 64) {
          out[(long long)(16 * block_x + (at2 >> 5)) * 32 + (at2 & 31)] = sums[(at2 >> 5) * 36 + (at2 & 31)];
        }
      }
      "
    `);
  });

  it('more shared memory than a text may declare', () => {
    expect(kernelOf('more shared memory than a text may declare')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(256)
      probe(const float* __restrict__ x, float* __restrict__ out) {
        extern __shared__ __align__(32) unsigned char shared_memory[];
        float* const large = reinterpret_cast<float*>(shared_memory);
        int* const marks = reinterpret_cast<int*>(shared_memory + 51200);
        const int local_x = threadIdx.x;
        if (local_x < 100) {
          large[local_x * 128 + 127] = 0.0f;
        }
        __syncthreads();
        if (local_x < 3) {
          marks[local_x] = local_x;
        }
        atomicAdd(&large[local_x % 100 * 128 + 127], x[local_x]);
        __syncthreads();
        out[local_x] = large[local_x % 100 * 128 + 127] + float(marks[local_x % 3]);
      }
      "
    `);
  });

  it('names that C++ has for itself', () => {
    expect(kernelOf('names that C++ has for itself')).toMatchInlineSnapshot(`
      "extern "C" __global__ void __launch_bounds__(8)
      probe(const float* __restrict__ float4_, float* __restrict__ output) {
        __shared__ alignas(32) float struct_[8];
        const int local_x_ = threadIdx.x;
        const int lane = threadIdx.x;
        const int threadIdx_ = local_x_;
        struct_[threadIdx_] = float4_[threadIdx_];
        __syncthreads();
        const float NULL_ = struct_[7 - threadIdx_];
        const float local_x = NULL_ + 1.0f;
        const int int_ = lane;
        const int k_a_b = int_ + 1;
        output[threadIdx_] = local_x * float(k_a_b);
      }
      "
    `);
  });
});
