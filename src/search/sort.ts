import { dominates, type Objectives } from './objectives.ts';

/**
 * Non-dominated sort: the fronts of NSGA-II (Deb et al. 2002), as indices into `points`, best front first.
 *
 * One sweep does it: in order of time (then of the others), nobody later dominates anybody earlier, so each point joins
 * the first front of which no member dominates it. With two objectives the front's latest member, its most exact one,
 * speaks for all of it (Jensen 2003): O(n log n). With three all members are asked (Zhang et al. 2015).
 */
export function nonDominatedFronts(points: readonly Objectives[]): number[][] {
  const order = points.map((_, index) => index).sort((a, b) => {
    const [left, right] = [points[a]!, points[b]!];
    for (let axis = 0; axis < left.length; axis++) if (left[axis] !== right[axis]) return left[axis]! - right[axis]!;
    return a - b;
  });
  const pairs = (points[0]?.length ?? 0) <= 2;
  const fronts: number[][] = [];
  for (const index of order) {
    const beaten = (front: readonly number[]) =>
      pairs ? dominates(points[front.at(-1)!]!, points[index]!) : front.some((member) => dominates(points[member]!, points[index]!));
    let [low, high] = [0, fronts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (beaten(fronts[middle]!)) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) fronts.push([index]);
    else fronts[low]!.push(index);
  }
  return fronts;
}
