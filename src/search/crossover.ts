import type { EditId, Genome, Random } from '../model/index.ts';

/**
 * GEVO's crossover on edit sets (arXiv 2004.08140): edits that both parents carry go to both children; the others are
 * shuffled, cut at one point, and each child takes a part. Nothing is lost and nothing invented.
 */
export function crossover(first: Genome, second: Genome, random: Random): [Genome, Genome] {
  const inFirst = new Set(first.map((edit) => edit.id));
  const inSecond = new Set(second.map((edit) => edit.id));
  const different = random.shuffle([
    ...first.filter((edit) => !inSecond.has(edit.id)),
    ...second.filter((edit) => !inFirst.has(edit.id)),
  ]);
  if (different.length < 2) return [first, second];
  const cut = 1 + random.below(different.length - 1);
  const shared = first.filter((edit) => inSecond.has(edit.id)).map((edit) => edit.id);
  const ids = (part: Genome) => new Set<EditId>([...shared, ...part.map((edit) => edit.id)]);
  return [merge(first, second, ids(different.slice(0, cut))), merge(second, first, ids(different.slice(cut)))];
}

/**
 * The chosen edits of two genomes in an order that keeps them meaningful: an edit may be about nodes that an earlier
 * edit made. The leader's edits keep their order. Each edit that only the follower has comes after all that the
 * follower had before it, and as early as that allows. So whatever an edit was built on in its own parent still
 * precedes it; both parents' orders hold in full wherever they agree on the edits they share.
 */
export function merge(leader: Genome, follower: Genome, chosen: ReadonlySet<EditId>): Genome {
  const merged = leader.filter((edit) => chosen.has(edit.id));
  let next = 0;
  for (const edit of follower) {
    if (!chosen.has(edit.id)) continue;
    const at = merged.findIndex((placed) => placed.id === edit.id);
    if (at >= 0) next = Math.max(next, at + 1);
    else merged.splice(next++, 0, edit);
  }
  return merged;
}
