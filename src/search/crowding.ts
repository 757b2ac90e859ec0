import type { Objectives } from './objectives.ts';

/**
 * Crowding distance of each point of one front (Deb et al. 2002): how much room its neighbours leave it, summed over
 * the objectives, each scaled to the front's range. The ends of a front have infinite room. An objective in which all
 * are equal tells nobody apart and counts for nothing, so equal points all get 0.
 */
export function crowdingDistances(front: readonly Objectives[]): number[] {
  const distances = front.map(() => 0);
  for (let axis = 0; axis < (front[0]?.length ?? 0); axis++) {
    const order = front.map((_, index) => index).sort((a, b) => front[a]![axis]! - front[b]![axis]! || a - b);
    const value = (position: number) => front[order[position]!]![axis]!;
    const last = order.length - 1;
    const range = last < 0 ? 0 : value(last) - value(0);
    if (range === 0) continue;
    order.forEach((index, position) => {
      const room = position === 0 || position === last ? Infinity : (value(position + 1) - value(position - 1)) / range;
      distances[index]! += room;
    });
  }
  return distances;
}
