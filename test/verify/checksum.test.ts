import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksum, checksums } from '../../src/verify/checksum.ts';
import { floats, integers } from './support/signatures.ts';

describe('checksum', () => {
  it('is the same for the same bytes, wherever they lie', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const shifted = new Uint8Array(bytes.length + 4);
      shifted.set(bytes, 4);
      expect(checksum(shifted.subarray(4))).toBe(checksum(bytes));
    }));
  });

  it('sees any one changed bit', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(7), (bytes, pick, bit) => {
      const changed = bytes.slice();
      changed[pick % bytes.length]! ^= 1 << bit;
      expect(checksum(changed)).not.toBe(checksum(bytes));
    }));
  });

  it('sees two flipped signs, swapped values and a cut end', () => {
    const sums = [[1, 2, 3], [-1, -2, 3], [2, 1, 3], [1, 2], [1, 2, 3, 0]].map((values) => checksum(Float32Array.from(values)));
    expect(new Set(sums).size).toBe(5);
  });

  it('is taken of each argument', () => {
    expect(checksums({ table: floats([2], [1, 2]), indices: integers([1, 2]) })).toEqual({
      table: checksum(Float32Array.of(1, 2)), indices: checksum(Int32Array.of(1, 2)),
    });
  });
});
