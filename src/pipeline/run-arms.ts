import type { Interval } from '../model/index.ts';
import type { ArmPage, Confirmed } from '../report/html/index.ts';
import type { Arm, NewPromotion, Store } from '../store/index.ts';

/** Undefined where the run has no such arm. */
export function armOf(store: Store, run: string, arm: Arm): ArmPage | undefined {
  const outcomes = store.reports.outcomeCounts(run, arm, 'screen');
  const evaluations = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  if (evaluations === 0) return undefined;
  return { arm, evaluations, outcomes, looks: store.reports.bestByEvaluation(run, arm), confirmed: confirmedBy(store.progress.promotions(run, arm)) };
}

/** Each was measured against the one before it, so their gains multiply; the ends of the intervals too, which is wide enough. */
export function confirmedBy(promotions: readonly NewPromotion[]): Confirmed[] {
  let speedup: Interval = { estimate: 1, low: 1, high: 1 };
  return promotions.filter(({ accepted }) => accepted).map(({ evaluation, individual, measurement: { speedup: gain } }) => {
    speedup = { estimate: speedup.estimate * gain.estimate, low: speedup.low * gain.low, high: speedup.high * gain.high };
    return { evaluation, individual, speedup };
  });
}
