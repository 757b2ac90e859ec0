import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findNvrtc } from '../../../../src/devices/cuda/compile/nvrtc.ts';
import { folderFor } from '../../../pipeline/fixtures/folder.ts';
import { gather, mixture, perElement, poolSum } from '../programs.ts';
import { buildNvrtc } from '../stand-in/build.mjs';

const path = await buildNvrtc(folderFor('nvrtc').path('.'));
const nvrtc = await findNvrtc({ path });
if (!('version' in nvrtc)) throw new Error(nvrtc.reason);

/** Processes that were started with this word. */
function processesWith(word: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return pid !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word);
    } catch {
      return false; // it has ended
    }
  });
}

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

  it('that hangs on a text is ended at its limit, with everything that it held: the text is late, and all others compile', async () => {
    const hasty = await findNvrtc({ path, limitMs: 1500 });
    if (!('version' in hasty)) throw new Error(hasty.reason);
    const programs = Array.from({ length: 20 }, (_, at) => perElement(`kernel${at}`, at === 4 ? '  // endless_compile' : `  output[at] = ${at}.0f;`));
    const results = await hasty.compileBatch(programs, { architecture: 'sm_90' });
    expect(results[4]).toEqual({ failed: 'timeout', stage: 'compile', limitMs: 1500, detail: 'the compiler took longer than 1.5 s' });
    expect(results.filter((result) => 'failed' in result)).toHaveLength(1);
    expect(await hasty.compileBatch([gather], { architecture: 'sm_90' })).toMatchObject([{ entry: 'gather' }]);
    expect(processesWith(path).length).toBeLessThanOrEqual(2 * Math.min(8, availableParallelism())); // this one's and the first one's
  });

  it('that dies of a text costs that text alone, which may fare better another time', async () => {
    const programs = [gather, perElement('deadly', '  // deadly_compile'), mixture];
    expect(await nvrtc.compileBatch(programs, { architecture: 'sm_90' })).toMatchObject([
      { entry: 'gather' }, { failed: 'compile-error', detail: 'NVRTC ended with SIGSEGV', passing: true }, { entry: 'mixture' },
    ]);
  });

  it('does not outlive whoever asked, even while it hangs', async () => {
    const script = `import { laneOf } from ${JSON.stringify(new URL('../../../../dist/devices/cuda/compile/nvrtc-lane.js', import.meta.url).href)};
      void laneOf(${JSON.stringify(path)}, 600000).cubinOf('// endless_compile', []);
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1500);`;
    const before = new Set(processesWith(path));
    await once(spawn(process.execPath, ['--input-type=module', '-e', script]), 'exit');
    while (processesWith(path).some((pid) => !before.has(pid))) await delay(20); // the test's own limit is the only clock
  });
});
