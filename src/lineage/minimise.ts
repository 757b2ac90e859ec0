import type { Interval, Random } from '../model/index.ts';
import { exactly, isDead, range, trialsOf, without, type Evaluate } from './effect.ts';

/**
 * The smallest set of edits that keeps the gain: takes away halves, quarters, … of the genome, then single edits until
 * none can go. Delta debugging (Zeller & Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002), by
 * complements alone, since testing the parts themselves adds tests and no guarantee (Hodován & Kiss 2016). The result is
 * 1-minimal: without any one of its edits the gain is no longer kept.
 *
 * Every set is held against the whole genome, never against the last set that passed, so small losses cannot add up.
 */
export interface MinimiseOptions {
  /** Edits of the genome. */
  readonly count: number;
  /** Times are shares of the whole genome's time. */
  readonly evaluate: Evaluate;
  /** The share of the whole genome's time that may be lost, in all: 0.01 = 1 %. */
  readonly bound: number;
  /** Orders the single removals. */
  readonly random: Random;
  /** Sets that may be evaluated. */
  readonly budget: number;
}

export interface Minimised {
  /** Places of the edits that stay, in rising order. */
  readonly kept: readonly number[];
  /** Time as a share of the whole genome's. */
  readonly time: Interval;
  /** False where the budget ended before every single removal was tried. */
  readonly minimal: boolean;
  /** What becomes of the kept set without each of its edits; an edit is absent where the budget ended. */
  readonly losses: ReadonlyMap<number, Interval | { readonly dead: string }>;
  /** Sets evaluated. */
  readonly tried: number;
}

export async function minimise({ count, evaluate, bound, random, budget }: MinimiseOptions): Promise<Minimised> {
  const whole = range(count);
  const trials = trialsOf(evaluate, budget, whole);
  let kept: number[] = whole;
  let time = exactly(1);
  let exhausted = false;
  let losses = new Map<number, Interval | { readonly dead: string }>();

  /** Takes edits away if the rest is surely within the bound: where the interval leaves a doubt, they stay. */
  const takeAway = async (removed: readonly number[]): Promise<boolean> => {
    const rest = without(kept, removed);
    const effect = await trials.of(rest);
    if (effect === undefined) exhausted = true;
    else if (removed.length === 1) losses.set(removed[0]!, isDead(effect) ? effect : effect.time);
    if (effect === undefined || isDead(effect) || effect.time.high > 1 + bound) return false;
    kept = rest;
    time = effect.time;
    return true;
  };

  for (let size = count; size > 1; size = Math.ceil(size / 2)) {
    // From the end: later edits build on earlier ones.
    for (let end = kept.length; end > 0; end -= size) await takeAway(kept.slice(Math.max(0, end - size), end));
  }
  for (let again = kept.length > 0; again && !exhausted; ) {
    again = false;
    losses = new Map();
    for (const edit of random.shuffle(kept)) again = (await takeAway([edit])) || again;
  }
  return { kept, time, minimal: !exhausted, losses: new Map([...losses].filter(([edit]) => kept.includes(edit))), tried: trials.spent() };
}
