import { basename } from 'node:path';
import type { BagLengths, IndexProfile, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import { drawBagLengths, meanBagLength } from './bags.ts';
import { readAccesses } from './batch.ts';
import { distillTrace, uniformSample, type BagTrace } from './distill.ts';
import { IntegerList } from './integer-list.ts';
import type { LogOptions } from './log.ts';
import { accessCounter } from './profile.ts';
import { parseSpec } from './spec.ts';
import { traceFiles, writeTraceWorkload } from './trace-workload.ts';

export interface DistillOptions extends LogOptions {
  /** Of the lookups, rows and bags that is kept, 0 < share < 1. */
  readonly share: number;
  readonly seed: number;
  /** Where a log has no bags: how long they are taken. Default: geometric with mean 15.8, Meta's of 2021. */
  readonly bagLengths?: BagLengths;
  /** Width of a row. Default: the table's, else 32. */
  readonly dim?: number;
}

/** A log, bag by bag, and what share of it is to be kept. */
export interface BagLog {
  readonly dim: number;
  readonly share: number;
  readonly seed: number;
  readonly whole: BagTrace;
}

/**
 * A log as it is to be distilled, rows numbered in the order of their ids.
 * @throws UserError as readLog, and for a share that leaves no bag
 */
export async function readBagLog(options: DistillOptions): Promise<BagLog> {
  const { share, seed } = options;
  if (!(share > 0 && share < 1)) throw new UserError(`--to: got ${showShare(share)}; allowed: above 0% and below 100%`);
  const { trace: whole, dim } = await readBags(options, randomStream(`distil ${seed}`).split('bags'));
  if (whole.lengths.length === 1) throw new UserError(`${options.file}: one bag; allowed: logs of two bags or more, of which some are kept`);
  if (whole.lengths.length * share < 1) {
    throw new UserError(`--to: got ${showShare(share)}, less than one of the ${whole.lengths.length} bags of ${options.file}; allowed: at least ${showShare(1 / whole.lengths.length)}`);
  }
  return { dim: options.dim ?? dim ?? 32, share, seed, whole };
}

/** The likeness of a log (see distill.ts), one for each number of `draw`. */
export function distilled({ whole, share, seed }: BagLog, longest?: number, draw = 0): BagTrace {
  return distillTrace(whole, share, randomStream(`distil ${seed}`).split(`rows and bags ${draw}`), longest);
}

/** A uniform sample of the same share of the bags, one for each number of `draw`. */
export function uniformLikeness({ whole, share, seed }: BagLog, draw: number): BagTrace {
  return uniformSample(whole, share, randomStream(`uniform ${seed}`).split(draw));
}

/** Writes a small trace as a workload: NAME.json and NAME.npy. Errors as importWorkload. */
export function writeBagTrace(trace: BagTrace, told: { directory: string; name: string; description: string; dim: number; source: string }): { spec: WorkloadSpec; specPath: string; tracePath: string } {
  const { directory, name, description, dim, source } = told;
  const files = traceFiles(directory, name, source);
  const spec = parseSpec({
    name, description, source: basename(source), dtype: 'f32', seed: 1,
    operations: ['gather', 'pool-sum', 'pool-mean', 'pool-max', 'pool-weighted-sum', 'pool-weighted-mean'],
    sizes: { rows: trace.rows, dim, bags: trace.lengths.length },
    bagLengths: { distribution: 'listed', lengths: [...trace.lengths] },
    indices: { distribution: 'trace', file: `${name}.npy` },
  }, files.specPath);
  writeTraceWorkload(directory, files, spec, trace.indices);
  return { spec, ...files };
}

/** The profile of a trace, bag by bag. */
export function profileBags({ indices, lengths }: BagTrace, dim: number): IndexProfile {
  const counter = accessCounter();
  let at = 0;
  for (const length of lengths) {
    for (const end = at + length; at < end; at++) counter.add(indices[at]!);
    counter.endBag();
  }
  return counter.profile({ dim });
}

async function readBags(options: DistillOptions, random: ReturnType<typeof randomStream>): Promise<{ trace: BagTrace; dim: number | undefined }> {
  const { places, ids, lengths, dim } = await readAccesses(options);
  const bags = lengths ?? dealLengths(options.bagLengths ?? { distribution: 'geometric', mean: 15.8 }, places.length, random);
  return { trace: { rows: ids.length, indices: places, lengths: bags }, dim };
}

/** Drawn lengths that add up to the lookups: the last bag takes what is left. */
function dealLengths(bagLengths: BagLengths, lookups: number, random: ReturnType<typeof randomStream>): Int32Array {
  if (meanBagLength(bagLengths) === 0) throw new UserError('--bag-length: got 0; allowed: above 0');
  const lengths = new IntegerList();
  for (let left = lookups, round = 0; left > 0; round++) {
    for (const length of drawBagLengths(bagLengths, 4096, random.split(`round ${round}`))) {
      if (left > 0) lengths.push(Math.min(left, length));
      left -= length;
    }
  }
  return lengths.values();
}

/** 0.001 as 0.1%. */
function showShare(share: number): string {
  return `${+(100 * share).toPrecision(3)}%`;
}
