import { describe, expect, it } from 'vitest';
import { gridProbes } from './grid-probes.ts';
import { cudaOfText } from './program.ts';

/** What a text has before its kernel. */
function libraryOf(name: string): string {
  const { text, sizes } = gridProbes.find((each) => each.name === name)!;
  const whole = cudaOfText(text, sizes).text;
  return whole.slice(0, whole.indexOf('extern "C"'));
}

describe('what texts bring along for lanes', () => {
  it('lane exchange', () => {
    expect(libraryOf('lane exchange')).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for CUDA.

      struct alignas(8) f32x2 {
        float at[2];
      };

      static __device__ __forceinline__ f32x2 f32x2_of(float a, float b) {
        return {{a, b}};
      }

      static __device__ __forceinline__ f32x2 shuffle_xor(unsigned int lanes, f32x2 v, int by) {
        f32x2 result;
        #pragma unroll
        for (int i = 0; i < 2; i += 1) {
          result.at[i] = __shfl_xor_sync(lanes, v.at[i], by);
        }
        return result;
      }

      static __device__ __forceinline__ f32x2 shuffle_down(unsigned int lanes, f32x2 v, int by) {
        f32x2 result;
        #pragma unroll
        for (int i = 0; i < 2; i += 1) {
          result.at[i] = __shfl_down_sync(lanes, v.at[i], by);
        }
        return result;
      }

      static __device__ __forceinline__ f32x2 operator+(f32x2 a, f32x2 b) {
        f32x2 result;
        #pragma unroll
        for (int i = 0; i < 2; i += 1) {
          result.at[i] = a.at[i] + b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ int lane_or_own(int lane, int own, int warp_width) {
        return lane >= 0 && lane < warp_width ? lane : own;
      }

      // Every lane gets the sum over its group of so many lanes.
      static __device__ __forceinline__ float reduce_add(unsigned int lanes, float v, int width) {
        #pragma unroll
        for (int step = width / 2; step > 0; step /= 2) {
          v = v + __shfl_xor_sync(lanes, v, step);
        }
        return v;
      }

      struct alignas(16) f32x4 {
        float at[4];
      };

      static __device__ __forceinline__ f32x4 f32x4_of(float a, float b, float c, float d) {
        return {{a, b, c, d}};
      }

      static __device__ __forceinline__ f32x4 operator+(f32x4 a, f32x4 b) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] + b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ f32x4 shuffle_xor(unsigned int lanes, f32x4 v, int by) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = __shfl_xor_sync(lanes, v.at[i], by);
        }
        return result;
      }

      // Every lane gets the sum over its group of so many lanes.
      static __device__ __forceinline__ f32x4 reduce_add(unsigned int lanes, f32x4 v, int width) {
        #pragma unroll
        for (int step = width / 2; step > 0; step /= 2) {
          v = v + shuffle_xor(lanes, v, step);
        }
        return v;
      }

      "
    `);
  });

  it('lane exchange of a warp that lacks lanes', () => {
    expect(libraryOf('lane exchange of a warp that lacks lanes')).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for CUDA.

      #include <cuda_fp16.h>

      // The same where the last group may lack lanes: the group's first lane gathers, then tells all.
      static __device__ __forceinline__ float reduce_add_present(unsigned int lanes, float v, int width, int lane, int warp_width) {
        const int first = lane / width * width;
        const int end = min(first + width, warp_width);
        #pragma unroll
        for (int step = width / 2; step > 0; step /= 2) {
          const bool present = lane + step < end;
          const float more = __shfl_sync(lanes, v, present ? lane + step : lane);
          if (present) {
            v = v + more;
          }
        }
        return __shfl_sync(lanes, v, first);
      }

      // The same where the last group may lack lanes: the group's first lane gathers, then tells all.
      static __device__ __forceinline__ int reduce_add_present(unsigned int lanes, int v, int width, int lane, int warp_width) {
        const int first = lane / width * width;
        const int end = min(first + width, warp_width);
        #pragma unroll
        for (int step = width / 2; step > 0; step /= 2) {
          const bool present = lane + step < end;
          const int more = __shfl_sync(lanes, v, present ? lane + step : lane);
          if (present) {
            v = v + more;
          }
        }
        return __shfl_sync(lanes, v, first);
      }

      struct alignas(8) f32x2 {
        float at[2];
      };

      static __device__ __forceinline__ f32x2 f32x2_of(float a, float b) {
        return {{a, b}};
      }

      static __device__ __forceinline__ f32x2 operator+(f32x2 a, f32x2 b) {
        f32x2 result;
        #pragma unroll
        for (int i = 0; i < 2; i += 1) {
          result.at[i] = a.at[i] + b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ f32x2 shuffle_xor(unsigned int lanes, f32x2 v, int by) {
        f32x2 result;
        #pragma unroll
        for (int i = 0; i < 2; i += 1) {
          result.at[i] = __shfl_xor_sync(lanes, v.at[i], by);
        }
        return result;
      }

      // Every lane gets the sum over its group of so many lanes.
      static __device__ __forceinline__ f32x2 reduce_add(unsigned int lanes, f32x2 v, int width) {
        #pragma unroll
        for (int step = width / 2; step > 0; step /= 2) {
          v = v + shuffle_xor(lanes, v, step);
        }
        return v;
      }

      static __device__ __forceinline__ int lane_or_own(int lane, int own, int warp_width) {
        return lane >= 0 && lane < warp_width ? lane : own;
      }

      // Every lane gets the sum over its group of so many lanes.
      static __device__ __forceinline__ __half reduce_add(unsigned int lanes, __half v, int width) {
        #pragma unroll
        for (int step = width / 2; step > 0; step /= 2) {
          v = v + __shfl_xor_sync(lanes, v, step);
        }
        return v;
      }

      "
    `);
  });
});
