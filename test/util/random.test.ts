import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/util/random.ts';

const drawn = (stream: ReturnType<typeof randomStream>, count = 5) => Array.from({ length: count }, () => stream.below(1000));

describe('randomStream', () => {
  it('is the same for the same seed, on every machine', () => {
    expect(drawn(randomStream(1))).toEqual([446, 124, 471, 18, 198]);
  });

  it('has children that hang on names alone, not on what was drawn before', () => {
    const [early, late] = [randomStream('seed'), randomStream('seed')];
    drawn(late, 100);
    expect(drawn(late.split('child'))).toEqual(drawn(early.split('child')));
    expect(drawn(early.split('one'))).not.toEqual(drawn(early.split('another')));
  });

  it('draws whole numbers below the bound, and refuses a bound that none is below rather than look for one for ever', () => {
    fc.assert(fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 40 }), (seed, bound) => {
      const value = randomStream(seed).below(bound);
      return Number.isInteger(value) && value >= 0 && value < bound;
    }));
    for (const bound of [0, -1, NaN]) expect(() => randomStream(1).below(bound)).toThrow(`a draw below ${bound}`);
  });

  it('draws evenly', () => {
    const stream = randomStream('even');
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw++) counts[stream.below(10)]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(27.9); // nine degrees of freedom, one in a thousand
  });

  it('shuffles into a permutation and picks what is there', () => {
    fc.assert(fc.property(fc.string(), fc.array(fc.integer(), { minLength: 1 }), (seed, items) => {
      const stream = randomStream(seed);
      expect([...stream.shuffle(items)].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      expect(items).toContain(stream.pick(items));
    }));
    expect(() => randomStream(1).pick([])).toThrow('pick from an empty list');
  });
});
