import type { BlockCounts, Counts, InstructionClass } from '../../model/index.ts';
import type { Card } from './cards.ts';

/**
 * The price of a launch on a card, from counts alone: a roofline with five ceilings, made smooth.
 *
 * Each resource says how long it would need if it alone mattered; the launch takes as long as the worst of them, and a
 * little longer where several are near the worst, since they do not overlap perfectly. That is the norm
 * (Σ tᵢ⁴)^¼: it lies between the largest term and 1.5 times it, it has no kinks for a search to sit on, and it grows
 * with every term, so fewer instructions or sectors never cost more.
 *
 * Hints (`stream`, `keep`, `readOnly`) change no figure: what they gain hangs on what else is in the caches, which the
 * model does not follow.
 */
const sharpness = 4;

/**
 * Issue slots of one instruction: divisions and transcendental functions run at an eighth of the rate, shared memory, lane
 * exchange and atomics at a quarter (one a cycle for the multiprocessor), the matrix unit's instructions keep it busy for
 * eight.
 */
const issueSlots: Readonly<Record<InstructionClass, number>> = {
  intAlu: 1, floatAlu: 1, special: 8, branch: 1, load: 1, store: 1, shared: 4, exchange: 4, barrier: 1, atomic: 4, matrix: 8,
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
  const { resident, spill } = occupancy(counts.block, card);
  // a launch smaller than the card leaves multiprocessors idle
  const busy = Math.min(card.multiprocessors, counts.block ? counts.threads / counts.block.threads : warps);
  const slots = weighted(counts.issued, issueSlots) * spill;
  const bytes = 32 * counts.sectors * scale;
  const distinctBytes = 32 * Math.min(Math.min(counts.distinctSectors, counts.sectors) * scale ** growth(counts), counts.footprintSectors ?? Infinity);
  return {
    issue: (slots * scale) / (busy * card.issuePerCycle * card.clock),
    sectors: (counts.sectors * scale) / (busy * card.sectorsPerCycle * card.clock),
    // half of the repeated sectors are taken to hit level 1
    cache: (distinctBytes + (bytes - distinctBytes) / 2) / card.cacheBandwidth,
    memory: distinctBytes / card.memoryBandwidth,
    // a launch lasts as long as its longest warp, however many wait beside it
    latency: (spill * Math.max((chainCycles(counts, card) * scale) / Math.min(busy * resident, warps), longestCycles(counts, card))) / card.clock,
  };
}

/** Registers that a thread can address. */
const MOST_REGISTERS = 255;

/**
 * How many warps a multiprocessor holds at a time: as many blocks as fit its warps, its registers and its shared memory.
 * Where a thread wants more registers than it can have (255, what one block leaves, or what `resident` asks), the rest
 * goes through memory: `spill` is by how much that is taken to lengthen everything, the share of registers that is missing.
 * Map kernels are launched so that nothing of this binds.
 */
export function occupancy(block: BlockCounts | undefined, card: Card): { readonly resident: number; readonly spill: number } {
  if (block === undefined) return { resident: card.residentWarps, spill: 1 };
  const warps = Math.ceil(block.threads / 32);
  const perThread = card.registers / (32 * warps * (block.resident ?? 1));
  const registers = Math.max(1, Math.min(block.registers, MOST_REGISTERS, Math.floor(perThread)));
  const blocks = Math.max(1, Math.min(
    card.residentBlocks, Math.floor(card.residentWarps / warps), Math.floor(card.registers / (32 * warps * registers)),
    block.sharedBytes === 0 ? Infinity : Math.floor(card.sharedBytes / block.sharedBytes),
  ));
  return { resident: Math.min(card.residentWarps, blocks * warps), spill: block.registers / registers };
}

/**
 * Distinct sectors grow with the number of warps w as w^b, as the words of a text do (Heaps' law): b is 1 where every
 * warp touches its own, and falls as they come back to the same hot rows. Two points of the sample give b. The law has no
 * end where a table has one, so what all arrays together have is the bound.
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
function chainCycles({ chain, issued, block }: Counts, card: Card): number {
  const latency = latencies(block, card);
  return chain === undefined ? weighted(issued, latency) / 2 : weighted(chain, latency);
}

function longestCycles({ longestChain, block }: Counts, card: Card): number {
  return longestChain === undefined ? 0 : weighted(longestChain, latencies(block, card));
}

/** Cycles from an instruction to what waits for it. */
function latencies(block: BlockCounts | undefined, card: Card): Readonly<Record<InstructionClass, number>> {
  const arithmetic = card.arithmeticLatency;
  return {
    intAlu: arithmetic, floatAlu: arithmetic, special: 8 * arithmetic, branch: arithmetic, load: card.loadLatency, store: 0,
    shared: card.sharedLatency, exchange: card.sharedLatency, atomic: 0, matrix: 8 * arithmetic,
    // the last warp of a block is waited for by all: a few cycles for each
    barrier: card.sharedLatency + 2 * Math.ceil((block?.threads ?? 0) / 32),
  };
}

function weighted(counts: Readonly<Record<InstructionClass, number>>, weights: Readonly<Record<InstructionClass, number>>): number {
  return (Object.keys(weights) as InstructionClass[]).reduce((sum, name) => sum + counts[name] * weights[name], 0);
}
