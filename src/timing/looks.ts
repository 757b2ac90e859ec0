import type { Plan } from './plans.ts';

/**
 * When to look, and how much of the error rate each look may use.
 *
 * Looking after every pair and stopping at the first "significant" one turns 1 % of false verdicts into 10 %. So the
 * looks are few, set beforehand on a geometric ladder, and share the plan's error rate (alpha spending, Lan & DeMets
 * 1983; equal shares, as Pocock 1977). The shares add up to the rate, so the bound holds by the union of events, with
 * no assumption on how one look depends on another; Pocock's tighter constant would save about 8 % of the interval.
 */
export function looksOf(plan: Plan): readonly number[] {
  const looks = [];
  for (let pairs = plan.firstLook; pairs < plan.maxPairs; pairs = Math.ceil(pairs * plan.growth)) looks.push(pairs);
  return [...looks, plan.maxPairs];
}

/** What each look may use of the plan's error rate. */
export function errorRatePerLook(plan: Plan): number {
  return plan.errorRate / looksOf(plan).length;
}
