import { mean, standardDeviation } from 'simple-statistics';
import type { Interval, Random } from '../model/index.ts';
import { timeOf, without, type Trials } from './effect.ts';

/**
 * How much of a group's gain each of its edits deserves: the Shapley value (1953), its mean share over all orders in
 * which the group could have come together, the rest of the genome being there. In logarithms of time, so that the
 * credits of a group multiply to its gain. A dead set counts as no set: its user would keep the kernel without the group.
 *
 * A small group is worked out over all its subsets where the budget allows all of them; else orders are drawn at random
 * while it lasts (Castro, Gómez & Tejada 2009).
 */
export interface GroupCredit {
  readonly method: 'all subsets' | 'sampled orders';
  /** A factor of speed for each edit of the group: more than 1 is faster. */
  readonly credits: ReadonlyMap<number, Interval>;
}

export interface CreditParts {
  readonly group: readonly number[];
  /** All edits of the genome. */
  readonly whole: readonly number[];
  readonly trials: Trials;
  /** Sets that may be asked for. */
  readonly budget: number;
  readonly random: Random;
}

/** Subsets of a group of 8: 256. */
const largestExhaustive = 8;
const mostOrders = 200;
/** Half-width of a 99 % interval in standard deviations, of a normal distribution. */
const normal99 = 2.576;

/** Undefined where the budget ends first, or the rest of the genome is dead without the group. */
export async function creditOf(parts: CreditParts): Promise<GroupCredit | undefined> {
  const worth = await worthIn(parts);
  if (worth === undefined) return undefined;
  const { group, whole, trials, budget, random } = parts;
  const rest = without(whole, group);
  const unknown = (part: readonly number[]) => !trials.knows([...rest, ...part]);
  // Subsets that the budget cuts short are worth nothing, and would leave nothing for orders.
  if (group.length <= largestExhaustive && subsetsOf(group).filter(unknown).length <= budget) {
    const credits = await overSubsets(group, worth);
    return credits && { method: 'all subsets', credits };
  }
  const end = trials.spent() + budget;
  const credits = await overOrders(group, worth, random, () => trials.spent() < end);
  return credits && { method: 'sampled orders', credits };
}

/** Logarithm of the gain of a part of the group, with half the width of its interval. */
interface Worth { readonly value: number; readonly spread: number }
type WorthOf = (part: readonly number[]) => Promise<Worth | undefined>;

async function worthIn({ group, whole, trials }: CreditParts): Promise<WorthOf | undefined> {
  const rest = without(whole, group);
  const start = timeOf(await trials.of(rest));
  if (start === undefined) return undefined;
  return async (part) => {
    const effect = await trials.of([...rest, ...part]);
    if (effect === undefined) return undefined;
    const { estimate, low, high } = timeOf(effect) ?? start;
    return { value: Math.log(start.estimate / estimate), spread: Math.log(high / low) / 2 };
  };
}

async function overSubsets(group: readonly number[], worth: WorthOf): Promise<Map<number, Interval> | undefined> {
  const size = group.length;
  const known: Worth[] = [];
  for (const part of subsetsOf(group)) {
    const found = await worth(part);
    if (found === undefined) return undefined;
    known.push(found);
  }
  return new Map(group.map((edit, at) => {
    let value = 0;
    let variance = 0;
    for (const [mask, { value: one, spread }] of known.entries()) {
      const inside = (mask & (1 << at)) !== 0;
      const others = bits(mask) - (inside ? 1 : 0);
      const weight = 1 / (size * choose(size - 1, others));
      value += (inside ? weight : -weight) * one;
      variance += (weight * spread) ** 2;
    }
    return [edit, factor(value, Math.sqrt(variance))];
  }));
}

/** In the order of their masks: edit `at` of the group is bit `at`. */
function subsetsOf(group: readonly number[]): number[][] {
  return Array.from({ length: 2 ** group.length }, (_, mask) => group.filter((__, at) => mask & (1 << at)));
}

async function overOrders(group: readonly number[], worth: WorthOf, random: Random, allowed: () => boolean): Promise<Map<number, Interval> | undefined> {
  const shares = new Map<number, number[]>(group.map((edit) => [edit, []]));
  orders: for (let order = 0; order < mostOrders && allowed(); order++) {
    const present: number[] = [];
    let before = 0;
    const steps: [number, number][] = [];
    for (const edit of random.shuffle(group)) {
      present.push(edit);
      const after = await worth(present);
      if (after === undefined) break orders;
      steps.push([edit, after.value - before]);
      before = after.value;
    }
    for (const [edit, share] of steps) shares.get(edit)!.push(share);
  }
  const drawn = shares.get(group[0]!)!.length;
  if (drawn < 2) return undefined;
  return new Map([...shares].map(([edit, values]) => [edit, factor(mean(values), (normal99 * standardDeviation(values)) / Math.sqrt(drawn - 1))]));
}

function factor(logarithm: number, halfWidth: number): Interval {
  return { estimate: Math.exp(logarithm), low: Math.exp(logarithm - halfWidth), high: Math.exp(logarithm + halfWidth) };
}

function bits(mask: number): number {
  return mask === 0 ? 0 : (mask & 1) + bits(mask >>> 1);
}

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}
