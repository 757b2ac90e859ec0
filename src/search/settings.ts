import { z } from 'zod';
import { UserError } from '../util/errors.ts';

function whole(least: number, most: number) {
  return z.custom<number>((value) => Number.isInteger(value) && inRange(value, least, most), `a whole number from ${least} to ${most}`);
}

function between(least: number, most: number) {
  return z.custom<number>((value) => inRange(value, least, most), `a number from ${least} to ${most}`);
}

function inRange(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

/**
 * Settings of a search. The defaults are for budgets of 500 to 5,000 evaluations; they were chosen on the synthetic
 * landscape of test/search (40 seeds, 40 to 200 possible edits). There results are flat round most of them; what mattered
 * is said beside it.
 */
const schema = z.strictObject({
  /** Individuals on all islands together. */
  population: whole(4, 10_000).default(32),
  /** Candidates of a batch. Small batches learn sooner; it bounds how many workers are busy at once. */
  offspring: whole(1, 10_000).default(16),
  /** Islands. Two were no better than one at these budgets and four worse: each gets too few evaluations. */
  islands: whole(1, 64).default(1),
  /** Generations between two migrations. */
  migrationInterval: whole(1, 1_000_000).default(5),
  /** Individuals copied to the next island at each. */
  migrants: whole(1, 1_000).default(2),
  /** The fastest so many always stay: population / 64 in GEVO, at least 1. */
  elites: whole(1, 1_000).default(1),
  /** Chance that children come from two parents. Above 0.5 too few evaluations go into new edits. */
  crossover: between(0, 1).default(0.3),
  /** Chance that a crossed child is mutated as well; a child of one parent always is. */
  mutation: between(0, 1).default(0.7),
  /** Individuals drawn for a tournament. */
  tournament: whole(1, 1_000).default(2),
  /** Chance that a mutation step removes an edit. */
  removal: between(0, 1).default(0.1),
  /** Chance of a further step in a mutation. It crosses valleys; from 0.6 most such mutants are dead. */
  another: between(0, 0.9).default(0.25),
  /** Most edits in a genome. */
  longest: whole(1, 10_000).default(64),
  /** Rewards that the bandit remembers of each operator. */
  banditWindow: whole(1, 100_000).default(50),
  /**
   * Least share of an operator, as a fraction of an equal share; 1 switches the bandit off. On the landscape, where the
   * edit memory learns what kills and gains are used up once found, off is slightly better, and a low floor worst. It
   * pays where an operator has endless places and all of them kill.
   */
  banditFloor: between(0, 1).default(0.4),
  /** Errors up to this share of the tolerance count as none; see objectives.ts. */
  errorFloor: between(1e-9, 1).default(0.25),
  /** Times closer than this share count as equal; of equals only the newest lives. The rule matters much, its grain little. */
  timeGrain: between(0, 0.5).default(0.002),
  /** Random arm: edits in a candidate on average. */
  randomLength: between(1, 1_000).default(3),
});

export type SearchSettings = Readonly<z.infer<typeof schema>>;

/** Settings with what is missing filled in. Throws UserError, one line, on a value or name that is not allowed. */
export function searchSettings(given: unknown = {}): SearchSettings {
  const result = schema.safeParse(given);
  if (!result.success) throw new UserError(lineFor(result.error.issues[0]!, given));
  const { population, islands, elites } = result.data;
  if (population < 4 * islands) {
    throw new UserError(`population must be at least ${4 * islands} (4 for each of ${islands} islands), got ${population}`);
  }
  const most = Math.floor(population / islands);
  if (elites > most) throw new UserError(`elites must be at most ${most} (the population of an island), got ${elites}`);
  return result.data;
}

function lineFor(issue: z.core.$ZodIssue, given: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    return `there is no search setting ${issue.keys[0]}; there are: ${Object.keys(schema.shape).join(', ')}`;
  }
  const name = String(issue.path[0] ?? 'search settings');
  const got = issue.path.length === 0 ? given : (given as Record<string, unknown>)[name];
  const shown = typeof got === 'number' ? String(got) : (JSON.stringify(got) ?? String(got));
  return issue.path.length === 0 ? `${name} must be an object, got ${shown}` : `${name} must be ${issue.message}, got ${shown}`;
}
