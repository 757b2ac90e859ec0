import { describe, expect, it } from 'vitest';
import { gridKernels } from '../../dialect/grid-kernels.ts';
import { cudaOfText } from './program.ts';

describe('whole texts of grid kernels', () => {
  it('poolGrid', () => {
    expect(cudaOfText(gridKernels.poolGrid, { dim: 64, fields: 8 }).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel poolSum for CUDA; compiled for dim = 64.

      struct alignas(16) f32x4 {
        float at[4];
      };

      static __device__ __forceinline__ f32x4 f32x4_of(float x) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = x;
        }
        return result;
      }

      static __device__ __forceinline__ f32x4 load4(const float* from) {
        const float4* const words = reinterpret_cast<const float4*>(from);
        const float4 taken[1] = {words[0]};
        f32x4 result;
        memcpy(&result, taken, 16);
        return result;
      }

      static __device__ __forceinline__ f32x4 operator+(f32x4 a, f32x4 b) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] + b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ void store4(float* to, f32x4 value) {
        float4 given[1];
        memcpy(given, &value, 16);
        float4* const words = reinterpret_cast<float4*>(to);
        words[0] = given[0];
      }

      extern "C" __global__ void __launch_bounds__(128)
      poolSum(const float* __restrict__ table, const int* __restrict__ indices, const int* __restrict__ offsets, float* __restrict__ pooled, int bags) {
        const int block_x = blockIdx.x;
        const int local_y = threadIdx.y;
        const int local_x = threadIdx.x;
        const int bag = block_x * 8 + local_y;
        if (bag < bags) {
          f32x4 sum = f32x4_of(0.0f);
          for (int j = offsets[bag]; j < offsets[bag + 1]; j += 1) {
            sum = sum + load4(&table[(long long)indices[j] * 64 + 4 * local_x]);
          }
          store4(&pooled[(long long)bag * 64 + 4 * local_x], sum);
        }
      }
      "
    `);
  });

  it('poolLanes', () => {
    expect(cudaOfText(gridKernels.poolLanes, { dim: 64, fields: 8 }).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel poolLanes for CUDA; compiled for dim = 64.

      // Every lane gets the sum over its group of so many lanes.
      static __device__ __forceinline__ float reduce_add(unsigned int lanes, float v, int width) {
        #pragma unroll
        for (int step = width / 2; step > 0; step /= 2) {
          v = v + __shfl_xor_sync(lanes, v, step);
        }
        return v;
      }

      extern "C" __global__ void __launch_bounds__(128, 4)
      poolLanes(const float* __restrict__ table, const int* __restrict__ indices, const int* __restrict__ offsets, float* __restrict__ pooled, int bags) {
        __shared__ alignas(32) int staged[128];
        const int block_x = blockIdx.x;
        const int local_y = threadIdx.y;
        const int lane = (threadIdx.x + 32 * threadIdx.y) % 32;
        const int bag = block_x * 4 + local_y;
        const int end = bag < bags ? offsets[bag + 1] : 0;
        const int begin = bag < bags ? offsets[bag] : 0;
        for (int column = 0; column < 64; column += 1) {
          float sum = 0.0f;
          for (int first = begin; first < end; first += 32) {
            const int mine = first + lane;
            if (mine < end) {
              staged[local_y * 32 + lane] = __ldcs(&indices[mine]);
            }
            __syncwarp();
            if (mine < end) {
              sum += __ldg(&table[staged[local_y * 32 + lane] * 64 + column]);
            }
            __syncwarp();
          }
          const float whole = reduce_add(0xffffffffu, sum, 32);
          if (lane == 0 && bag < bags) {
            __stcs(&pooled[bag * 64 + column], whole);
          }
        }
      }
      "
    `);
  });

  it('gatherStaged', () => {
    expect(cudaOfText(gridKernels.gatherStaged, { dim: 64, fields: 8 }).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel gatherStaged for CUDA; compiled for dim = 64.

      #include <cuda_pipeline.h>

      struct alignas(16) f32x4 {
        float at[4];
      };

      static __device__ __forceinline__ f32x4 load4(const float* from) {
        const float4* const words = reinterpret_cast<const float4*>(from);
        const float4 taken[1] = {words[0]};
        f32x4 result;
        memcpy(&result, taken, 16);
        return result;
      }

      static __device__ __forceinline__ void store4_stream(float* to, f32x4 value) {
        float4 given[1];
        memcpy(given, &value, 16);
        float4* const words = reinterpret_cast<float4*>(to);
        __stcs(words, given[0]);
      }

      extern "C" __global__ void __launch_bounds__(32)
      gatherStaged(const float* __restrict__ table, const int* __restrict__ indices, float* __restrict__ gathered, int lookups) {
        __shared__ alignas(32) float tile[256];
        const int block_x = blockIdx.x;
        const int grid_x = gridDim.x;
        const int local_x = threadIdx.x;
        int buffer = 0;
        for (int first = block_x * 4; first < lookups; first += 4 * grid_x) {
          for (int at = first; at < min(first + 4, lookups); at += 1) {
            for (int base = 0; base < 64; base += 128) {
              const int column = base + 4 * local_x;
              if (column < 64) {
                __pipeline_memcpy_async(&tile[buffer * 128 + 4 * local_x], &table[(long long)indices[at] * 64 + column], 16);
              }
              __pipeline_commit();
              __pipeline_wait_prior(0);
              if (column < 64) {
                store4_stream(&gathered[(long long)at * 64 + column], load4(&tile[buffer * 128 + 4 * local_x]));
              }
              buffer = 1 - buffer;
            }
          }
        }
      }
      "
    `);
  });

  it('interactMatrix', () => {
    expect(cudaOfText(gridKernels.interactMatrix, { dim: 64, fields: 8 }).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel interactMatrix for CUDA; compiled for dim = 64, fields = 8.

      #include <cuda_fp16.h>
      #include <mma.h>

      static __device__ __forceinline__ int ceil_divide(int a, int b) {
        return a / b + (a % b != 0 && (a < 0) == (b < 0) ? 1 : 0);
      }

      // The warp's 16 x 16 dot products of rows; every array comes with the length of its rows.
      static __device__ __forceinline__ void matrix_dot(float* target, int target_row, const __half* left, int left_row, const __half* right, int right_row, int depth) {
        nvcuda::wmma::fragment<nvcuda::wmma::matrix_a, 16, 16, 16, __half, nvcuda::wmma::row_major> a;
        nvcuda::wmma::fragment<nvcuda::wmma::matrix_b, 16, 16, 16, __half, nvcuda::wmma::col_major> b;
        nvcuda::wmma::fragment<nvcuda::wmma::accumulator, 16, 16, 16, float> sums;
        nvcuda::wmma::fill_fragment(sums, 0.0f);
        for (int d = 0; d < depth; d += 16) {
          nvcuda::wmma::load_matrix_sync(a, left + d, left_row);
          nvcuda::wmma::load_matrix_sync(b, right + d, right_row);
          nvcuda::wmma::mma_sync(sums, a, b, sums);
        }
        nvcuda::wmma::store_matrix_sync(target, sums, target_row, nvcuda::wmma::mem_row_major);
      }

      static __device__ __forceinline__ int floor_divide(int a, int b) {
        return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
      }

      extern "C" __global__ void __launch_bounds__(32)
      interactMatrix(const float* __restrict__ dense, const float* __restrict__ sparse, float* __restrict__ interacted) {
        __shared__ alignas(32) __half vectors[1024];
        __shared__ alignas(32) float dots[256];
        const int block_x = blockIdx.x;
        const int lane = threadIdx.x;
        const int sample = block_x;
        const int depth = 16 * ceil_divide(64, 16);
        for (int at = lane; at < 16 * depth; at += 32) {
          const int row = at / depth;
          const int d = at % depth;
          float value = 0.0f;
          if (d < 64) {
            if (row == 0) {
              value = dense[(long long)sample * 64 + d];
            } else if (row <= 8) {
              value = sparse[((long long)sample * 8 + (row - 1)) * 64 + d];
            }
          }
          vectors[row * 64 + d] = __float2half(value);
          if (row == 0 && d < 64) {
            interacted[(long long)sample * 100 + d] = value;
          }
        }
        __syncthreads();
        matrix_dot(dots, 16, vectors, 64, vectors, 64, 64);
        __syncthreads();
        for (int pair = lane; pair < 256; pair += 32) {
          const int row2 = pair / 16;
          const int column = pair % 16;
          if (row2 <= 8 && column < row2) {
            interacted[(long long)sample * 100 + (64 + floor_divide(row2 * (row2 - 1), 2) + column)] = dots[row2 * 16 + column];
          }
        }
      }
      "
    `);
  });
});
