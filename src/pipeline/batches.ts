import { existsSync } from 'node:fs';
import type { ArrayData } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { refuseUnwritable } from '../util/files.ts';
import { breakEvenShare, chooseHotRows, deduplicateBatches, findWorkload, partBatch, readBatch, workloadBatch, writeNpz, type Batch, type DeduplicationGain, type LogOptions } from '../workloads/index.ts';

/**
 * What the operations `pool-sum-unique` and `pool-sum-hot` take, made of a user's own log or of one launch of a workload:
 * arrays named as the kernels' parameters are, in an `.npz`.
 */
export interface BatchRequest extends Omit<LogOptions, 'file'> {
  /** An access log, a workload file or a shipped workload. */
  readonly what: string;
  /** The `.npz` to write; absent: nothing is written. */
  readonly out?: string;
  /** Values of four bytes in a row. Default: the table's, else 32. */
  readonly dim?: number;
}

/** A log is a file that is no workload's. */
export function isLog(what: string): boolean {
  return existsSync(what) && !what.endsWith('.json');
}

/** @throws UserError for an option that says how a log is read, where there is none */
export function refuseLogOptions(what: string, options: Omit<LogOptions, 'file'>): void {
  const given = (['format', 'rows', 'dense', 'column', 'session'] as const).find((name) => options[name] !== undefined);
  if (given !== undefined) throw new UserError(`--${given}: ${what} is a workload, and that is about logs; leave it out`);
}

const WIDTH = 32;

async function batchOf({ what, out, dim, ...options }: BatchRequest): Promise<Batch & { dim: number }> {
  if (out !== undefined) refuseUnwritable(out, [what]);
  const batch = isLog(what) ? await readBatch({ file: what, ...options }) : batchOfWorkload(what, options);
  return { ...batch, dim: dim ?? batch.dim ?? WIDTH };
}

function batchOfWorkload(what: string, options: Omit<LogOptions, 'file'>): Batch {
  refuseLogOptions(what, options);
  const { spec, directory } = findWorkload(what);
  return workloadBatch(spec, { directory });
}

export interface Deduplicated extends Omit<DeduplicationGain, 'pays'> {
  readonly dim: number;
  readonly lookups: number;
  readonly uniqueLookups: number;
  readonly batches: number;
  /** Batches in which the bytes that pooling moves are fewer with deduplication. */
  readonly payingBatches: number;
  /** Share of unique bags below which it pays, for bags of this mean length. */
  readonly breakEvenShare: number;
  readonly out?: string;
}

/**
 * Equal bags of each batch found and kept once.
 * @throws UserError for a log without bags, and as readBatch
 */
export async function deduplicate({ batch: asked, ...request }: BatchRequest & { readonly batch?: number }): Promise<Deduplicated> {
  const { indices, offsets, dim } = await batchOf(request);
  if (offsets === undefined) throw new UserError(`${request.what}: it says nothing of bags, and equal ones are looked for; take an .npz with offsets or lengths, an .npy [bags][hotness], lists in Parquet, or Criteo`);
  const bags = offsets.length - 1;
  const { batches, ...unique } = deduplicateBatches(indices, offsets, { bags: asked ?? Math.max(1, bags), dim });
  if (request.out !== undefined) writeNpz(request.out, { indices: array(unique.indices), offsets: array(unique.offsets), inverse: array(unique.inverse) });
  const total = (of: (gain: DeduplicationGain) => number) => batches.reduce((sum, gain) => sum + of(gain), 0);
  return {
    dim, lookups: indices.length, uniqueLookups: unique.indices.length, bags, uniqueBags: unique.offsets.length - 1,
    factor: unique.indices.length === 0 ? 1 : indices.length / unique.indices.length,
    plainBytes: total(({ plainBytes }) => plainBytes), uniqueBytes: total(({ uniqueBytes }) => uniqueBytes),
    batches: batches.length, payingBatches: batches.filter(({ pays }) => pays).length,
    breakEvenShare: breakEvenShare(indices.length / Math.max(1, bags), dim), ...written(request.out),
  };
}

export interface HotRowSplit {
  readonly budgetBytes: number;
  readonly rowBytes: number;
  /** Rows of the table, and of the compact one. */
  readonly rows: number;
  readonly hotRows: number;
  readonly shareOfAccesses: number;
  /** Absent where nothing says where bags begin. */
  readonly bags?: { readonly hot: number; readonly mixed: number; readonly hotLookups: number; readonly lookups: number };
  readonly out?: string;
}

/**
 * The most used rows that a budget holds, and a batch parted in bags of hot rows alone and others.
 * @throws UserError for a budget smaller than a row, and as readBatch
 */
export async function hotRows({ budget, ...request }: BatchRequest & { readonly budget: number }): Promise<HotRowSplit> {
  const { indices, offsets, rows, dim } = await batchOf(request);
  const rowBytes = 4 * dim;
  const hot = chooseHotRows(indices, rows, { budgetBytes: budget, rowBytes });
  const parted = offsets && partBatch(indices, offsets, hot.remap);
  if (request.out !== undefined) {
    writeNpz(request.out, {
      rows: array(hot.rows), remap: array(hot.remap),
      ...(parted === undefined ? {} : {
        hot_bags: array(parted.hotBags), hot_indices: array(parted.hotIndices), hot_offsets: array(parted.hotOffsets),
        mixed_bags: array(parted.mixedBags), mixed_indices: array(parted.mixedIndices), mixed_offsets: array(parted.mixedOffsets),
      }),
    });
  }
  return {
    budgetBytes: budget, rowBytes, rows, hotRows: hot.rows.length, shareOfAccesses: hot.shareOfAccesses,
    ...(parted === undefined ? {} : { bags: { hot: parted.hotBags.length, mixed: parted.mixedBags.length, hotLookups: parted.hotIndices.length, lookups: indices.length } }),
    ...written(request.out),
  };
}

const array = (values: Int32Array): ArrayData => ({ scalar: 'i32', shape: [values.length], values });
const written = (out: string | undefined) => (out === undefined ? {} : { out });
