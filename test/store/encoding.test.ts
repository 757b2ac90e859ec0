import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/index.ts';
import { contentHash, fromJson, packSamples, toJson, unpackSamples } from '../../src/store/encoding.ts';

const everyNumber = fc.double({ noNaN: false });

describe('encoding', () => {
  it('reads back every number exactly', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(everyNumber)), (value) => {
        expect(fromJson(toJson(value))).toEqual(value);
      }),
    );
    expect(Object.is(fromJson<number[]>(toJson([-0]))[0], -0)).toBe(true);
  });

  it('reads back any value, strings that look like its own marks included', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(fromJson(toJson(value))).toEqual(value);
      }),
    );
    expect(fromJson(toJson({ text: '$number' }))).toEqual({ text: '$number' });
  });

  it('packs samples bit for bit', () => {
    fc.assert(
      fc.property(fc.array(everyNumber), (samples) => {
        const packed = packSamples(samples);
        expect(packed.length).toBe(8 * samples.length);
        expect(unpackSamples(packed)).toEqual(samples);
      }),
    );
    expect([...packSamples([1])]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  });

  it('hashes what is said, whatever the order of keys', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.jsonValue(),
        ),
        (value) => {
          const turned = Object.fromEntries(Object.entries(value).reverse());
          expect(contentHash(turned as Json)).toBe(contentHash(value as Json));
        },
      ),
    );
    expect(contentHash({ a: [1, 2] })).not.toBe(contentHash({ a: [2, 1] }));
    expect(contentHash(['ab', 'c'])).not.toBe(contentHash(['a', 'bc']));
  });
});
