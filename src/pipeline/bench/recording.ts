import { join } from 'node:path';
import { benchmarkRecording, openStore } from '../../store/index.ts';
import { temporaryFolder } from '../../util/temporary.ts';
import { startRun } from '../run.ts';
import { whole, type Figure } from './figure.ts';

/** How fast the store writes, and what share of a run's time that is. */
export async function recording(): Promise<Figure[]> {
  const { path: folder, remove } = temporaryFolder('bench');
  try {
    const { perSecond } = benchmarkRecording(join(folder, 'speed.db'), 40_000);
    const measured = await recordingShare(join(folder, 'measured.db'), 'gpujs:webasm', 60);
    const modelled = await recordingShare(join(folder, 'modelled.db'), 'model', 200);
    const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
    return [
      { what: 'recording, evaluations/s in batches of 256', aim: '≥ 20,000', met: perSecond >= 20_000, value: whole(perSecond) },
      { what: 'recording, share of a run of 60 evaluations on gpujs:webasm', aim: '< 2 %', met: measured < 0.02, value: percent(measured) },
      { what: 'recording, share of a run of 200 evaluations on model, where one takes milliseconds', aim: '< 2 %', met: modelled < 0.02, value: percent(modelled) },
    ];
  } finally {
    remove();
  }
}

/** A run with every call that writes under the clock. */
async function recordingShare(path: string, device: string, evaluations: number): Promise<number> {
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
    await startRun({ kernel: 'pool-sum', device, evaluations, seed: 1, control: false },
      { openStore: () => timed, signal: new AbortController().signal, observe: () => {} });
    return writing / (performance.now() - begun);
  } finally {
    store.close();
  }
}
