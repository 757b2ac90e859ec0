import { mean } from 'simple-statistics';
import { costOf, type Card } from '../devices/model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { Arguments, Counts, Sizes } from '../model/index.ts';
import { counter } from '../sanitize/index.ts';
import { randomStream } from '../util/random.ts';
import { distilled, offsetsOf, type BagLog, type BagTrace } from '../workloads/index.ts';
import { loadKernel } from './1-parse.ts';
import { kendallTau } from './rank-correlation.ts';
import { rightVariants } from './right-variants.ts';

/**
 * The likeness of a trace that ranks kernels on a card as the whole trace does: Distill-CF (arXiv 2206.02626) learns a small
 * data set by the loss that it is there for; here that is Kendall's τ of kernels' prices, and what is learned is one number,
 * the longest bag. A few bags wait for their longest one; too short ones price what is done once a bag too high. Prices are the
 * cost model's, ESTIMATES, of right variants of plain sum pooling that are kept apart from those that the result is judged by.
 */
export interface Likeness {
  /** For a card: lookups of the longest bag; absent: as many as the whole's longest has. */
  longestFor(card: Card): number | undefined;
  /** What the choice was made by. */
  readonly trainedOn: readonly TypedKernel[];
}

export const RANKED = 'pool-sum';
/** Prices that differ by less are equal: no timing would tell them apart, and a model's last digits are no ranking. */
const ALIKE = 0.01;

/** Longest bags that are tried, in mean bags: finer where a bag more or less decides which unrolled loops leave a remainder. */
const LONGEST = [1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4, 5, 6, 8];
const TRAINED_ON = 16;
/** Of the whole, warps with about as many lookups are counted: a second a variant. */
const MOST_COUNTED = 400_000;

export function learn(log: BagLog): Likeness {
  const plain = distilled(log);
  const meanLength = plain.indices.length / plain.lengths.length;
  const has = plain.lengths.reduce((most, length) => Math.max(most, length), 1);
  const tried = [...new Set(LONGEST.map((times) => Math.ceil(times * meanLength)))].filter((longest) => longest >= 1 && longest < has);
  if (tried.length === 0) return { longestFor: () => undefined, trainedOn: [] };
  const trainedOn = variantsOf(log, plain, TRAINED_ON, 'training');
  const { whole, dim } = log;
  const warps = Math.ceil(MOST_COUNTED / (whole.indices.length / whole.lengths.length)) * Math.ceil(dim / 32);
  const onWhole = countedOn(trainedOn, [whole], dim, warps);
  const onSmall = countedOn(trainedOn, [...tried.map((longest) => distilled(log, longest)), plain], dim);
  return {
    trainedOn,
    longestFor(card) {
      const wanted = pricesOn(onWhole, 0, card);
      const scores = [...tried, undefined].map((_, at) => ranksAlike(wanted, pricesOn(onSmall, at, card)));
      // one length may be lucky in its remainders: its neighbours count as much
      const smooth = scores.map((_, at) => mean(scores.slice(Math.max(0, at - 1), at + 2)));
      return tried[smooth.lastIndexOf(Math.max(...smooth))];
    },
  };
}

/** Kendall's τ-b of two lists of prices, those within 1 % of each other taken for equal. */
export function ranksAlike(one: readonly number[], other: readonly number[]): number {
  return kendallTau(one, other, ALIKE);
}

/** Right variants of plain sum pooling that are counted differently on a trace, none of them among `without`. */
export function variantsOf({ dim }: BagLog, glance: BagTrace, wanted: number, stream: string, without: readonly TypedKernel[] = []): TypedKernel[] {
  const { inputs, sizes } = launchOn(glance, dim, tableFor([glance], dim));
  const mark = (variant: TypedKernel) => JSON.stringify(counter(variant)(inputs, sizes)); // what counts alike is priced alike on every card
  return rightVariants(loadKernel(RANKED).kernel, wanted, { capabilities: [], fixed: { dim }, random: randomStream(stream), tellApart: mark, without });
}

/** Counts of each variant on each trace; `warps` bounds how many are run, which is all of them where it is left out. */
export function countedOn(variants: readonly TypedKernel[], traces: readonly BagTrace[], dim: number, warps = Infinity, observe: (done: number) => void = () => {}): Counts[][] {
  const table = tableFor(traces, dim);
  return variants.map((variant, at) => {
    const count = counter(variant);
    const counts = traces.map((trace) => {
      const { inputs, sizes } = launchOn(trace, dim, table);
      const found = count(inputs, sizes, warps);
      if ('ok' in found) throw new Error(`a variant that passed the gates fails on a trace: ${JSON.stringify(found)}`);
      return found;
    });
    observe(at + 1);
    return counts;
  });
}

/** What each variant costs on one of the traces. */
export function pricesOn(counts: readonly (readonly Counts[])[], trace: number, card: Card): number[] {
  return counts.map((of) => costOf(of[trace]!, card));
}

interface Launch {
  readonly inputs: Arguments;
  readonly sizes: Sizes;
}

/** Values do not steer a pooling kernel, so all launches share a table of zeros. */
function tableFor(traces: readonly BagTrace[], dim: number): Float32Array {
  return new Float32Array(dim * traces.reduce((most, { rows }) => Math.max(most, rows), 0));
}

function launchOn({ rows, indices, lengths }: BagTrace, dim: number, table: Float32Array): Launch {
  return {
    sizes: { rows, dim, lookups: indices.length, bags: lengths.length },
    inputs: {
      table: { scalar: 'f32', shape: [rows, dim], values: table.subarray(0, rows * dim) },
      indices: { scalar: 'i32', shape: [indices.length], values: indices },
      offsets: { scalar: 'i32', shape: [lengths.length + 1], values: offsetsOf(lengths) },
    },
  };
}
