import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchmarkRecording, openStore } from '../../store/index.ts';
import { startRun } from '../run.ts';
import { whole, type Figure } from './figure.ts';

/** How fast the store writes, and what share of a run's time that is. */
export async function recording(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'evoke-bench-'));
  try {
    const { perSecond } = benchmarkRecording(join(folder, 'speed.db'), 40_000);
    const share = await recordingShare(join(folder, 'run.db'));
    return [
      { what: 'recording, evaluations/s in batches of 256', aim: '≥ 20,000', met: perSecond >= 20_000, value: whole(perSecond) },
      { what: 'recording, share of a run of 200 evaluations on model', aim: '< 2 %', met: share < 0.02, value: `${(100 * share).toFixed(2)} %` },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run with every call that writes under the clock. */
async function recordingShare(path: string): Promise<number> {
  const store = openStore(path);
  let writing = 0;
  const timed = { ...store, transaction: <R>(write: () => R): R => {
    const begun = performance.now();
    try {
      return store.transaction(write);
    } finally {
      writing += performance.now() - begun;
    }
  } };
  try {
    const begun = performance.now();
    await startRun({ kernel: 'pool-sum', device: 'model', evaluations: 200, seed: 1, control: false },
      { openStore: () => timed, signal: new AbortController().signal, observe: () => {} });
    return writing / (performance.now() - begun);
  } finally {
    store.close();
  }
}
