import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findNvcc } from '../../../src/devices/cuda/compile/nvcc.ts';
import { gridKernels } from '../../dialect/grid-kernels.ts';
import { elementwise } from '../kernels.ts';
import { probes } from '../probes.ts';
import { gridProbes } from './grid-probes.ts';
import { cudaOf, cudaOfText } from './program.ts';

/** All that the emitter writes must be CUDA C++ in the eyes of CUDA's own compiler. */

const shipped = ['gather', 'gather-tuned', 'gather-grid', 'pool-sum', 'pool-sum-tuned', 'pool-sum-grid', 'pool-sum-grid-fixed', 'interact-dot', 'interact-dot-tuned', 'interact-dot-grid']
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

    it.each(['sm_80', 'sm_100'])('takes them for %s', async (architecture) => {
      const programs = [...shipped, ...grids];
      const results = await nvcc.compileBatch(programs, { architecture });
      results.forEach((result, at) => expect('failed' in result ? `${result.detail}\n${programs[at]!.text}` : 'compiled').toBe('compiled'));
    });
  });
}
