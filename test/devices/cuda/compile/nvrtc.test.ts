import { describe, expect, it } from 'vitest';
import { findNvrtc } from '../../../../src/devices/cuda/compile/nvrtc.ts';
import { folderFor } from '../../../pipeline/fixtures/folder.ts';
import { gather, mixture, perElement, poolSum } from '../programs.ts';
import { buildNvrtc } from '../stand-in/build.mjs';

const nvrtc = await findNvrtc(await buildNvrtc(folderFor('nvrtc').path('.')));
if (!('version' in nvrtc)) throw new Error(nvrtc.reason);

/** How NVRTC is called; that it compiles is its own business. */
describe('NVRTC', () => {
  it('says its version', () => {
    expect(nvrtc).toMatchObject({ version: 'NVRTC 13.1', cuda: '13.1' });
  });

  it('is given texts and options, and gives images and what kernels take', async () => {
    const results = await nvrtc.compileBatch([gather, poolSum], { architecture: 'sm_90' });
    expect(results).toMatchObject([{ entry: 'gather__0' }, { entry: 'poolSum__1' }]);
    for (const result of results) {
      if ('failed' in result) throw new Error(result.detail);
      expect(result.resources).toEqual({ registers: 24, spillBytes: 0, stackBytes: 0, sharedBytes: 16 });
      expect(Buffer.from(result.image).toString()).toMatch(/^options --gpu-architecture=sm_90 -std=c\+\+17 -w --ptxas-options=-v/);
    }
  });

  it('refuses one program without the others', async () => {
    const unknown = perElement('failing', '  output[at] = unknown;');
    const results = await nvrtc.compileBatch([gather, unknown, mixture], { architecture: 'sm_90' });
    expect(results).toMatchObject([{ entry: 'gather__0' }, { failed: 'compile-error', detail: '3: error: identifier "unknown" is undefined' }, { entry: 'mixture__1' }]);
  });

  it('compiles many in several texts, each result at its program\'s place', async () => {
    const many = Array.from({ length: 41 }, (_, at) => (at % 10 === 3 ? perElement(`failing${at}`, '  output[at] = unknown;') : perElement(`filling${at}`, `  output[at] = ${at}.0f;`)));
    const results = await nvrtc.compileBatch(many, { architecture: 'sm_90' });
    expect(results.map((result) => ('failed' in result ? result.failed : result.entry.replace(/__\d+$/, '')))).toEqual(many.map(({ launch }, at) => (at % 10 === 3 ? 'compile-error' : launch!.entry)));
    expect(new Set(results.map((result) => ('failed' in result ? null : result.image))).size).toBeGreaterThan(3);
  });

  it('compiles one program alone under its own name', async () => {
    expect(await nvrtc.compileBatch([gather], { architecture: 'sm_90' })).toMatchObject([{ entry: 'gather' }]);
  });

  it('that is broken itself is no candidate\'s doing', async () => {
    await expect(nvrtc.compileBatch([perElement('any', '  // broken_compiler')], { architecture: 'sm_90' })).rejects.toThrow('nvrtcCompileProgram: NVRTC_ERROR_INTERNAL_ERROR');
  });
});
