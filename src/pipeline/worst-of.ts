import type { GroupMeasurement, Measurement, Verdict } from '../model/index.ts';

/** A candidate on one workload of a set. */
export interface GroupLook {
  readonly workload: string;
  /** Beside the unmodified kernel. */
  readonly base: Measurement;
  /** Beside the incumbent, in a promotion against one. */
  readonly incumbent?: Measurement;
}

/**
 * What a candidate comes to on a set of workloads: its worst ratio, so that no group pays for another's gain (after RF²,
 * Maeng et al., arXiv 2206.02633, whose groups are of devices). Beside the unmodified kernel it is FAST only where it is
 * FAST on every workload, SLOW where it is SLOW on one. Ends of the interval: the least of all low ends, the least of all
 * high ones.
 *
 * Beside an incumbent the ratio is that of the two worst ratios. The incumbent's own, on each workload, follows from the
 * two comparisons. FAST: against the unmodified kernel on every workload, against the incumbent where that is worst, and
 * elsewhere either not SLOW against it or still above its worst. So a worst group may rise at the cost of a better one,
 * and never the other way round.
 */
export function worstOf(looks: readonly GroupLook[], noiseFloor: number): Measurement {
  const byRatio = looks.toSorted((a, b) => a.base.speedup.estimate - b.base.speedup.estimate);
  const worst = byRatio[0]!;
  const groups = byRatio.map(({ workload, base: { median, baselineMedian, speedup, verdict } }): GroupMeasurement => ({ workload, median, baselineMedian, speedup, verdict }));
  const least = (end: 'low' | 'high') => Math.min(...looks.map(({ base }) => base.speedup[end]));
  const ratio = { estimate: worst.base.speedup.estimate, low: least('low'), high: least('high') };
  const rivals = looks.flatMap(({ base, incumbent }) => (incumbent ? [{ base, incumbent, before: base.speedup.estimate / incumbent.speedup.estimate }] : []));
  if (rivals.length === 0) return { ...worst.base, speedup: ratio, verdict: together(looks.map(({ base }) => base.verdict)), groups };
  const weakest = rivals.reduce((a, b) => (b.before < a.before ? b : a));
  const holds = rivals.every(({ base, incumbent }) => base.verdict === 'FAST' && (incumbent.verdict !== 'SLOW' || base.speedup.low > weakest.before * (1 + noiseFloor)));
  const verdict = weakest.incumbent.verdict === 'FAST' && holds ? 'FAST' : weakest.incumbent.verdict === 'SLOW' || ratio.high < weakest.before ? 'SLOW' : 'AMBIGUOUS';
  const by = (end: number) => end / weakest.before;
  return { ...weakest.incumbent, speedup: { estimate: by(ratio.estimate), low: by(ratio.low), high: by(ratio.high) }, verdict, groups };
}

function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('SLOW')) return 'SLOW';
  return verdicts.every((verdict) => verdict === 'FAST') ? 'FAST' : 'AMBIGUOUS';
}
