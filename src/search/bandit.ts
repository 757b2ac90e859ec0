import type { Random } from '../model/index.ts';

/**
 * Which operator makes the next edit: adaptive operator selection.
 *
 * Each operator keeps its latest rewards in a sliding window, so an operator whose places are used up is forgotten as
 * fast as it was praised. Its worth is the mean of the window plus its largest reward: gains in kernels are rare and
 * large, and the extreme value (Fialho et al. 2010) sees them where a mean drowns them in zeros. Operators are drawn
 * in proportion to their worth, each with at least the floor's share. Drawing at random, not the best by an upper
 * bound, because a whole batch is drawn before any of it is judged.
 *
 * A state is a plain value for the record.
 */
export interface BanditState {
  readonly [operator: string]: { readonly tried: number; readonly lived: number; readonly rewards: readonly number[] };
}

export interface BanditSettings {
  /** Rewards remembered for each operator. */
  readonly banditWindow: number;
  /** Least share of an operator, as a fraction of an equal share: 0.2 with 10 operators is 2 %. */
  readonly banditFloor: number;
}

/** What a dead mutant, a living one, and a faster one earn: 0, a little, and that plus the log of the speed-up. */
export function rewardOf(parentTime: number, childTime: number | undefined): number {
  if (childTime === undefined) return 0;
  return ALIVE + Math.max(0, Math.log(parentTime / childTime));
}

/** A neutral mutant is worth a gain of 5 %: it may be the first step of two, which a dead one cannot be. */
const ALIVE = 0.05;

export function newBandit(operators: readonly string[]): BanditState {
  return Object.fromEntries(operators.map((operator) => [operator, { tried: 0, lived: 0, rewards: [] }]));
}

/** The state after one more mutant of that operator. */
export function credited(state: BanditState, operator: string, reward: number, settings: BanditSettings): BanditState {
  const arm = state[operator]!;
  const rewards = [...arm.rewards, reward].slice(-settings.banditWindow);
  return { ...state, [operator]: { tried: arm.tried + 1, lived: arm.lived + (reward > 0 ? 1 : 0), rewards } };
}

/** Probability of each operator, in the state's order; they sum to 1. An untried operator counts as the best one. */
export function probabilities(state: BanditState, settings: BanditSettings): Map<string, number> {
  const arms = Object.entries(state);
  const worths = arms.map(([, { rewards }]) => (rewards.length === 0 ? undefined : worthOf(rewards)));
  const highest = Math.max(0, ...worths.filter((worth) => worth !== undefined)) || 1;
  const filled = worths.map((worth) => worth ?? highest);
  const total = filled.reduce((sum, worth) => sum + worth, 0);
  const least = settings.banditFloor / arms.length;
  return new Map(
    arms.map(([operator], index) => [
      operator,
      total === 0 ? 1 / arms.length : least + (1 - settings.banditFloor) * (filled[index]! / total),
    ]),
  );
}

function worthOf(rewards: readonly number[]): number {
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  return mean + EXTREME * Math.max(...rewards);
}

const EXTREME = 0.1;

/** Draws an operator by its probability, among those not excluded; undefined when all are. */
export function drawOperator(
  shares: ReadonlyMap<string, number>, excluded: ReadonlySet<string>, random: Random,
): string | undefined {
  const open = [...shares].filter(([operator]) => !excluded.has(operator));
  let point = random.unit() * open.reduce((sum, [, share]) => sum + share, 0);
  for (const [operator, share] of open) {
    point -= share;
    if (point < 0) return operator;
  }
  return open.at(-1)?.[0];
}
