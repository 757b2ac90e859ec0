import type { Setting } from '../lineage/index.ts';
import type { Interval } from '../model/index.ts';

/** Words that the reports on a finished run share. */

/** What the figures are about, and whether they are estimates. */
export function head({ runId, kernel, workload, device, hardware, estimate }: Setting): string {
  const where = `${kernel} on ${device} (${hardware}), workload ${workload}, run ${runId}`;
  return estimate ? `${where}\nAll figures are ESTIMATES of a model, not measurements.` : where;
}

/** A factor with its interval; a model's has no width. */
export function showFactor({ estimate, low, high }: Interval, modelled: boolean): string {
  return modelled ? `${estimate.toFixed(3)}×` : `${estimate.toFixed(3)}× (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

export function dead(kind: string): string {
  return `dead: ${kind}`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
