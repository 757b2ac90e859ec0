import type { Random, Sessions } from '../model/index.ts';
import { drawBagLengths, offsetsOf } from './bags.ts';

/**
 * Bags of sessions: each bag is its own source, or has the same lookups as the one before it in its session, whose source it
 * shares. What RecD's inverse jagged tensors find in a batch whose samples were clustered by session.
 */
export function sessionSources({ samples, duplication }: Sessions, bags: number, random: Random): Int32Array {
  const [lengths, repeats] = [random.split('lengths'), random.split('repeats')];
  const sources = new Int32Array(bags);
  for (let bag = 0; bag < bags;) {
    // one sample, and geometrically many more
    const end = Math.min(bags, bag + 1 + drawBagLengths({ distribution: 'geometric', mean: samples - 1 }, 1, lengths)[0]!);
    sources[bag] = bag;
    for (bag++; bag < end; bag++) sources[bag] = repeats.chance(duplication) ? sources[bag - 1]! : bag;
  }
  return sources;
}

/** Draws the lookups of the bags that are their own source and copies them to the others; `bounds` (CSR) has the others' lengths right already. */
export function repeatBags(bounds: Int32Array, sources: Int32Array, draw: (lookups: number, bounds: Int32Array) => Int32Array): Int32Array {
  const lengthOf = (bag: number) => bounds[bag + 1]! - bounds[bag]!;
  const own = Int32Array.from(sources.keys()).filter((bag) => sources[bag] === bag);
  const ownBounds = offsetsOf(own.map(lengthOf));
  const drawn = draw(ownBounds.at(-1)!, ownBounds);
  const lookups = new Int32Array(bounds.at(-1)!);
  let at = -1;
  sources.forEach((source, bag) => {
    if (source === bag) at++;
    lookups.set(drawn.subarray(ownBounds[at]!, ownBounds[at + 1]!), bounds[bag]!);
  });
  return lookups;
}
