import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crossover, merge } from '../../src/search/crossover.ts';
import { randomStream } from '../../src/util/random.ts';
import { genomeOf, genomes, idsOf } from './support.ts';

const pair = fc.tuple(genomes, genomes, fc.integer());

/** True if the ids of `order` that are in `ids` stand in the same order there. */
function keepsOrder(ids: readonly string[], order: readonly string[]): boolean {
  const at = order.filter((id) => ids.includes(id)).map((id) => ids.indexOf(id));
  return at.every((position, index) => index === 0 || at[index - 1]! < position);
}

test('no edit is lost or invented, and none comes twice in a child', () => {
  fc.assert(fc.property(pair, ([first, second, seed]) => {
    const [one, other] = crossover(first, second, randomStream(seed)).map(idsOf);
    expect([...one!, ...other!].sort()).toEqual([...idsOf(first), ...idsOf(second)].sort());
    expect(new Set(one).size).toBe(one!.length);
    expect(new Set(other).size).toBe(other!.length);
  }));
});

test('shared edits are in both children', () => {
  fc.assert(fc.property(pair, ([first, second, seed]) => {
    const shared = idsOf(first).filter((id) => idsOf(second).includes(id));
    for (const child of crossover(first, second, randomStream(seed))) expect(idsOf(child)).toEqual(expect.arrayContaining(shared));
  }));
});

test('where the parents agree on the order of what they share, a child keeps the order of both', () => {
  const agreeing = pair.map(([first, second, seed]) => {
    const byId = (a: { id: string }, b: { id: string }) => Number(a.id.slice(1)) - Number(b.id.slice(1));
    const sorted = second.filter((edit) => first.some((own) => own.id === edit.id)).sort(byId);
    const shared = first.filter((edit) => sorted.some((own) => own.id === edit.id)).sort(byId);
    const reorder = (genome: typeof first) => {
      const queue = [...shared];
      return genome.map((edit) => (shared.some((own) => own.id === edit.id) ? queue.shift()! : edit));
    };
    return [reorder(first), reorder(second), seed] as const;
  });
  fc.assert(fc.property(agreeing, ([first, second, seed]) => {
    for (const child of crossover(first, second, randomStream(seed)).map(idsOf)) {
      expect(keepsOrder(child, idsOf(first))).toBe(true);
      expect(keepsOrder(child, idsOf(second))).toBe(true);
    }
  }));
});

test('in any case the leader keeps its order, and an edit of the follower comes after all it came after', () => {
  fc.assert(fc.property(genomes, genomes, (leader, follower) => {
    const merged = idsOf(merge(leader, follower, new Set([...idsOf(leader), ...idsOf(follower)])));
    expect(keepsOrder(merged, idsOf(leader))).toBe(true);
    idsOf(follower).forEach((id, index) => {
      if (idsOf(leader).includes(id)) return;
      for (const earlier of idsOf(follower).slice(0, index)) expect(merged.indexOf(earlier)).toBeLessThan(merged.indexOf(id));
    });
  }));
});

test('both children differ from their parents when the parents differ in two edits', () => {
  const [one, other] = crossover(genomeOf('a', 'b'), genomeOf('a', 'c'), randomStream(1)).map(idsOf);
  expect([one, other].every((child) => child!.length === 2)).toBe(true);
});
