import { isDead, range, without, type Trials } from './effect.ts';

/**
 * Which edits cannot live without which: an edit that is dead alone lives beside those it needs; the whole genome
 * without an edit is dead until those that need it are taken away too. Both are looked for, the smallest sets first:
 * an edit may need two others together, and three may need each other all round.
 */
export interface Dependency {
  readonly edit: number;
  /** One of the edits that it needs. */
  readonly needs: number;
}

/** Of the edits that must go or come together with one, at most this many more: sets grow as fast as their number. */
const mostPartners = 3;

export async function findDependencies(count: number, trials: Trials): Promise<Dependency[]> {
  const whole = range(count);
  const deadAlone: number[] = [];
  const deadWithout: number[] = [];
  for (const edit of whole) {
    const alone = await trials.of([edit]);
    if (alone && isDead(alone)) deadAlone.push(edit);
    const rest = await trials.of(without(whole, [edit]));
    if (rest && isDead(rest)) deadWithout.push(edit);
  }
  const found = new Map<string, Dependency>();
  const add = (dependency: Dependency) => found.set(`${dependency.edit} ${dependency.needs}`, dependency);

  for (const edit of deadWithout) {
    const dependents = await smallest(without(deadAlone, [edit]), (set) => trials.of(without(whole, [edit, ...set])));
    for (const dependent of dependents) add({ edit: dependent, needs: edit });
  }
  for (const edit of deadAlone) {
    const likely = whole.filter((other) => other !== edit && (deadWithout.includes(other) || deadAlone.includes(other)));
    const beside = (set: readonly number[]) => trials.of([edit, ...set]);
    const rescuers = await smallest(likely, beside);
    // Where two others would each do, the whole genome misses neither.
    const needed = rescuers.length > 0 ? rescuers : await smallest(without(whole, [edit, ...likely]), beside, 1);
    for (const other of needed) add({ edit, needs: other });
  }
  return [...found.values()];
}

/** All members of the smallest sets of candidates whose trial lives; none where no set of at most `most` does. */
async function smallest(candidates: readonly number[], trial: (set: readonly number[]) => ReturnType<Trials['of']>, most = mostPartners): Promise<number[]> {
  for (let size = 1; size <= Math.min(most, candidates.length); size++) {
    const members = new Set<number>();
    for (const set of subsetsOf(candidates, size)) {
      const effect = await trial(set);
      if (effect === undefined) return [...members];
      if (!isDead(effect)) for (const member of set) members.add(member);
    }
    if (members.size > 0) return [...members];
  }
  return [];
}

/** All subsets of a size, in the order of their members. */
function* subsetsOf(items: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else {
    for (let at = from; at <= items.length - size; at++) {
      for (const rest of subsetsOf(items, size - 1, at + 1)) yield [items[at]!, ...rest];
    }
  }
}
