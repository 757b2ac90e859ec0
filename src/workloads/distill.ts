import type { Random } from '../model/index.ts';

/**
 * A trace made small so that kernels rank on it as on the whole (in the spirit of Distill-CF, arXiv 2206.02626, which distils
 * a data set to a thousandth that trains models alike; here without gradients, by what times a kernel: how often rows come
 * back, how far apart, and how long bags are).
 *
 * A uniform sample of bags keeps a share of each row's uses: nearly all reuse is gone, and with it what caches serve. So rows
 * are sampled, not bags: a share f of the rows with all their uses, in their order, has the reuse histogram of the whole and
 * stack distances f times as long (spatially hashed sampling, Waldspurger et al., FAST 2015). Chance is taken out of it twice:
 * of every 1 / f rows of neighbouring popularity one is taken, that whose uses come nearest to a share f of theirs and of what
 * was missed before, so that a hot row too few or too many does not decide; and bag lengths are every 1 / f-th of the sorted
 * ones, dealt over the lookups that remain.
 *
 * A launch that fills a card lasts as long as its bags together, one that does not as long as its longest bag. So the longest
 * bag of the whole is kept; and where the whole fills a card and the small one would wait for that bag, it can be told what
 * the longest may be: longer ones are dealt as several of about the same length. What is best hangs on the card, and is found
 * by ranking kernels (pipeline/likeness.ts).
 *
 * What it cannot keep: the hottest 1 / f rows become one, as hot as they were together for the size; which rows stand in one
 * bag; and a launch too small for a card stays too small for it.
 */
export interface BagTrace {
  /** Rows of the table; indices are below. */
  readonly rows: number;
  readonly indices: Int32Array;
  /** Lookups of each bag, in order; they add up to the indices. */
  readonly lengths: Int32Array;
}

/**
 * @param share of rows, lookups and bags that is kept, 0 < share < 1; at least one row and one bag remain
 * @param longest lookups of the longest bag, ≥ 1; absent: as many as the whole's longest has
 */
export function distillTrace(trace: BagTrace, share: number, random: Random, longest = Infinity): BagTrace {
  const kept = sampleRows(trace, share, random.split('rows'));
  const indices = trace.indices.filter((row) => kept[row]! >= 0).map((row) => kept[row]!);
  const lengths = [...sampleLengths(trace.lengths, share, indices.length)].flatMap((length) => dealt(length, longest));
  return {
    rows: kept.reduce((most, row) => Math.max(most, row), 0) + 1,
    indices: indices.subarray(0, sum(lengths)), lengths: Int32Array.from(random.split('lengths').shuffle(lengths)),
  };
}

/** The same share of bags, each as likely as any other: what distilling is measured against. */
export function uniformSample({ rows, indices, lengths }: BagTrace, share: number, random: Random): BagTrace {
  const count = Math.max(1, Math.round(lengths.length * share));
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.below(lengths.length));
  const starts = new Float64Array(lengths.length + 1);
  lengths.forEach((length, bag) => { starts[bag + 1] = starts[bag]! + length; });
  const bags = Int32Array.from(drawn).sort();
  const sampled = new Int32Array(bags.reduce((total, bag) => total + lengths[bag]!, 0));
  let at = 0;
  for (const bag of bags) {
    sampled.set(indices.subarray(starts[bag], starts[bag + 1]), at);
    at += lengths[bag]!;
  }
  return { rows, indices: sampled, lengths: bags.map((bag) => lengths[bag]!) };
}

/** New numbers of the rows that are kept, −1 for the others. Rows that are never used are not counted. */
function sampleRows({ rows, indices }: BagTrace, share: number, random: Random): Int32Array {
  const uses = new Int32Array(rows);
  for (const row of indices) uses[row]!++;
  // most used first; among equals a draw decides, since neighbours in a table or in time may be alike
  const order = Float64Array.from({ length: rows }, (_, row) => row).filter((row) => uses[row]! > 0);
  const drawn = order.map(() => random.below(2 ** 20));
  const position = new Int32Array(rows);
  order.forEach((row, at) => { position[row] = at; });
  order.sort((one, other) => uses[other]! - uses[one]! || drawn[position[one]!]! - drawn[position[other]!]!);
  const kept = new Int32Array(rows).fill(-1);
  const strata = Math.max(1, Math.round(order.length * share));
  let missed = 0;
  const chosen: number[] = [];
  for (let stratum = 0; stratum < strata; stratum++) {
    const members = order.subarray(Math.floor((stratum * order.length) / strata), Math.floor(((stratum + 1) * order.length) / strata));
    const wanted = missed + members.reduce((total, row) => total + uses[row]!, 0) * (strata / order.length);
    const best = members.reduce((a, b) => (Math.abs(uses[b]! - wanted) < Math.abs(uses[a]! - wanted) ? b : a));
    missed = wanted - uses[best]!;
    chosen.push(best);
  }
  // hot rows must not lie together: keep the order of the table
  chosen.sort((one, other) => one - other).forEach((row, at) => { kept[row] = at; });
  return kept;
}

/**
 * Every 1 / share-th of the sorted lengths, the longest as it is if it takes no more than half of the lookups. Where they come
 * to more than the lookups, the others are cut, each by one in turn, the longest first.
 */
function sampleLengths(lengths: Int32Array, share: number, lookups: number): Int32Array {
  const sorted = lengths.slice().sort();
  const count = Math.max(1, Math.round(lengths.length * share));
  const sampled = Int32Array.from({ length: count }, (_, at) => sorted[Math.floor(((at + 0.5) * sorted.length) / count)]!);
  const longest = sorted.at(-1)!;
  const isKept = count > 1 && 2 * longest <= lookups;
  if (isKept) sampled[count - 1] = longest;
  const last = isKept ? count - 2 : count - 1;
  for (let over = sum(sampled) - lookups, at = last; over > 0; at = at === 0 ? last : at - 1) {
    if (sampled[at]! === 0) continue;
    sampled[at]!--;
    over--;
  }
  return sampled;
}

/** A bag as the fewest of at most `longest` lookups, as equal as can be. */
function dealt(length: number, longest: number): number[] {
  const parts = Math.max(1, Math.ceil(length / longest));
  return Array.from({ length: parts }, (_, part) => Math.floor(((part + 1) * length) / parts) - Math.floor((part * length) / parts));
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at]!;
  return total;
}
