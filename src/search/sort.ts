import { dominates, type Objectives } from './objectives.ts';

/**
 * Non-dominated sort: the fronts of NSGA-II (Deb et al. 2002), as indices into `points`, best front first.
 *
 * With two objectives one sweep does it: in order of time, each point joins the first front whose latest member does
 * not dominate it, for that member is the front's most exact one (Jensen 2003). O(n log n) where Deb's takes O(n²).
 */
export function nonDominatedFronts(points: readonly Objectives[]): number[][] {
  const order = points.map((_, index) => index).sort((a, b) => {
    const [left, right] = [points[a]!, points[b]!];
    return left[0] - right[0] || left[1] - right[1] || a - b;
  });
  const fronts: number[][] = [];
  for (const index of order) {
    let [low, high] = [0, fronts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (dominates(points[fronts[middle]!.at(-1)!]!, points[index]!)) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) fronts.push([index]);
    else fronts[low]!.push(index);
  }
  return fronts;
}
