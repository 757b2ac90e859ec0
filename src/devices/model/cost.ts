import type { Counts, InstructionClass } from '../../model/index.ts';
import type { Card } from './cards.ts';

/**
 * The price of a launch on a card, from counts alone: a roofline with five ceilings, made smooth.
 *
 * Each resource says how long it would need if it alone mattered; the launch takes as long as the worst of them, and a
 * little longer where several are near the worst, since they do not overlap perfectly. That is the norm
 * (Σ tᵢ⁴)^¼: it lies between the largest term and 1.5 times it, it has no kinks for a search to sit on, and it grows
 * with every term, so fewer instructions or sectors never cost more.
 */
const sharpness = 4;

/** Issue slots of one instruction: divisions and transcendental functions run at an eighth of the rate. */
const issueSlots: Readonly<Record<InstructionClass, number>> = {
  intAlu: 1, floatAlu: 1, special: 8, branch: 1, load: 1, store: 1,
};

/** Nanoseconds of each ceiling for the whole launch. */
export interface CostTerms {
  /** Instructions issued, over all multiprocessors that have a warp to run. */
  readonly issue: number;
  /** Sectors served by the level-1 caches: what an access that is not coalesced costs. */
  readonly sectors: number;
  /** The same sectors from the level-2 cache, less what neighbouring accesses find in level 1. */
  readonly cache: number;
  /** Different sectors from memory: what must be read at least once, however good the caches. */
  readonly memory: number;
  /** Waiting for values: the chain of each warp, as many warps at a time as the card holds. */
  readonly latency: number;
}

/** The five terms; counts of the sampled warps are scaled to all threads of the launch. */
export function costTerms(counts: Counts, card: Card): CostTerms {
  if (counts.sampledThreads === 0) return { issue: 0, sectors: 0, cache: 0, memory: 0, latency: 0 };
  const scale = counts.threads / counts.sampledThreads;
  const warps = counts.sampledWarps * scale;
  // a launch smaller than the card leaves multiprocessors idle
  const busy = Math.min(card.multiprocessors, warps);
  const slots = weighted(counts.issued, issueSlots);
  const bytes = 32 * counts.sectors * scale;
  const distinctBytes = 32 * Math.min(counts.distinctSectors, counts.sectors) * scale ** growth(counts);
  return {
    issue: (slots * scale) / (busy * card.issuePerCycle * card.clock),
    sectors: (counts.sectors * scale) / (busy * card.sectorsPerCycle * card.clock),
    // half of the repeated sectors are taken to hit level 1
    cache: (distinctBytes + (bytes - distinctBytes) / 2) / card.cacheBandwidth,
    memory: distinctBytes / card.memoryBandwidth,
    latency: (chainCycles(counts, card) * scale) / (Math.min(busy * card.residentWarps, warps) * card.clock),
  };
}

/**
 * Distinct sectors grow with the number of warps w as w^b, as the words of a text do (Heaps' law): b is 1 where every
 * warp touches its own, and falls as they come back to the same hot rows. Two points of the sample give b.
 */
function growth({ distinctSectors, distinctSectorsOfHalf, sampledWarps }: Counts): number {
  if (distinctSectorsOfHalf === undefined || distinctSectorsOfHalf === 0 || sampledWarps < 2) return 1;
  const shareOfHalf = Math.ceil(sampledWarps / 2) / sampledWarps;
  return Math.min(1, Math.max(0, Math.log(distinctSectorsOfHalf / distinctSectors) / Math.log(shareOfHalf)));
}

/** Cost of the whole launch: the norm of the terms plus what every launch takes. */
export function costOf(counts: Counts, card: Card): number {
  const terms = Object.values(costTerms(counts, card)) as number[];
  return card.launch + terms.reduce((sum, term) => sum + term ** sharpness, 0) ** (1 / sharpness);
}

/**
 * Cycles that the sampled warps wait, summed. Where the interpreter followed no dependences, every second load and every
 * second instruction is taken to wait for the one before.
 */
function chainCycles({ chain, issued }: Counts, card: Card): number {
  const arithmetic = card.arithmeticLatency;
  const latency = { intAlu: arithmetic, floatAlu: arithmetic, special: 8 * arithmetic, branch: arithmetic, load: card.loadLatency, store: 0 };
  return chain === undefined ? weighted(issued, latency) / 2 : weighted(chain, latency);
}

function weighted(counts: Readonly<Record<InstructionClass, number>>, weights: Readonly<Record<InstructionClass, number>>): number {
  return (Object.keys(weights) as InstructionClass[]).reduce((sum, name) => sum + counts[name] * weights[name], 0);
}
