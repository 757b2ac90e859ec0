import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loaded, poisonOf, stored } from '../../../src/devices/support/storage.ts';
import { bytesOf as widths } from '../../../src/util/scalars.ts';

const bytesOf = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();

describe.each([['f16', 5, 10], ['bf16', 8, 7]] as const)('%s on the card', (scalar, exponentBits, fractionBits) => {
  /** Every value of the type, from its bits, by the definition of IEEE 754. */
  const valueOf = (bits: number): number => {
    const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
    const fraction = bits & (2 ** fractionBits - 1);
    const bias = 2 ** (exponentBits - 1) - 1;
    const sign = bits & 0x8000 ? -1 : 1;
    if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (exponent === 0 ? fraction * 2 ** (1 - bias - fractionBits) : (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias));
  };

  it('comes back as what it was, for every value there is', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
    const values = loaded(scalar, bytesOf(all));
    expect(values.findIndex((value, bits) => !Object.is(value, Math.fround(valueOf(bits))))).toBe(-1);
    const again = new Uint16Array(bytesOf(stored(scalar, values)).buffer);
    expect(again.findIndex((bits, at) => bits !== at && !Number.isNaN(values[at]!))).toBe(-1);
    expect(loaded(scalar, bytesOf(again))).toEqual(values);
  });

  it('rounds what it cannot hold to the nearest, ties to even', () => {
    const most = valueOf(2 ** (15 - fractionBits) * 2 ** fractionBits - 2 ** fractionBits - 1 & 0x7fff);
    fc.assert(fc.property(fc.float({ noNaN: true, min: Math.fround(-most), max: Math.fround(most) }), (value) => {
      const [rounded] = loaded(scalar, bytesOf(stored(scalar, Float32Array.of(value))));
      const bits = new Uint16Array(bytesOf(stored(scalar, Float32Array.of(value))).buffer)[0]!;
      const error = Math.abs(rounded! - value);
      for (const neighbour of [bits - 1, bits + 1].filter((each) => (each & 0x7fff) !== 0 && (each & 0x8000) === (bits & 0x8000))) {
        const other = Math.abs(valueOf(neighbour & 0xffff) - value);
        expect(error < other || (error === other && bits % 2 === 0) || Number.isNaN(other)).toBe(true);
      }
    }));
  });

  it('is poisoned with NaN', () => {
    const { bits, width } = poisonOf(scalar);
    expect(width).toBe(2);
    expect(loaded(scalar, bytesOf(Uint16Array.of(bits)))).toEqual(Float32Array.of(NaN));
  });
});

describe('whole numbers and flags on the card', () => {
  it('take their own widths, whatever the host held them in', () => {
    expect(bytesOf(stored('i64', Int32Array.of(-2)))).toEqual(bytesOf(BigInt64Array.of(-2n)));
    expect(bytesOf(stored('bool', Uint8Array.of(0, 7, 1)))).toEqual(Uint8Array.of(0, 1, 1));
    expect(bytesOf(stored('i8', Int32Array.of(-1, 5)))).toEqual(Uint8Array.of(255, 5));
    expect(bytesOf(stored('u32', Float64Array.of(2 ** 32 - 1)))).toEqual(Uint8Array.of(255, 255, 255, 255));
    expect(bytesOf(stored('f32', Float64Array.of(0.1)))).toEqual(bytesOf(Float32Array.of(0.1)));
    for (const scalar of ['f32', 'f16', 'bf16', 'i8', 'u8', 'i32', 'u32', 'i64', 'bool'] as const) {
      expect(stored(scalar, scalar === 'i64' ? BigInt64Array.of(1n, 0n) : Int32Array.of(1, 0)).byteLength).toBe(2 * widths[scalar]);
    }
  });
});
