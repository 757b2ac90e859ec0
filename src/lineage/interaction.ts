import type { Interval } from '../model/index.ts';
import { ratio } from './effect.ts';

/**
 * Whether two parts of a genome do something together that neither does alone.
 *
 * What "nothing together" means depends on a scale: do two independent edits each take away their own time, or each
 * their own share of it? Both occur in kernels (two loops that follow one another; a loop inside another), and what one
 * scale calls independent the other calls an interaction. So only what neither scale explains is called one: what
 * geneticists call an essential, or non-removable, interaction.
 */
export interface Joint {
  /** Times without either part, with one, with the other, with both; all against the same thing. */
  readonly neither: Interval;
  readonly one: Interval;
  readonly other: Interval;
  readonly both: Interval;
}

/** Expected time / time with both: more than 1, they help each other; less than 1, they do the same thing twice. */
export function interactionFactor({ neither, one, other, both }: Joint): Interval {
  const product = { estimate: (one.estimate * other.estimate) / neither.estimate, low: (one.low * other.low) / neither.high, high: (one.high * other.high) / neither.low };
  const sum = { estimate: one.estimate + other.estimate - neither.estimate, low: one.low + other.low - neither.high, high: one.high + other.high - neither.low };
  // Where the parts alone would take away more than there is, adding up says nothing.
  const scales = sum.low > 0 ? [product, sum] : [product];
  const low = Math.min(...scales.map((scale) => scale.low));
  const high = Math.max(...scales.map((scale) => scale.high));
  const nearest = Math.min(Math.max(both.estimate, Math.min(...scales.map((scale) => scale.estimate))), Math.max(...scales.map((scale) => scale.estimate)));
  return ratio({ estimate: nearest, low, high }, both);
}

/** Whether a factor is surely further from 1 than `least`: 0.01 = 1 %. */
export function isSignificant({ low, high }: Interval, least: number): boolean {
  return low > 1 + least || high < 1 / (1 + least);
}
