import type { RunResult, Signature, Timed, TimeUnit } from '../model/index.ts';
import type { Store, StoredRun } from '../store/index.ts';
import type { RunConfiguration } from './configuration.ts';
import { leastBytes } from './least-bytes.ts';

/** What a run's figures are held against, all of one draw of its workload. */
export interface RunTimes {
  /** `share`: of the unmodified kernel's time, in a run on the worst of several workloads, which have no time in common. */
  readonly unit: TimeUnit | 'share';
  readonly draw: 'train' | 'held-out';
  readonly unmodified: number;
  /** Least time that the bytes which must move can take; null where it is not known. */
  readonly physicalFloor: number | null;
}

/**
 * The held-out draw, on which everything after a first look is measured, or the one that the run began with where nothing
 * got so far. The two hold different bytes, so a time of the one says nothing beside the floor of the other.
 */
export function timesOfRun(store: Store, run: StoredRun, { calibration, workload: { directory }, worstOf }: RunConfiguration, signature: Signature): RunTimes {
  if (worstOf !== undefined) return { unit: 'share', draw: 'held-out', unmodified: 1, physicalFloor: null };
  const { unit } = run.device;
  const unmodified = unmodifiedHeldOut(store, run);
  if (unmodified === undefined) return { unit, draw: 'train', unmodified: calibration.baseline, physicalFloor: calibration.physicalFloor || null };
  const bytes = (draw: 'train' | 'held-out') => leastBytes(signature, { spec: run.workload, directory }, draw);
  // Runs of before asked for the other draw's floor only.
  const scaled = () => calibration.physicalFloor * ((bytes('held-out') ?? 0) / (bytes('train') ?? Infinity));
  return { unit, draw: 'held-out', unmodified, physicalFloor: (calibration.heldOutFloor ?? scaled()) || null };
}

/** As measured last beside the best, else beside the first that challenged it; undefined where none did. */
function unmodifiedHeldOut(store: Store, run: StoredRun): number | undefined {
  const result = run.status === 'running' ? null : (run.result as RunResult | null);
  if (result !== null && result.best.individual !== null) return timeOf(result.baseline);
  return store.progress.promotions(run.id, 'evolution').find(({ incumbent }) => incumbent === null)?.measurement.baselineMedian;
}

export function timeOf(timed: Timed): number {
  return 'cost' in timed ? timed.cost : timed.medianNs;
}
