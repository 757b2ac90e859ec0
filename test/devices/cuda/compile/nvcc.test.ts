import { describe, expect, it } from 'vitest';
import { findNvcc } from '../../../../src/devices/cuda/compile/nvcc.ts';
import { measureCompileRate } from '../../../../src/devices/cuda/compile/rate.ts';
import { fingerprinter } from '../../../../src/devices/cuda/fingerprint.ts';
import { sweeper } from '../../../../src/devices/cuda/flush.ts';
import { gather, mixture, perElement, poolSum } from '../programs.ts';

const nvcc = await findNvcc({ processes: 1 });
const elf = [0x7f, 0x45, 0x4c, 0x46];

if (!('version' in nvcc)) {
  describe(`nvcc (${nvcc.reason}; ${nvcc.remedy})`, () => { it.skip('needs the CUDA toolkit', () => {}); });
} else {
  describe('nvcc', () => {
    it('says its version and the CUDA it belongs to', () => {
      expect(nvcc.version).toMatch(/^nvcc \d+\.\d+\.\d+$/);
      expect(nvcc.cuda).toMatch(/^\d+\.\d+$/);
    });

    it.each(['sm_80', 'sm_90', 'sm_100'])('makes a cubin for %s, with what each kernel takes', async (architecture) => {
      const results = await nvcc.compileBatch([gather, poolSum, mixture], { architecture });
      for (const [at, result] of results.entries()) {
        if ('failed' in result) throw new Error(result.detail);
        expect([...result.image.subarray(0, 4)]).toEqual(elf);
        expect(Buffer.from(result.image).includes(result.entry)).toBe(true);
        expect(result.entry).toMatch(new RegExp(`^${[gather, poolSum, mixture][at]!.launch!.entry}`));
        expect(result.resources).toMatchObject({ registers: expect.toSatisfy((count: number) => count > 4 && count <= 255), spillBytes: 0, stackBytes: 0, sharedBytes: 0 });
      }
    });

    it.each(['sm_75', 'sm_80', 'sm_90', 'sm_100'])('compiles the kernels that the device itself needs, all of whose threads fit a multiprocessor: %s', async (architecture) => {
      const results = await nvcc.compileBatch([sweeper, fingerprinter], { architecture });
      for (const result of results) expect(result).toMatchObject({ resources: { registers: expect.toSatisfy((count: number) => count <= 32), spillBytes: 0, stackBytes: 0 } });
    });

    it('lets a program that fails cost only itself, and gives each its own errors', async () => {
      const unknown = perElement('unknown', '  output[at] = valeus[at];');
      const unclosed = perElement('unclosed', '  if (at < count) { output[at] = values[at];');
      const greedy = perElement('greedy', '  __shared__ float large[20000];\n  large[at] = values[at];\n  __syncthreads();\n  output[at] = large[count];');
      const comment = perElement('comment', '  output[at] = values[at]; /* no end');
      const results = await nvcc.compileBatch([gather, unknown, poolSum, unclosed, greedy, comment, mixture], { architecture: 'sm_90' });
      expect(results.map((result) => ('failed' in result ? result.failed : 'compiled'))).toEqual([
        'compiled', 'compile-error', 'compiled', 'compile-error', 'compile-error', 'compile-error', 'compiled',
      ]);
      const details = results.map((result) => ('failed' in result ? result.detail : ''));
      expect(details[1]).toMatch(/^3: error: identifier "valeus" is undefined/);
      expect(details[3]).toMatch(/expected a "}"/);
      expect(details[4]).toMatch(/'?greedy'? uses too much shared data/);
      expect(details[5]).toMatch(/comment/);
      for (const detail of details) expect(detail).not.toMatch(/candidate[_-]\d|__\d|\/tmp/);
    });

    it('tells shared memory, stack and spills', async () => {
      const shared = perElement('staged', '  __shared__ float staged[256];\n  staged[threadIdx.x] = values[at];\n  __syncthreads();\n  output[at] = staged[63 - threadIdx.x];');
      const stack = perElement('stacked', '  float local[64];\n  for (int i = 0; i < count; i++) local[(i * at) & 63] = values[i];\n  output[at] = local[at & 63];');
      const [first, second] = await nvcc.compileBatch([shared, stack], { architecture: 'sm_90' });
      expect(first).toMatchObject({ resources: { sharedBytes: 1024 } });
      expect(second).toMatchObject({ resources: { stackBytes: 256 } });
    });

    it('keeps each result at its place when several processes share the work', async () => {
      const many = await findNvcc({ processes: 3 });
      if (!('version' in many)) throw new Error(many.reason);
      const programs = [gather, perElement('unknown', '  output[at] = valeus[at];'), mixture, poolSum];
      expect((await many.compileBatch(programs, { architecture: 'sm_90' })).map((result) => ('failed' in result ? result.failed : result.entry.replace(/__\d+$/, ''))))
        .toEqual(['gather', 'compile-error', 'mixture', 'poolSum']);
    });

    it('tells how many candidates it compiles per second', async () => {
      const rate = await measureCompileRate(nvcc, { programs: 8, batch: 8 });
      expect(rate > 0 && Number.isFinite(rate)).toBe(true);
    });

    it('takes headers, helpers and structures of the same name in many programs', async () => {
      const head = (value: string) => `#include <cuda_fp16.h>\nstruct Pair { __half left; __half right; };\n__device__ float helper(float x) { return x + ${value}; }\n`;
      const programs = ['1.0f', '2.0f'].map((value) => perElement('same', '  Pair pair = { __float2half(values[at]), __float2half(1.0f) };\n  output[at] = helper(__half2float(__hadd(pair.left, pair.right)));', {}, head(value)));
      const results = await nvcc.compileBatch(programs, { architecture: 'sm_80' });
      expect(results.map((result) => ('failed' in result ? result.detail : result.entry))).toEqual(['same__0', 'same__1']);
    });
  });
}
