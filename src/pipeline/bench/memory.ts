import { join } from 'node:path';
import { createSearch, searchSettings } from '../../search/index.ts';
import { openStore, type NewRun } from '../../store/index.ts';
import { exactComparison } from '../../timing/index.ts';
import { randomStream } from '../../util/random.ts';
import { temporaryFolder } from '../../util/temporary.ts';
import { oracleOf } from '../../verify/index.ts';
import { loadKernel } from '../1-parse.ts';
import { variationOf } from '../2-vary.ts';
import { recorder } from '../9-record.ts';
import { runArm } from '../arm.ts';
import type { EvaluationRequest } from '../evaluation.ts';
import { hostGates } from '../host-gates.ts';
import { whole, type Figure } from './figure.ts';

/**
 * Peak memory of the main process over 100,000 mutants: the real loop, gates, search and store, with an evaluator that
 * answers at once, as it would be in other processes. Its times are made up from a hash of the text and mean nothing.
 */
export async function memory(mutants = 100_000): Promise<Figure[]> {
  const { path: folder, remove } = temporaryFolder('bench');
  const store = openStore(join(folder, 'memory.db'));
  let peak = 0;
  const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 200);
  try {
    const source = loadKernel('pool-sum');
    const base = source.kernel;
    const fixed = { dim: 4 };
    const run = store.runs.create({
      created: new Date(0).toISOString(), configuration: {}, kernel: source, git: null, evokeVersion: 'bench', seed: 1,
      workload: { name: 'bench', operations: ['pool-sum'], sizes: { dim: 4 }, dtype: 'f32', seed: 1 },
      device: { name: 'bench', unit: 'cost', estimate: true, target: 'dialect', capabilities: [], exactIntegers: 2 ** 31 - 1, hardware: 'none', toolchain: 'none' },
    } satisfies NewRun);
    const random = randomStream(1);
    const begun = performance.now();
    await runArm({
      search: createSearch(searchSettings({}), variationOf(base, [], fixed), random), device: { target: 'dialect', unit: 'cost' }, fixed,
      gates: hostGates({ base, capabilities: [], fixed, seed: 1, oracle: oracleOf(base.signature) }),
      recorder: recorder({ store, run, arm: 'evolution', device: 'bench', toolchain: 'none', clock: () => new Date().toISOString() }),
      rememberDeath: () => {}, calibration: { task: 'noise-floor', floor: 0, baseline: 1, physicalFloor: 0 },
      service: {
        begin: async () => ({ task: 'noise-floor', floor: 0, baseline: 1, physicalFloor: 0 }), close: async () => {},
        evaluate: async ({ program }: EvaluationRequest) => ({ task: 'evaluate', outcome: { kind: 'measured', error: 0, measurement: exactComparison(1, 0.8 + 0.4 * randomStream(program.text).unit()) } }),
      },
      rules: { evaluations: mutants }, elapsed: () => performance.now() - begun, signal: new AbortController().signal, observe: () => {},
    });
    const mebibytes = peak / 2 ** 20;
    return [{
      what: `main process over ${whole(mutants)} mutants, peak memory`, aim: '≤ 512 MB', met: peak <= 512e6,
      value: `${whole(mebibytes)} MiB, in ${whole((performance.now() - begun) / 1000)} s`,
    }];
  } finally {
    clearInterval(watch);
    store.close();
    remove();
  }
}
