import { describe, expect, it } from 'vitest';
import { gridKernels } from '../../dialect/grid-kernels.ts';
import { cudaOfText } from './program.ts';

describe('the whole text of a grid kernel with halves, vectors, atomics and lane exchange', () => {
  it('features', () => {
    expect(cudaOfText(gridKernels.features, { dim: 64, fields: 8 }).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel features for CUDA; compiled for dim = 64.

      #include <cuda_bf16.h>
      #include <cuda_fp16.h>

      struct alignas(16) f32x8 {
        float at[8];
      };

      static __device__ __forceinline__ f32x8 load8_keep(const __half* from) {
        const uint4* const words = reinterpret_cast<const uint4*>(from);
        const uint4 taken[1] = {__ldcg(words)};
        __half elements[8];
        memcpy(elements, taken, 16);
        f32x8 result;
        #pragma unroll
        for (int i = 0; i < 8; i += 1) {
          result.at[i] = __half2float(elements[i]);
        }
        return result;
      }

      static __device__ __forceinline__ f32x8 load8(const __nv_bfloat16* from) {
        const uint4* const words = reinterpret_cast<const uint4*>(from);
        const uint4 taken[1] = {words[0]};
        __nv_bfloat16 elements[8];
        memcpy(elements, taken, 16);
        f32x8 result;
        #pragma unroll
        for (int i = 0; i < 8; i += 1) {
          result.at[i] = __bfloat162float(elements[i]);
        }
        return result;
      }

      struct alignas(16) f16x8 {
        __half2 at[4];
      };

      static __device__ __forceinline__ f16x8 f16x8_of(f32x8 v) {
        f16x8 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = __floats2half2_rn(v.at[2 * i], v.at[2 * i + 1]);
        }
        return result;
      }

      static __device__ __forceinline__ f16x8 f16x8_of(__half x) {
        f16x8 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = __half2half2(x);
        }
        return result;
      }

      static __device__ __forceinline__ f16x8 operator*(f16x8 a, f16x8 b) {
        f16x8 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] * b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ f16x8 operator+(f16x8 a, f16x8 b) {
        f16x8 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] + b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ float dot(f32x8 a, f32x8 b) {
        float sum = a.at[0] * b.at[0];
        #pragma unroll
        for (int i = 1; i < 8; i += 1) {
          sum = sum + a.at[i] * b.at[i];
        }
        return sum;
      }

      static __device__ __forceinline__ f32x8 f32x8_of(float a, float b, float c, float d, float e, float f, float g, float h) {
        return {{a, b, c, d, e, f, g, h}};
      }

      static __device__ __forceinline__ f32x8 f32x8_of(f16x8 v) {
        f32x8 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[2 * i] = __low2float(v.at[i]);
          result.at[2 * i + 1] = __high2float(v.at[i]);
        }
        return result;
      }

      static __device__ __forceinline__ f32x8 operator-(f32x8 a) {
        f32x8 result;
        #pragma unroll
        for (int i = 0; i < 8; i += 1) {
          result.at[i] = -a.at[i];
        }
        return result;
      }

      // C's fmaxf drops a NaN.
      static __device__ __forceinline__ float maximum(float a, float b) {
        return a != a ? a : b != b ? b : fmaxf(a, b);
      }

      static __device__ __forceinline__ f32x8 maximum(f32x8 a, f32x8 b) {
        f32x8 result;
        #pragma unroll
        for (int i = 0; i < 8; i += 1) {
          result.at[i] = maximum(a.at[i], b.at[i]);
        }
        return result;
      }

      static __device__ __forceinline__ f32x8 operator+(f32x8 a, f32x8 b) {
        f32x8 result;
        #pragma unroll
        for (int i = 0; i < 8; i += 1) {
          result.at[i] = a.at[i] + b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ void store8(__half* to, f32x8 value) {
        __half elements[8];
        #pragma unroll
        for (int i = 0; i < 8; i += 1) {
          elements[i] = __float2half(value.at[i]);
        }
        uint4 given[1];
        memcpy(given, elements, 16);
        uint4* const words = reinterpret_cast<uint4*>(to);
        words[0] = given[0];
      }

      static __device__ __forceinline__ int lane_or_own(int lane, int own, int warp_width) {
        return lane >= 0 && lane < warp_width ? lane : own;
      }

      extern "C" __global__ void __launch_bounds__(16)
      features(const __half* __restrict__ left, const __nv_bfloat16* __restrict__ right, __half* __restrict__ out, int n) {
        __shared__ alignas(32) float total[2];
        const int block_y = blockIdx.y;
        const int local_z = threadIdx.z;
        const int local_x = threadIdx.x;
        const int lane = threadIdx.x + 8 * threadIdx.z;
        const int warp_width = 16;
        const unsigned int lanes = 0xffffu;
        const int row = block_y * 2 + local_z;
        if (local_x == 0) {
          total[local_z] = 0.0f;
        }
        __syncthreads();
        if (row < n) {
          const f32x8 a = load8_keep(&left[(long long)row * 64 + 8 * local_x]);
          const f32x8 b = load8(&right[(long long)row * 64 + 8 * local_x]);
          const f16x8 narrow = f16x8_of(a) * f16x8_of(__float2half(0.5f)) + f16x8_of(b);
          atomicAdd(&total[local_z], dot(a, b));
          const f32x8 swapped = f32x8_of(a.at[1], a.at[0], a.at[3], a.at[2], a.at[5], a.at[4], a.at[7], a.at[6]);
          store8(&out[(long long)row * 64 + 8 * local_x], f32x8_of(narrow) + maximum(swapped, -b));
        }
        const int neighbour = __shfl_sync(lanes, local_x, lane_or_own(lane ^ 1, lane, warp_width)) + __shfl_sync(lanes, local_x, lane_or_own(lane + 1, lane, warp_width)) + __shfl_sync(lanes, local_x, 0);
        __syncthreads();
        if (local_x == 0 && neighbour >= 0) {
          total[local_z] = total[local_z] + 1.0f;
        }
      }
      "
    `);
  });
});
