import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Outcome, Program } from '../../../src/model/index.ts';
import { loadKernel } from '../../../src/pipeline/1-parse.ts';
import { openService } from '../../../src/pipeline/evaluation-service.ts';
import { allGone, childrenOf } from '../../pipeline/fixtures/command.ts';
import { folderFor, smallPooling } from '../../pipeline/fixtures/folder.ts';
import { settingsFor } from '../../pipeline/fixtures/settings.ts';
import { poolSum } from './programs.ts';
import { buildStandIn } from './stand-in/build.mjs';

/** The whole way of a candidate on the device cuda: compiled, verified and timed in a child that may die of it. */

const folder = folderFor('cuda-children');
await buildStandIn(folder.path('.'));
const given = settingsFor(loadKernel('pool-sum'), smallPooling, { name: 'cuda', target: 'dialect' });
const settings = { ...given, baseline: { ...given.baseline, target: 'cuda', text: poolSum.text, launch: poolSum.launch! } };
const entry = new URL('./stand-in/child.mjs', import.meta.url);

afterEach(() => vi.unstubAllEnvs());

/** The baseline with another statement before its loop. */
function candidate(statement: string): Program {
  return { ...settings.baseline, text: settings.baseline.text.replace('  float sum = 0.0f;', `  ${statement}\n  float sum = 0.0f;`) };
}

describe('a candidate on the device cuda', () => {
  it('that hangs, crashes or poisons the card is ended with its child, and the next one runs', async () => {
    vi.stubEnv('EVOKE_TEST_STAND_IN', folder.path('.'));
    const late = { failed: 'timeout', stage: 'compile', limitMs: 60_000, detail: 'the compiler took longer than 60 s' } as const;
    const prepare = async (programs: readonly Program[]) => programs.map(({ text }) => (text.includes('hangs the compiler') ? late : undefined));
    const service = await openService(settings, { workers: 1, memoryCapMiB: 1024, entry, patience: { leastMs: 8000, factor: 5 }, prepare });
    const evaluate = async (statement: string): Promise<Outcome> =>
      (await service.evaluate({ task: 'evaluate', kind: 'screen', program: candidate(statement), key: statement, generation: 0, noiseFloor: 0.01 })).outcome;
    try {
      expect(await service.begin()).toMatchObject({ task: 'noise-floor', baseline: expect.any(Number) as number });
      expect(await evaluate('volatile bool forever = true; while (forever) {}')).toMatchObject({ kind: 'timeout', stage: 'verify' });
      expect(await evaluate('')).toMatchObject({ kind: 'measured' });
      expect(await evaluate('*(volatile int*)8 = 1;')).toMatchObject({ kind: 'crashed', detail: expect.stringContaining('SIGSEGV') as string });
      expect(await evaluate('if (threadIdx.x == 0) __syncthreads();')).toMatchObject({
        kind: 'crashed', detail: expect.stringMatching(/^exit code 1; last output: CUDA_ERROR_LAUNCH_FAILED \(719\) in cuStreamSynchronize: a barrier is not reached by all/) as string,
      });
      expect(await evaluate('const int unused = bag;')).toMatchObject({ kind: 'measured' });
      expect(await evaluate('output[element] = 0.0f; return;')).toMatchObject({ kind: 'wrong' });
      expect(await evaluate('// hangs the compiler')).toEqual({ kind: 'timeout', stage: 'compile', limitMs: 60_000 }); // no child was asked
      expect(await evaluate('sum_of_all = 1;')).toMatchObject({ kind: 'compile-error', log: expect.stringContaining('sum_of_all') as string });
      expect(await evaluate('output[elements] = 1.0f;')).toMatchObject({ kind: 'crashed', detail: expect.stringContaining('behind the end of the output') as string });
    } finally {
      const children = childrenOf(process.pid);
      await service.close();
      expect(await allGone(children)).toBe(true);
    }
  }, 180_000);
});
