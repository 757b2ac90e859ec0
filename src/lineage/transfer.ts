import type { Interval, Verdict } from '../model/index.ts';

/** What a genome, or one edit of it, does in one place: a device with a workload. */
export type Transferred =
  | { readonly kind: 'gain'; readonly gain: Interval; readonly verdict: Verdict }
  /** The kernel with the whole genome, or without the edit, is dead here and was before. */
  | { readonly kind: 'dead'; readonly outcome: string }
  /** An edit without which the whole, which lives, is dead. */
  | { readonly kind: 'needed'; readonly outcome: string }
  /** An edit without which the whole, which is dead, lives; the gain is that of the rest. */
  | { readonly kind: 'breaks'; readonly gain: Interval; readonly verdict: Verdict };

export interface GroupGain {
  readonly whole: Transferred;
}

export interface TransferSummary {
  /** Geometric mean of the gains of all places where the genome lives; null where it lives nowhere. */
  readonly mean: number | null;
  /** Places where it is dead. */
  readonly dead: number;
  /** Places where it is surely slower than the unmodified kernel. */
  readonly slower: number;
  /** Largest gain / smallest: how unevenly the gain is spread. */
  readonly spread: number | null;
}

/** Worst first: where it is dead, then by gain. */
export function worstFirst<Place extends GroupGain>(places: readonly Place[]): Place[] {
  return places.toSorted((a, b) => gainOf(a) - gainOf(b));
}

/**
 * What a mean alone would hide. RF² (Maeng et al., arXiv 2206.02633) judges a training method by the largest difference
 * between groups of devices and not by their mean; here the groups are devices and workloads, and the quantity is a ratio.
 */
export function summarise(places: readonly GroupGain[]): TransferSummary {
  const gains = places.map(gainOf).filter((gain) => gain > 0);
  return {
    mean: gains.length === 0 ? null : Math.exp(gains.reduce((sum, gain) => sum + Math.log(gain), 0) / gains.length),
    dead: places.length - gains.length,
    slower: places.filter(({ whole }) => whole.kind === 'gain' && whole.verdict === 'SLOW').length,
    spread: gains.length === 0 ? null : Math.max(...gains) / Math.min(...gains),
  };
}

function gainOf({ whole }: GroupGain): number {
  return whole.kind === 'gain' ? whole.gain.estimate : 0;
}
