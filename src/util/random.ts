import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '../model/index.ts';

/**
 * A seeded random stream. A child (`split`) is seeded from the parent's name and its own label, never from the parent's
 * state, so what one part of the program draws cannot shift what another part sees.
 */
export function randomStream(seed: number | string): Random {
  return streamOf(String(seed));
}

function streamOf(name: string): Random {
  const digest = createHash('sha256').update(name).digest();
  const state = [0, 4, 8, 12].map((at) => digest.readInt32LE(at));
  state[0] = state[0]! | 1; // the all-zero state is the one xoroshiro cannot leave
  const generator = xoroshiro128plusFromState(state);
  const unit = () => (generator.next() >>> 0) / 0x1_0000_0000;
  return {
    below(bound) {
      if (!(bound >= 1)) throw new RangeError(`a draw below ${bound}`); // else the generator looks for one for ever
      return uniformInt(generator, 0, bound - 1);
    },
    unit,
    chance: (probability) => unit() < probability,
    pick(items) {
      if (items.length === 0) throw new RangeError('pick from an empty list');
      return items[uniformInt(generator, 0, items.length - 1)]!;
    },
    shuffle(items) {
      const copy = [...items];
      for (let last = copy.length - 1; last > 0; last--) {
        const other = uniformInt(generator, 0, last);
        [copy[last], copy[other]] = [copy[other]!, copy[last]!];
      }
      return copy;
    },
    split: (label) => streamOf(`${name}/${label}`),
  };
}
