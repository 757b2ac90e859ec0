import type { ArrayData, Scalar } from '../model/index.ts';

/** How scalars are stored: their bytes in memory, rounding to the narrow float types, and the host's arrays that hold them. */

/** Bytes of an element in memory. */
export const bytesOf: Readonly<Record<Scalar, number>> = { f32: 4, f16: 2, bf16: 2, i8: 1, u8: 1, i32: 4, u32: 4, i64: 8, bool: 1 };

type Float = 'f32' | 'f16' | 'bf16';
export const isFloat = (scalar: Scalar): scalar is Float => scalar === 'f32' || scalar === 'f16' || scalar === 'bf16';

/** The largest number of each integer type that a kernel can load: they load as i32. */
export const largestOf: Readonly<Record<Exclude<Scalar, Float | 'bool'>, number>> = { i8: 2 ** 7 - 1, u8: 2 ** 8 - 1, i32: 2 ** 31 - 1, u32: 2 ** 31 - 1, i64: 2 ** 31 - 1 };

/** Significant bits with the hidden one, the smallest normal exponent, and the magnitude from which on a value is infinite. */
interface Narrow {
  readonly bits: number;
  readonly smallest: number;
  readonly infinite: number;
}

const half: Narrow = { bits: 11, smallest: -14, infinite: 65520 };
const brain: Narrow = { bits: 8, smallest: -126, infinite: (2 - 2 ** -8) * 2 ** 127 };

const wide = new Float64Array(1);
const words = new Uint32Array(wide.buffer);
/** The half of a float64 with its exponent: the second word where the least significant byte comes first. */
const upper = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * To nearest, ties to even, as IEEE 754 has it; values stay numbers. One rounding from float64 is exact for + − × ÷ of
 * narrow values (Figueroa 1995), as 53 bits are more than twice as many and two.
 */
function nearest(value: number, { bits, smallest, infinite }: Narrow): number {
  const size = Math.abs(value);
  if (size === 0 || !(size < infinite)) return size >= infinite ? Math.sign(value) * Infinity : value;
  wide[0] = size;
  const exponent = Math.max((words[upper]! >>> 20) - 1023, smallest);
  // float64 itself rounds to multiples of the last place, once the number is so large that these are its last places
  const shift = 1.5 * 2 ** (exponent - bits + 53);
  const rounded = size + shift - shift;
  return value < 0 ? -rounded : rounded;
}

export const toHalf = (value: number): number => nearest(value, half);
export const toBrain = (value: number): number => nearest(value, brain);

/** Numbers as an array of a scalar type: floats rounded to it, integers as they are (they must fit). */
export function holdIn(scalar: Scalar, values: Float32Array | Float64Array | Int32Array): ArrayData['values'] {
  switch (scalar) {
    case 'f32': return Float32Array.from(values);
    case 'f16': return Float32Array.from(values, toHalf);
    case 'bf16': return Float32Array.from(values, toBrain);
    case 'i32': case 'u32': return Int32Array.from(values);
    case 'i8': return Int8Array.from(values);
    case 'u8': case 'bool': return Uint8Array.from(values);
    case 'i64': return BigInt64Array.from(Array.from(values, (value) => BigInt(value)));
  }
}
