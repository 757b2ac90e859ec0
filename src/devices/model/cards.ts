import type { DeviceLimits } from '../../model/index.ts';

/**
 * GPUs as the cost model sees them. One unit of cost is one nanosecond on such a card if the model were exact, which it
 * is not: it ranks variants, it does not predict times.
 */
export interface Card {
  readonly name: string;
  readonly multiprocessors: number;
  /** Cycles per nanosecond. */
  readonly clock: number;
  /** Warp instructions that one multiprocessor issues in a cycle. */
  readonly issuePerCycle: number;
  /** Warps that one multiprocessor holds at a time. */
  readonly residentWarps: number;
  /** Blocks that one multiprocessor holds at a time, and what they share. */
  readonly residentBlocks: number;
  readonly registers: number;
  readonly sharedBytes: number;
  /** What one block may have. */
  readonly limits: DeviceLimits;
  /** 32-byte sectors that one multiprocessor's level-1 cache serves in a cycle. */
  readonly sectorsPerCycle: number;
  /** Bytes per nanosecond of the level-2 cache and of memory. */
  readonly cacheBandwidth: number;
  readonly memoryBandwidth: number;
  readonly cacheBytes: number;
  /** Cycles from a load to its value, mostly from the level-2 cache. */
  readonly loadLatency: number;
  /** Cycles from an access to shared memory, or a lane exchange, to its value. */
  readonly sharedLatency: number;
  /** Cycles from an arithmetic instruction to its value. */
  readonly arithmeticLatency: number;
  /** Nanoseconds that a launch takes whatever it does. */
  readonly launch: number;
}

/**
 * Four multiprocessors of a Turing T4 with their share of its memory: small enough that small workloads fill it.
 * 40 multiprocessors, 1.59 GHz, 320 GB/s, 4 MiB of L2: NVIDIA T4 data sheet. Latencies and the cache's bandwidth:
 * Jia et al., Dissecting the NVidia Turing T4 GPU via Microbenchmarking, arXiv 1903.07486. What blocks share: compute
 * capability 7.5 in the CUDA programming guide, as 9.0 below.
 */
export const smallCard: Card = {
  name: 'small-card', multiprocessors: 4, clock: 1.59, issuePerCycle: 4, residentWarps: 32, sectorsPerCycle: 2,
  residentBlocks: 16, registers: 65_536, sharedBytes: 65_536, limits: { threadsPerBlock: 1024, sharedBytesPerBlock: 65_536 }, sharedLatency: 19,
  cacheBandwidth: 127, memoryBandwidth: 32, cacheBytes: 2 ** 19, loadLatency: 188, arithmeticLatency: 4, launch: 500,
};

/**
 * 132 multiprocessors, 1.98 GHz boost, 4.8 TB/s, 50 MiB of L2: NVIDIA H200 data sheet and Hopper architecture paper.
 * Level-2 bandwidth 5.5 TB/s: Chips and Cheese, Nvidia's H100 (2023). Latency of a level-2 hit: Luo et al.,
 * Benchmarking and Dissecting the Nvidia Hopper GPU Architecture, arXiv 2402.13499.
 */
export const h200LikeCard: Card = {
  name: 'h200-like', multiprocessors: 132, clock: 1.98, issuePerCycle: 4, residentWarps: 64, sectorsPerCycle: 4,
  residentBlocks: 32, registers: 65_536, sharedBytes: 228 * 1024, limits: { threadsPerBlock: 1024, sharedBytesPerBlock: 227 * 1024 }, sharedLatency: 29,
  cacheBandwidth: 5500, memoryBandwidth: 4800, cacheBytes: 50 * 2 ** 20, loadLatency: 262, arithmeticLatency: 4, launch: 2000,
};

export const cards: readonly Card[] = [smallCard, h200LikeCard];
