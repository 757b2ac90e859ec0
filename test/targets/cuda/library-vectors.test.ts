import { describe, expect, it } from 'vitest';
import { gridProbes } from './grid-probes.ts';
import { cudaOfText } from './program.ts';

/** What a text has before its kernel. */
function libraryOf(name: string): string {
  const { text, sizes } = gridProbes.find((each) => each.name === name)!;
  const whole = cudaOfText(text, sizes).text;
  return whole.slice(0, whole.indexOf('extern "C"'));
}

describe('what texts bring along for vectors', () => {
  it('vectors of integers', () => {
    expect(libraryOf('vectors of integers')).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for CUDA.

      struct alignas(16) i32x4 {
        int at[4];
      };

      static __device__ __forceinline__ i32x4 load4(const int* from) {
        const int4* const words = reinterpret_cast<const int4*>(from);
        const int4 taken[1] = {words[0]};
        i32x4 result;
        memcpy(&result, taken, 16);
        return result;
      }

      static __device__ __forceinline__ i32x4 i32x4_of(int a, int b, int c, int d) {
        return {{a, b, c, d}};
      }

      static __device__ __forceinline__ i32x4 i32x4_of(int x) {
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = x;
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 operator*(i32x4 a, i32x4 b) {
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] * b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 operator+(i32x4 a, i32x4 b) {
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] + b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 operator-(i32x4 a, i32x4 b) {
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] - b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 operator-(i32x4 a) {
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = -a.at[i];
        }
        return result;
      }

      struct alignas(16) f32x4 {
        float at[4];
      };

      static __device__ __forceinline__ f32x4 f32x4_of(i32x4 v) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = float(v.at[i]);
        }
        return result;
      }

      static __device__ __forceinline__ f32x4 f32x4_of(float x) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = x;
        }
        return result;
      }

      // C's fminf drops a NaN.
      static __device__ __forceinline__ float minimum(float a, float b) {
        return a != a ? a : b != b ? b : fminf(a, b);
      }

      static __device__ __forceinline__ f32x4 minimum(f32x4 a, f32x4 b) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = minimum(a.at[i], b.at[i]);
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 absolute(i32x4 a) {
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = abs(a.at[i]);
        }
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

      static __device__ __forceinline__ f32x4 operator/(f32x4 a, f32x4 b) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] / b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ f32x4 operator*(f32x4 a, f32x4 b) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] * b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ void store4(float* to, f32x4 value) {
        float4 given[1];
        memcpy(given, &value, 16);
        float4* const words = reinterpret_cast<float4*>(to);
        words[0] = given[0];
      }

      "
    `);
  });

  it('narrow halves beside f32', () => {
    expect(libraryOf('narrow halves beside f32')).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for CUDA.

      #include <cuda_bf16.h>
      #include <cuda_fp16.h>

      struct alignas(4) f16x2 {
        __half2 at[1];
      };

      static __device__ __forceinline__ f16x2 load2_f16(const __half* from) {
        const unsigned int* const words = reinterpret_cast<const unsigned int*>(from);
        const unsigned int taken[1] = {words[0]};
        f16x2 result;
        memcpy(&result, taken, 4);
        return result;
      }

      struct alignas(8) f16x4 {
        __half2 at[2];
      };

      static __device__ __forceinline__ f16x4 f16x4_of(__half a, __half b, __half c, __half d) {
        return {{__halves2half2(a, b), __halves2half2(c, d)}};
      }

      static __device__ __forceinline__ f16x4 f16x4_of(__half x) {
        f16x4 result;
        #pragma unroll
        for (int i = 0; i < 2; i += 1) {
          result.at[i] = __half2half2(x);
        }
        return result;
      }

      static __device__ __forceinline__ f16x4 operator*(f16x4 a, f16x4 b) {
        f16x4 result;
        #pragma unroll
        for (int i = 0; i < 2; i += 1) {
          result.at[i] = a.at[i] * b.at[i];
        }
        return result;
      }

      struct alignas(8) f32x2 {
        float at[2];
      };

      static __device__ __forceinline__ f32x2 f32x2_of(f16x2 v) {
        f32x2 result;
        #pragma unroll
        for (int i = 0; i < 1; i += 1) {
          result.at[2 * i] = __low2float(v.at[i]);
          result.at[2 * i + 1] = __high2float(v.at[i]);
        }
        return result;
      }

      static __device__ __forceinline__ f32x2 load2(const __nv_bfloat16* from) {
        const unsigned int* const words = reinterpret_cast<const unsigned int*>(from);
        const unsigned int taken[1] = {words[0]};
        __nv_bfloat16 elements[2];
        memcpy(elements, taken, 4);
        f32x2 result;
        #pragma unroll
        for (int i = 0; i < 2; i += 1) {
          result.at[i] = __bfloat162float(elements[i]);
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

      static __device__ __forceinline__ f32x2 f32x2_of(float x) {
        f32x2 result;
        #pragma unroll
        for (int i = 0; i < 2; i += 1) {
          result.at[i] = x;
        }
        return result;
      }

      static __device__ __forceinline__ void store2(float* to, f32x2 value) {
        float2 given[1];
        memcpy(given, &value, 8);
        float2* const words = reinterpret_cast<float2*>(to);
        words[0] = given[0];
      }

      "
    `);
  });

  it('narrow storage', () => {
    expect(libraryOf('narrow storage')).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for CUDA.

      #include <cuda_bf16.h>

      struct alignas(16) i32x4 {
        int at[4];
      };

      static __device__ __forceinline__ i32x4 load4(const long long* from) {
        const uint4* const words = reinterpret_cast<const uint4*>(from);
        const uint4 taken[2] = {words[0], words[1]};
        long long elements[4];
        memcpy(elements, taken, 32);
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = int(elements[i]);
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 load4(const signed char* from) {
        const unsigned int* const words = reinterpret_cast<const unsigned int*>(from);
        const unsigned int taken[1] = {words[0]};
        signed char elements[4];
        memcpy(elements, taken, 4);
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = elements[i];
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 load4(const unsigned char* from) {
        const unsigned int* const words = reinterpret_cast<const unsigned int*>(from);
        const unsigned int taken[1] = {words[0]};
        unsigned char elements[4];
        memcpy(elements, taken, 4);
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = elements[i];
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 operator+(i32x4 a, i32x4 b) {
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] + b.at[i];
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 load4(const unsigned int* from) {
        const uint4* const words = reinterpret_cast<const uint4*>(from);
        const uint4 taken[1] = {words[0]};
        unsigned int elements[4];
        memcpy(elements, taken, 16);
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = int(elements[i]);
        }
        return result;
      }

      static __device__ __forceinline__ i32x4 operator-(i32x4 a, i32x4 b) {
        i32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = a.at[i] - b.at[i];
        }
        return result;
      }

      struct alignas(16) f32x4 {
        float at[4];
      };

      static __device__ __forceinline__ f32x4 f32x4_of(i32x4 v) {
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = float(v.at[i]);
        }
        return result;
      }

      static __device__ __forceinline__ f32x4 load4_stream(const __nv_bfloat16* from) {
        const uint2* const words = reinterpret_cast<const uint2*>(from);
        const uint2 taken[1] = {__ldcs(words)};
        __nv_bfloat16 elements[4];
        memcpy(elements, taken, 8);
        f32x4 result;
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          result.at[i] = __bfloat162float(elements[i]);
        }
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

      static __device__ __forceinline__ void store4(__nv_bfloat16* to, f32x4 value) {
        __nv_bfloat16 elements[4];
        #pragma unroll
        for (int i = 0; i < 4; i += 1) {
          elements[i] = __float2bfloat16(value.at[i]);
        }
        uint2 given[1];
        memcpy(given, elements, 8);
        uint2* const words = reinterpret_cast<uint2*>(to);
        words[0] = given[0];
      }

      static __device__ __forceinline__ f32x4 f32x4_of(float a, float b, float c, float d) {
        return {{a, b, c, d}};
      }

      "
    `);
  });
});
