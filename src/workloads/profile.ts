import { resolve } from 'node:path';
import type { BagProfile, IndexProfile, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { BagRepeats } from './analysis/bag-repeats.ts';
import { SIZES, sizeOf } from './analysis/cache-sizes.ts';
import { LeastFrequentlyUsed, LeastRecentlyUsed } from './analysis/caches.ts';
import { Recency } from './analysis/recency.ts';
import { RowNumbers, lengthened } from './analysis/row-numbers.ts';
import { fitZipf } from './analysis/zipf-fit.ts';
import { showBytes } from '../util/show-bytes.ts';
import { workloadBatch } from './batch.ts';
import { readLog } from './log.ts';
import type { LogOptions } from './log.ts';
import { readTrace } from './trace.ts';

export const REUSE_BINS: readonly string[] = [
  '(0,1]', '(1,2]', '(2,4]', '(4,8]', '(8,16]', '(16,32]', '(32,64]', '(64,128]', '(128,256]', '(256,512]',
  '(512,1K]', '(1K,2K]', '(2K,4K]', '(4K,8K]', '(8K,16K]', '(16K,32K]', '>32K',
];

/** What a profile is asked for beside the accesses. */
export interface ProfileOptions {
  /** Bytes for hot rows; FAE's 256 MB where absent. */
  readonly budget?: number;
  /** Values of four bytes in a row. Default: the table's, where the file or workload tells, else 32. */
  readonly dim?: number;
}

const BUDGET = 256e6;
const DIM = 32;

/** Takes accesses as they come; the profile of those that came. Memory grows with the distinct rows only. */
export interface AccessCounter {
  add(index: number): void;
  /** Ends a bag, of the given session's where that is known. */
  endBag(session?: number): void;
  /** @throws UserError for a budget smaller than a row */
  profile(options?: ProfileOptions): IndexProfile;
}

export function accessCounter(): AccessCounter {
  const rows = new RowNumbers();
  const recency = new Recency();
  const lru = new LeastRecentlyUsed();
  const lfu = new LeastFrequentlyUsed();
  const bags = new BagRepeats();
  let counts = new Int32Array(1024);
  let lookups = 0;
  let maxIndex = -1;
  return {
    add(index) {
      const row = rows.number(index);
      if (row === counts.length) counts = lengthened(counts);
      lru.access(recency.use(row));
      lfu.access(counts[row]!++);
      bags.lookup(row);
      lookups++;
      if (index > maxIndex) maxIndex = index;
    },
    endBag: (session) => bags.end(session),
    profile: (options = {}) => {
      const used = counts.subarray(0, rows.size);
      const places = Array.from({ length: SIZES }, (_, place) => place).filter((place) => place === 0 || sizeOf(place - 1) < rows.size);
      const share = (count: number) => (lookups === 0 ? 0 : count / lookups);
      const caches = places.map((place) => ({ rows: sizeOf(place), lru: share(lru.hits(place)), lfu: share(lfu.hits(place)) }));
      return { lookups, distinctRows: rows.size, maxIndex, ...countsProfile(used, lookups, options), caches, ...optional(bags.profile()) };
    },
  };
}

const optional = (bags: BagProfile | undefined) => (bags === undefined ? {} : { bags });

/** The profile of row numbers in access order. */
export function profileIndices(trace: Iterable<number>, options: ProfileOptions = {}): IndexProfile {
  const counter = accessCounter();
  for (const index of trace) counter.add(index);
  return counter.profile(options);
}

/** The profile of a log that was not imported. Errors as readLog, and for a budget smaller than a row. */
export async function profileLog(options: LogOptions & ProfileOptions): Promise<IndexProfile> {
  rowsWithin(options); // a wrong budget need not wait for a long log
  const counter = accessCounter();
  const { dim } = await readLog(options, counter.add, counter.endBag);
  return counter.profile({ ...(dim === undefined ? {} : { dim }), ...options });
}

/**
 * The profile of a workload's accesses: of its whole trace, or of one draw of what is generated.
 * @throws UserError for a workload without indices, a budget smaller than a row
 */
export function profileWorkload(spec: WorkloadSpec, options: { directory: string; draw?: string } & ProfileOptions): IndexProfile {
  const asked = { ...(spec.sizes.dim === undefined ? {} : { dim: spec.sizes.dim }), ...options };
  rowsWithin(asked);
  if (spec.indices?.distribution === 'trace') return profileIndices(readTrace(resolve(options.directory, spec.indices.file), spec.sizes.rows), asked);
  const { indices, offsets } = workloadBatch(spec, options);
  const counter = accessCounter();
  for (let at = 0, bag = 1; bag < (offsets?.length ?? 2); bag++) {
    for (const end = offsets?.[bag] ?? indices.length; at < end; at++) counter.add(indices[at]!);
    if (offsets !== undefined) counter.endBag();
  }
  return counter.profile(asked);
}

/** Whole rows that a budget holds. */
function rowsWithin({ budget = BUDGET, dim = DIM }: ProfileOptions): { budgetBytes: number; rowBytes: number; rows: number } {
  const rowBytes = 4 * dim;
  if (budget < rowBytes) throw new UserError(`--budget: got ${showBytes(budget)}, less than one row of ${rowBytes} bytes (width ${dim}, four bytes a value); allowed: ${rowBytes}B or more`);
  return { budgetBytes: budget, rowBytes, rows: Math.floor(budget / rowBytes) };
}

/** What follows from how often each row was used, whatever the order. */
function countsProfile(counts: Int32Array, lookups: number, options: ProfileOptions): Pick<IndexProfile, 'reuse' | 'top' | 'hotSet' | 'zipf'> {
  const inBin = REUSE_BINS.map(() => 0);
  for (const count of counts) inBin[Math.min(REUSE_BINS.length - 1, 32 - Math.clz32(count - 1))]! += count;
  const share = (count: number) => (lookups === 0 ? 0 : count / lookups);
  const hottestFirst = counts.slice().sort().reverse();
  const shareOfTop = (rows: number) => share(hottestFirst.subarray(0, rows).reduce((sum, count) => sum + count, 0));
  const { rows, ...budget } = rowsWithin(options);
  return {
    reuse: REUSE_BINS.map((uses, bin) => ({ uses, shareOfAccesses: share(inBin[bin]!) })),
    top: [0.001, 0.01, 0.1].map((shareOfRows) => {
      const hot = Math.ceil(counts.length * shareOfRows);
      return { shareOfRows, rows: hot, shareOfAccesses: shareOfTop(hot) };
    }),
    zipf: fitZipf(hottestFirst),
    hotSet: { ...budget, rows: Math.min(rows, counts.length), shareOfAccesses: shareOfTop(rows) },
  };
}
