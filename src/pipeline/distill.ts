import { cards, type Card } from '../devices/model/index.ts';
import type { IndexProfile, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { distilled, nameOf, profileBags, readBagLog, totalVariation, traceFiles, uniformLikeness, writeBagTrace, type BagLog, type BagTrace, type DistillOptions } from '../workloads/index.ts';
import { countedOn, learn, pricesOn, RANKED, ranksAlike, variantsOf, type Likeness as Learned } from './likeness.ts';

/** What `evoke workloads distill` is asked for: where to write, and whether to show that it ranks kernels as the whole does. */
export interface DistillRequest extends DistillOptions {
  readonly out?: string;
  /** Default: the file's, with -distilled. */
  readonly name?: string;
  /** Kernel variants to rank; 0: none. */
  readonly variants: number;
  /** What the small workload is to stand for the whole on: a card of the cost model. Default: h200-like. */
  readonly card?: string;
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

/** @throws UserError as readBagLog and writeBagTrace, and for a card that there is not */
export async function distill(request: DistillRequest): Promise<DistillResult> {
  const name = request.name ?? `${nameOf(request.file)}-distilled`;
  if (request.out !== undefined) traceFiles(request.out, name, request.file); // a wrong name need not wait
  const card = cardNamed(request.card ?? 'h200-like');
  const log = await readBagLog(request);
  const { whole, dim } = log;
  const learned = learn(log);
  const small = distilled(log, learned.longestFor(card));
  const profiles = { whole: profileBags(whole, dim), distilled: profileBags(small, dim), uniform: profileBags(uniformLikeness(log, 0), dim) };
  const reuse = ({ reuse: bins }: IndexProfile) => bins.map(({ shareOfAccesses }) => shareOfAccesses);
  const likenesses = (['whole', 'distilled', 'uniform'] as const).map((what) => ({
    what, profile: profiles[what], hits: [1 / 64, 1 / 16, 1 / 4].map((shareOfRows) => ({ shareOfRows, lru: hitRatio(profiles[what], shareOfRows) })),
    distance: totalVariation(reuse(profiles[what]), reuse(profiles.whole)),
  }));
  const fidelity = request.variants === 0 ? {} : { fidelity: evaluateLikeness(log, learned, small, { variants: request.variants, draws: 10, seed: request.seed, observe: request.observe }) };
  if (request.out === undefined) return { likenesses, ...fidelity };
  const description = `${small.indices.length} lookups distilled from ${whole.indices.length} for ${card.name}: reuse and stack distances of the whole, at ${(100 * request.share).toPrecision(3)} % of its size.`;
  return { likenesses, ...fidelity, written: writeBagTrace(small, { directory: request.out, name, description, dim, source: request.file }) };
}

function cardNamed(name: string): Card {
  const card = cards.find((each) => each.name === name);
  if (card === undefined) throw new UserError(`--card: got ${name}; allowed: ${cards.map((each) => each.name).join(', ')}`);
  return card;
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
 * operators and none of them among those that the likeness was learned by, are priced on each card that the cost model knows:
 * on the whole trace, on distilled ones and on uniform samples of as many bags. Every warp of each launch is counted, so
 * nothing is extrapolated; that takes about two seconds a variant for each 400,000 lookups. Prices are estimates.
 */
export interface RankFidelity {
  readonly kernel: string;
  readonly variants: number;
  readonly cards: readonly CardFidelity[];
}

/** Kendall's τ-b of prices on a card with those on the whole trace. */
export interface CardFidelity {
  readonly card: string;
  /** Of the distilled trace that is written. */
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

export function evaluateLikeness(log: BagLog, learned: Learned, small: BagTrace, { variants: wanted, draws, seed, observe }: EvaluateOptions): RankFidelity {
  const variants = variantsOf(log, small, wanted, `variants ${seed}`, learned.trainedOn);
  if (variants.length < wanted) throw new UserError(`--evaluate: found only ${variants.length} right variants of ${RANKED}; allowed: fewer than that`);
  const drawn = (make: (draw: number) => BagTrace) => Array.from({ length: draws }, (_, draw) => make(draw + 1));
  const uniform = drawn((draw) => uniformLikeness(log, draw));
  const forCards = cards.map((card) => drawn((draw) => distilled(log, learned.longestFor(card), draw)));
  const traces = [log.whole, small, ...uniform, ...forCards.flat()];
  const counts = countedOn(variants, traces, log.dim, Infinity, observe);
  return {
    kernel: RANKED, variants: variants.length,
    cards: cards.map((card, at) => {
      const whole = pricesOn(counts, 0, card);
      const against = (trace: BagTrace) => ranksAlike(whole, pricesOn(counts, traces.indexOf(trace), card));
      return { card: card.name, trace: against(small), distilled: forCards[at]!.map(against), uniform: uniform.map(against) };
    }),
  };
}
