import type { Interval } from '../model/index.ts';

/**
 * What became of the kernel with some of a genome's edits. `time`: how long it takes, with its interval, as a share of
 * the time of what it is held against (the unmodified kernel, or the best of a run), so less than 1 is faster.
 */
export type Effect = { readonly time: Interval } | { readonly dead: string };

/** The kernel with these edits of a genome, told by their places in it, in rising order. */
export type Evaluate = (edits: readonly number[]) => Promise<Effect>;

/** Asks for each set of edits once, and for no more of them than a budget allows. */
export interface Trials {
  /** Undefined where the budget is used up and the set was never asked for. The edits may stand in any order. */
  of(edits: readonly number[]): Promise<Effect | undefined>;
  /** Whether asking for the set costs nothing, as it was asked for before. */
  knows(edits: readonly number[]): boolean;
  /** Sets asked for so far. */
  spent(): number;
  /** Sets that may still be asked for. */
  left(): number;
}

/** `known`: the set that the others are held against, whose time is 1; it is never asked for. */
export function trialsOf(evaluate: Evaluate, budget: number, known: readonly number[]): Trials {
  const effects = new Map<string, Effect>([[nameOf(known), { time: exactly(1) }]]);
  let spent = 0;
  return {
    async of(edits) {
      const name = nameOf(edits);
      const found = effects.get(name);
      if (found !== undefined || spent >= budget) return found;
      spent++;
      const effect = await evaluate(edits.toSorted((a, b) => a - b));
      effects.set(name, effect);
      return effect;
    },
    knows: (edits) => effects.has(nameOf(edits)),
    spent: () => spent,
    left: () => budget - spent,
  };
}

function nameOf(edits: readonly number[]): string {
  return edits.toSorted((a, b) => a - b).join(' ');
}

export function isDead(effect: Effect): effect is { readonly dead: string } {
  return 'dead' in effect;
}

/** Its time where it lives; undefined for a dead set and for one that was not asked for. */
export function timeOf(effect: Effect | undefined): Interval | undefined {
  return effect === undefined || isDead(effect) ? undefined : effect.time;
}

export function exactly(value: number): Interval {
  return { estimate: value, low: value, high: value };
}

/** Numerator over denominator, the ends taken as far apart as they may be: no assumption on how the two hang together. */
export function ratio(numerator: Interval, denominator: Interval): Interval {
  return {
    estimate: numerator.estimate / denominator.estimate,
    low: numerator.low / denominator.high,
    high: numerator.high / denominator.low,
  };
}

/** 0, 1, …, count − 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

export function without(edits: readonly number[], removed: readonly number[]): number[] {
  return edits.filter((edit) => !removed.includes(edit));
}
