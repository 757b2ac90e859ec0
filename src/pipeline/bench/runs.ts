import { join } from 'node:path';
import type { RunResult } from '../../model/index.ts';
import { openStore } from '../../store/index.ts';
import { temporaryFolder } from '../../util/temporary.ts';
import { startRun } from '../run.ts';

/** Measured runs of the three plain kernels on one device, for the table of results. */
export async function measuredRuns(device: string, seconds: number, progress: (result: RunResult) => void): Promise<RunResult[]> {
  const { path: folder, remove } = temporaryFolder('bench');
  const store = openStore(join(folder, 'runs.db'));
  const results: RunResult[] = [];
  try {
    for (const kernel of ['gather', 'pool-sum', 'interact-dot']) {
      const result = await startRun({ kernel, device, seconds, seed: 1, control: false }, { openStore: () => store, signal: new AbortController().signal, observe: () => {} });
      results.push(result);
      progress(result);
    }
    return results;
  } finally {
    store.close();
    remove();
  }
}
