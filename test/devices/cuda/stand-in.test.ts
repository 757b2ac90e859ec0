import { afterAll, describe, expect, it } from 'vitest';
import { findNvcc } from '../../../src/devices/cuda/compile/nvcc.ts';
import type { Program } from '../../../src/model/index.ts';
import { counting, failure, outputOf, standIn } from './on-stand-in.ts';
import { number, perElement } from './programs.ts';

/** The stand-in itself: that it does what a card does, and says so where a card would hang. */

const { open } = await standIn('cuda-stand-in');
const device = await open();
afterAll(() => device.close());

const one = { grid: [number(1), number(1), number(1)] as const };
/** Runs a kernel of one block of 64 threads on 1 … 64. */
const run = (body: string, head = '', more = {}) => outputOf(device, perElement('kernel', body, { ...one, ...more }, head), counting(64).inputs, counting(64).sizes);
const upTo64 = (value: (at: number) => number) => Array.from({ length: 64 }, (_, at) => value(at));

const kernels: Record<string, { readonly program: Program; readonly expected: number[] }> = {};
/** A kernel that must give the same on the stand-in and compile for a card. */
const works = (name: string, expected: (at: number) => number, body: string, head = '', more = {}) => {
  kernels[name] = { program: perElement('kernel', body, { ...one, ...more }, head), expected: upTo64(expected) };
};

works('shared memory and barriers', (at) => 64 - at, `  __shared__ float tile[64];
  tile[at] = values[at];
  __syncthreads();
  output[at] = tile[63 - at];`);
works('dynamic shared memory of more than 48 KiB', (at) => 64 - at, `  extern __shared__ float tile[];
  tile[300 * at] = values[at];
  __syncthreads();
  output[at] = tile[300 * (63 - at)];`, '', { dynamicSharedBytes: 64 * 300 * 4 });
works('shared arrays aligned as C++ says it', (at) => 65 - at, `  __shared__ alignas(32) float tile[64];
  extern __shared__ __align__(32) unsigned char more[];
  float* const rest = reinterpret_cast<float*>(more + 32);
  tile[at] = values[at];
  rest[at] = 1.0f;
  __syncthreads();
  output[at] = tile[63 - at] + rest[63 - at];`, '', { dynamicSharedBytes: 64 * 1024 });
works('a sum over a warp', (at) => (at < 32 ? 528 : 1552), `  float sum = values[at];
  for (int by = 16; by > 0; by >>= 1) sum += __shfl_xor_sync(0xffffffffu, sum, by);
  output[at] = sum;`);
works('lanes of narrower groups', (at) => (at - (at % 8)) + 1 + 100 * Math.min(at + 1, at - (at % 8) + 8), `  const float first = __shfl_sync(0xffffffffu, values[at], 0, 8);
  const float next = __shfl_down_sync(0xffffffffu, values[at], 1, 8);
  output[at] = first + 100.0f * (next - 1.0f + (threadIdx.x % 8 == 7 ? 1.0f : 0.0f));`);
works('half a warp that exchanges alone', (at) => (at % 32 < 16 ? (at ^ 1) + 1 : 0), `  float value = 0.0f;
  if (threadIdx.x % 32 < 16) value = __shfl_xor_sync(0x0000ffffu, values[at], 1);
  __syncwarp();
  output[at] = value;`);
works('votes', (at) => (at < 32 ? 0x00000007 : 0), '  output[at] = (float)__ballot_sync(0xffffffffu, values[at] < 4.0f);');
works('vectors', (at) => [4, 3, 2, 1][at % 4]! + 4 * Math.floor(at / 4), `  if (threadIdx.x < 16) {
    const float4 four = __ldg(reinterpret_cast<const float4*>(values) + threadIdx.x);
    __stcs(reinterpret_cast<float4*>(output) + threadIdx.x, make_float4(four.w, four.z, four.y, four.x));
  }`);
works('atomics', () => 2080, `  __shared__ float sum;
  if (threadIdx.x == 0) sum = 0.0f;
  __syncthreads();
  atomicAdd(&sum, values[at]);
  __syncthreads();
  output[at] = sum;`);
works('half precision', (at) => at + 1 + 2048, '  output[at] = __half2float(__hadd(__float2half(values[at]), __float2half(0.0f))) + 2048.0f;', '#include <cuda_fp16.h>\n');
works('the rounding of half precision', (at) => 2048 + 2 * Math.round(at / 2) - (at % 4 === 1 ? 2 : 0) * 1, `  const __half2 pair = __floats2half2_rn(values[at] - 1.0f, 2048.0f);
  output[at] = __half2float(__hadd(__low2half(pair), __high2half(pair)));`, '#include <cuda_fp16.h>\n');
works('bfloat16', () => 257 - 1, '  output[at] = __bfloat162float(__float2bfloat16(257.0f)) + 0.0f * values[at];', '#include <cuda_bf16.h>\n');
works('asynchronous copies', (at) => 64 - at, `  __shared__ __align__(16) float tile[64];
  if (threadIdx.x < 16) __pipeline_memcpy_async(tile + 4 * threadIdx.x, values + 4 * threadIdx.x, 16);
  __pipeline_commit();
  __pipeline_wait_prior(0);
  __syncthreads();
  output[at] = tile[63 - at];`, '#include <cuda_pipeline.h>\n');
works('matrix tiles', (at) => 16 * (1 + (at % 16)) * 1, `  __shared__ half left[256];
  __shared__ half right[256];
  __shared__ float product[256];
  for (int i = threadIdx.x; i < 256; i += 64) {
    left[i] = __float2half(1.0f);
    right[i] = __float2half(values[i % 16]);
  }
  __syncthreads();
  if (threadIdx.x < 32) {
    nvcuda::wmma::fragment<nvcuda::wmma::matrix_a, 16, 16, 16, half, nvcuda::wmma::row_major> a;
    nvcuda::wmma::fragment<nvcuda::wmma::matrix_b, 16, 16, 16, half, nvcuda::wmma::row_major> b;
    nvcuda::wmma::fragment<nvcuda::wmma::accumulator, 16, 16, 16, float> sum;
    nvcuda::wmma::fill_fragment(sum, 0.0f);
    nvcuda::wmma::load_matrix_sync(a, left, 16);
    nvcuda::wmma::load_matrix_sync(b, right, 16);
    nvcuda::wmma::mma_sync(sum, a, b, sum);
    nvcuda::wmma::store_matrix_sync(product, sum, 16, nvcuda::wmma::mem_row_major);
  }
  __syncthreads();
  output[at] = product[at];`, '#include <mma.h>\n');
works('NaN and infinities', (at) => (at < 32 ? NaN : 64), '  output[at] = at < 32 ? (values[at] - values[at]) / 0.0f : fmaxf(NAN, 64.0f);');

describe('the stand-in runs', () => {
  it.each(Object.entries(kernels))('%s', async (_name, { program, expected }) => {
    expect(await outputOf(device, program, counting(64).inputs, counting(64).sizes)).toEqual(expected);
  });

  it('many blocks, in two and three dimensions', async () => {
    const place = perElement('place', '  const int far = ((blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x) * 8 + (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;\n  if (far < count) output[far] = values[far];', {
      block: [2, 2, 2], grid: [number(2), number(2), number(2)],
    });
    expect(await outputOf(device, place, counting(64).inputs, counting(64).sizes)).toEqual(upTo64((at) => at + 1));
  });
});

describe('the stand-in calls a fault', () => {
  it.each([
    ['a barrier that half of the block does not reach', '  if (at < 32) __syncthreads();\n  output[at] = 1.0f;', 'a barrier is not reached by all: of 64 threads 32 wait for the block, 0 for their warp, 32 have ended'],
    ['lanes that wait for one that waits elsewhere', '  if (threadIdx.x == 0) __syncthreads();\n  output[at] = __shfl_sync(0xffffffffu, values[at], 0);', 'a barrier is not reached by all'],
    ['a lane outside its own mask', '  __syncwarp(0x1u);\n  output[at] = 1.0f;', 'a lane that its mask leaves out'],
    ['an asynchronous copy to a crooked place', '  __shared__ __align__(16) float tile[65];\n  __pipeline_memcpy_async(tile + 1, values, 16);', 'a misaligned asynchronous copy'],
  ])('%s', async (_name, body, detail) => {
    const other = await open();
    const work = outputOf(other, perElement('kernel', body, one, '#include <cuda_pipeline.h>\n'), counting(64).inputs, counting(64).sizes);
    expect(await failure(work)).toMatchObject({ failed: 'crashed', detail: expect.stringContaining(detail) });
    await other.close();
  });

  it('a copy that nobody waited for, by what it left out', async () => {
    expect((await run(`  __shared__ __align__(16) float tile[64];
  tile[at] = -1.0f;
  __pipeline_memcpy_async(tile + at, values + at, 4);
  __pipeline_commit();
  __pipeline_wait_prior(1);
  output[at] = tile[at];`, '#include <cuda_pipeline.h>\n'))).toEqual(upTo64(() => -1));
  });

  it('shared memory that was never written, by NaN', async () => {
    expect(await run('  extern __shared__ float tile[];\n  output[at] = tile[at];', '', { dynamicSharedBytes: 256 })).toEqual(upTo64(() => NaN));
  });
});

const nvcc = await findNvcc();
it.skipIf(!('version' in nvcc))('what the stand-in runs, nvcc compiles', async () => {
  if (!('version' in nvcc)) return;
  const results = await nvcc.compileBatch(Object.values(kernels).map(({ program }) => program), { architecture: 'sm_90' });
  expect(results.map((result) => ('failed' in result ? result.detail : 'compiled'))).toEqual(results.map(() => 'compiled'));
});
