import { cards, costOf } from '../devices/model/index.ts';
import type { Arguments, IndexProfile, Sizes, WorkloadSpec } from '../model/index.ts';
import { counter } from '../sanitize/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import { distilledFor, distillLog, nameOf, offsetsOf, profileBags, totalVariation, traceFiles, uniformLikeness, writeBagTrace, type BagTrace, type Distilled, type DistillOptions } from '../workloads/index.ts';
import { loadKernel } from './1-parse.ts';
import { kendallTau } from './rank-correlation.ts';
import { rightVariants } from './right-variants.ts';

/** What `evoke workloads distill` is asked for: where to write, and whether to show that it ranks kernels as the whole does. */
export interface DistillRequest extends DistillOptions {
  readonly out?: string;
  /** Default: the file's, with -distilled. */
  readonly name?: string;
  /** Kernel variants to rank; 0: none. */
  readonly variants: number;
  readonly observe: (done: number) => void;
}

export interface DistillResult {
  /** The whole, the distilled trace and a uniform sample of as many bags, side by side. */
  readonly likenesses: readonly Likeness[];
  readonly written?: { readonly spec: WorkloadSpec; readonly specPath: string; readonly tracePath: string };
  readonly fidelity?: RankFidelity;
}

export interface Likeness {
  readonly what: 'whole' | 'distilled' | 'uniform';
  readonly profile: IndexProfile;
  /** Hit ratio of an LRU cache of these parts of the distinct rows. */
  readonly hits: readonly { readonly shareOfRows: number; readonly lru: number }[];
  /** Total variation distance of the reuse histogram to that of the whole. */
  readonly distance: number;
}

/** @throws UserError as distillLog and writeBagTrace */
export async function distill(request: DistillRequest): Promise<DistillResult> {
  const name = request.name ?? `${nameOf(request.file)}-distilled`;
  if (request.out !== undefined) traceFiles(request.out, name, request.file); // a wrong name need not wait
  const distilled = await distillLog(request);
  const { whole, small, dim } = distilled;
  const profiles = { whole: profileBags(whole, dim), distilled: profileBags(small, dim), uniform: profileBags(uniformLikeness(distilled, 0), dim) };
  const reuse = ({ reuse: bins }: IndexProfile) => bins.map(({ shareOfAccesses }) => shareOfAccesses);
  const likenesses = (['whole', 'distilled', 'uniform'] as const).map((what) => ({
    what, profile: profiles[what], hits: [1 / 64, 1 / 16, 1 / 4].map((shareOfRows) => ({ shareOfRows, lru: hitRatio(profiles[what], shareOfRows) })),
    distance: totalVariation(reuse(profiles[what]), reuse(profiles.whole)),
  }));
  const fidelity = request.variants === 0 ? {} : { fidelity: evaluateDistilled(distilled, { variants: request.variants, draws: 10, seed: request.seed, observe: request.observe }) };
  if (request.out === undefined) return { likenesses, ...fidelity };
  const description = `${small.indices.length} lookups distilled from ${whole.indices.length}: reuse, stack distances and bag lengths of the whole, all of them at ${(100 * request.share).toPrecision(3)} % of its size.`;
  return { likenesses, ...fidelity, written: writeBagTrace(small, { directory: request.out, name, description, dim, source: request.file }) };
}

/** Between two sizes of the profile, as if straight over the logarithm. */
function hitRatio({ caches, distinctRows }: IndexProfile, shareOfRows: number): number {
  const rows = Math.max(1, shareOfRows * distinctRows);
  const above = caches.findIndex((cache) => cache.rows >= rows);
  const [low, high] = [caches[Math.max(0, above - 1)]!, caches[above]!];
  if (low.rows === high.rows) return high.lru;
  return low.lru + ((high.lru - low.lru) * Math.log(rows / low.rows)) / Math.log(high.rows / low.rows);
}

/**
 * Does a small workload rank kernels as the whole does? Right variants of plain sum pooling, made by seeded steps of the edit
 * operators, are priced on each card that the cost model knows: on the whole trace, on distilled ones and on uniform samples
 * of as many bags. Every warp of each launch is counted, so nothing is extrapolated; that takes about two seconds a variant
 * for each 400,000 lookups. Prices are estimates.
 */
export interface RankFidelity {
  readonly kernel: string;
  readonly variants: number;
  readonly cards: readonly CardFidelity[];
}

/** Kendall's τ-b of prices on a card with those on the whole trace, prices within 1 % of each other taken for equal. */
export interface CardFidelity {
  readonly card: string;
  /** Of the distilled trace as it is. */
  readonly trace: number;
  /** Of traces that are distilled for this card, and of uniform samples; several draws of each. */
  readonly distilled: readonly number[];
  readonly uniform: readonly number[];
}

export interface EvaluateOptions {
  readonly variants: number;
  /** How many distilled traces and uniform samples to look at, so that one lucky draw does not decide. */
  readonly draws: number;
  readonly seed: number;
  readonly observe: (done: number) => void;
}

const KERNEL = 'pool-sum';
/** Prices that differ by less are equal: no timing would tell them apart, and a model's last digits are no ranking. */
const ALIKE = 0.01;

export function evaluateDistilled(distilled: Distilled, { variants: wanted, draws, seed, observe }: EvaluateOptions): RankFidelity {
  const { whole, small, dim } = distilled;
  // values do not steer a pooling kernel, so all launches share a table of zeros
  const table = new Float32Array(Math.max(whole.rows, small.rows) * dim);
  const glance = launchOn(small, dim, table);
  const variants = rightVariants(loadKernel(KERNEL).kernel, wanted, {
    capabilities: [], fixed: { dim }, random: randomStream(`variants ${seed}`),
    tellApart: (variant) => JSON.stringify(counter(variant)(glance.inputs, glance.sizes)), // what counts alike is priced alike on every card
  });
  if (variants.length < wanted) throw new UserError(`--evaluate: found only ${variants.length} right variants of ${KERNEL}; allowed: fewer than that`);
  const drawn = (make: (draw: number) => BagTrace) => Array.from({ length: draws }, (_, draw) => make(draw));
  const traces: Readonly<Record<string, readonly BagTrace[]>> = {
    whole: [whole], trace: [small], uniform: drawn((draw) => uniformLikeness(distilled, draw)),
    ...Object.fromEntries(cards.map((card) => [card.name, drawn((draw) => distilledFor(distilled, card.multiprocessors * card.residentWarps, randomStream(`distilled again ${draw}`)))])),
  };
  const counted = variants.map((variant, at) => {
    const count = counter(variant);
    observe(at + 1);
    return Object.fromEntries(Object.entries(traces).map(([kind, of]) => [kind, of.map((trace) => {
      const { inputs, sizes } = launchOn(trace, dim, table);
      const found = count(inputs, sizes, Infinity);
      if ('ok' in found) throw new Error(`a variant that passed the gates fails on a trace: ${JSON.stringify(found)}`);
      return found;
    })]));
  });
  return {
    kernel: KERNEL, variants: variants.length,
    cards: cards.map((card) => {
      const prices = (kind: string, draw: number) => counted.map((of) => costOf(of[kind]![draw]!, card));
      const against = (kind: string) => traces[kind]!.map((_, draw) => kendallTau(prices('whole', 0), prices(kind, draw), ALIKE));
      return { card: card.name, trace: against('trace')[0]!, distilled: against(card.name), uniform: against('uniform') };
    }),
  };
}

interface Launch {
  readonly inputs: Arguments;
  readonly sizes: Sizes;
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
