import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { compileBatch } from '../../../src/devices/cuda/index.ts';
import { findNvcc } from '../../../src/devices/cuda/compile/nvcc.ts';
import { reference, sanitize } from '../../../src/sanitize/index.ts';
import { arbitraryInputs, arbitraryKernel } from '../../dialect/arbitrary-kernel.ts';
import { folderFor } from '../../pipeline/fixtures/folder.ts';
import { cudaOf, typedOf } from './program.ts';
import { deviceWith } from './stand-in.ts';

/** Random kernels, those that have no meaning on their inputs among them; larger ones than fast-check draws unasked. */
fc.configureGlobal({ baseSize: 'medium' });
const drawn = fc.sample(fc.tuple(arbitraryKernel(), arbitraryInputs()), { numRuns: 200, seed: 11 }).map(([{ text }, inputs]) => {
  const typed = typedOf(text);
  return { text, typed, ...inputs, program: cudaOf(typed, inputs.sizes) };
});

describe('random kernels as CUDA C++', () => {
  it('compile for a card, every one', async (test) => {
    const nvcc = await findNvcc();
    if (!('version' in nvcc)) return test.skip(`${nvcc.reason}; ${nvcc.remedy}`);
    const cache = folderFor('cuda-random').path('cache');
    const made = await compileBatch(drawn.map(({ program }) => program), { compiler: nvcc, cache, architecture: 'sm_90' });
    made.forEach((each, at) => expect('failed' in each ? `${each.detail}\n${drawn[at]!.program.text}` : 'compiled').toBe('compiled'));
  });

  describe('on the stand-in', async () => {
    const { device, run } = await deviceWith('cuda-random', drawn.map(({ program }) => program));
    afterAll(() => device.close());

    it('compute what the interpreter computes', async () => {
      let compared = 0;
      for (const { text, typed, program, sizes, arguments: inputs } of drawn) {
        const wanted = sanitize(typed, [{ name: 'drawn', sizes, arguments: inputs }]);
        if (!wanted.ok) continue;
        const exact = reference(typed)(inputs, sizes);
        if ('kind' in exact) continue;
        const values = await run(program, inputs, sizes);
        wanted.outputs[0]!.forEach((want, at) => {
          // where rounding alone moves the value, nothing can be said of functions that are off in the last places
          const settled = isSame(want, exact[at]!) || isClose(want, exact[at]!, 1e-6);
          if (settled) expect(isSame(values[at]!, want) || isClose(values[at]!, want, 1e-4), `element ${at} is ${values[at]}, not ${want}\n${text}\n${program.text}`).toBe(true);
          if (settled) compared++;
        });
      }
      expect(compared).toBeGreaterThan(500);
    });
  });
});

function isSame(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

function isClose(got: number, want: number, share: number): boolean {
  return Math.abs(got - want) <= share * Math.max(1, Math.abs(want));
}
