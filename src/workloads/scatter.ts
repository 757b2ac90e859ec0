import type { Random } from '../model/index.ts';

/**
 * A seeded permutation of 0 … size − 1 that needs no table: which row is the hottest, the second hottest, ….
 * A Feistel network permutes the next even power of two; a value that lands outside is walked on until it is inside,
 * which keeps it a permutation (cycle walking, Black & Rogaway 2002). Under four steps on average; integers only.
 */
export function scatter(size: number, random: Random): (rank: number) => number {
  const halfBits = Math.max(1, Math.ceil((32 - Math.clz32(Math.max(0, size - 1))) / 2));
  const mask = (1 << halfBits) - 1;
  const keys = Int32Array.from({ length: 6 }, () => random.below(0x7fffffff));
  return (rank) => {
    let value = rank;
    do {
      let left = value >>> halfBits;
      let right = value & mask;
      for (let round = 0; round < keys.length; round++) {
        const next = left ^ (mix(right ^ keys[round]!) & mask);
        left = right;
        right = next;
      }
      value = ((left << halfBits) | right) >>> 0;
    } while (value >= size);
    return value;
  };
}

/** Spreads every bit of a 32-bit integer over all of it. */
function mix(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  return x ^ (x >>> 13);
}
