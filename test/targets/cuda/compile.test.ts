import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findNvcc } from '../../../src/devices/cuda/compile/nvcc.ts';
import { gridKernels } from '../../dialect/grid-kernels.ts';
import { gridText } from '../grid-text.ts';
import { elementwise } from '../kernels.ts';
import { probes } from '../probes.ts';
import { gridProbes } from './grid-probes.ts';
import { cudaOf, cudaOfText } from './program.ts';

/** All that the emitter writes must be CUDA C++ in the eyes of CUDA's own compiler. */

const shipped = ['gather', 'gather-tuned', 'gather-grid', 'pool-sum', 'pool-sum-tuned', 'pool-sum-grid', 'pool-sum-grid-fixed', 'interact-dot', 'interact-dot-tuned', 'interact-dot-grid',
  'pool-weighted-sum-grid', 'pool-max-grid', 'pool-sum-int8-head-grid', 'pool-sum-tables-grid', 'pool-sum-unique-grid', 'interact-dot-pooled-grid']
  .map((name) => cudaOfText(readFileSync(new URL(`../../../kernels/${name}.js`, import.meta.url), 'utf8'), { dim: 128, fields: 26 }));
const grids = [...Object.values(gridKernels).map((text) => cudaOfText(text, { dim: 64, fields: 8 })), ...gridProbes.map(({ text, sizes }) => cudaOfText(text, sizes))];

const nvcc = await findNvcc();
if (!('version' in nvcc)) {
  describe(`nvcc (${nvcc.reason}; ${nvcc.remedy})`, () => { it.skip('needs the CUDA toolkit', () => {}); });
} else {
  describe('nvcc', () => {
    it('takes all kernels for compute capability 9.0, and none keeps vectors in memory', async () => {
      const programs = [...shipped, ...grids, ...probes.map(({ body }) => cudaOf(elementwise(body)))];
      const results = await nvcc.compileBatch(programs, { architecture: 'sm_90' });
      results.forEach((result, at) => {
        if ('failed' in result) throw new Error(`${result.detail}\n${programs[at]!.text}`);
        const hasTrigonometry = /\b(sin|cos|tan)f\(/.test(programs[at]!.text); // reduces large angles by a table in memory
        if (!hasTrigonometry) expect(result.resources, programs[at]!.text).toMatchObject({ spillBytes: 0, stackBytes: 0 });
        const { sharedBytes } = programs[at]!.launch!;
        expect(Math.ceil(result.resources.sharedBytes / 32) * 32).toBe(sharedBytes);
      });
    });

    it('takes kernels whatever their names and those of their locals are', async () => {
      const names = `main remove rename index exp expf sinl j0 y1 clock time select random abs min max f32x4 gather w at element output float4
        half uint dim3 strcat stride memory memset isnan isalpha unroll wmma fragment power minimum cuda cudaMalloc CUDA_R_16F INT_MAX MAX NULL
        M_PI EOF errno assert linux unix alloca double_t fadd norm rsqrt threadIdx atomicAdd struct template not_a_number _x _ a__b _A`.split(/\s+/);
      const named = (entry: string) => `/**\n * @param {f32[n]} stdin\n * @returns {f32[n]}\n */\nexport default function ${entry}(stdin) {\n  return Math.pow(stdin[this.thread.x], 2.5);\n}\n`;
      const locals = gridText('@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [32] grid [1]', `${names.map((name) => `const ${name} = load(x, this.local.x) + 1.0;`).join('\n')}
out[this.local.x] = Math.max(Math.min(${names.join(' + ')}, 3.0), reduceAdd(gather));`);
      const programs = [...names.map((name) => cudaOfText(named(name))), cudaOfText(locals)];
      const results = await nvcc.compileBatch(programs, { architecture: 'sm_90' });
      results.forEach((result, at) => expect('failed' in result ? `${result.detail}\n${programs[at]!.text}` : 'compiled').toBe('compiled'));
      expect(programs.filter(({ launch, signature }) => launch!.entry === signature.name).map(({ signature }) => signature.name)).toEqual(expect.arrayContaining(['gather', 'index']));
    });

    it.each(['sm_80', 'sm_100'])('takes them for %s', async (architecture) => {
      const programs = [...shipped, ...grids];
      const results = await nvcc.compileBatch(programs, { architecture });
      results.forEach((result, at) => expect('failed' in result ? `${result.detail}\n${programs[at]!.text}` : 'compiled').toBe('compiled'));
    });
  });
}
