import type { ArrayData, Scalar } from '../../model/index.ts';

/** How GPUs hold scalars. The host has f16 and bf16 as f32 already rounded; here they become two bytes and back. */

type Values = ArrayData['values'];

/** An array's bytes as the card holds them; the same memory where the host's form is the card's. */
export function stored(scalar: Scalar, values: Values): ArrayBufferView {
  switch (scalar) {
    case 'f32': return values instanceof Float32Array ? values : Float32Array.from(values as Float64Array);
    case 'f16': return narrowed(values, halfOf);
    case 'bf16': return narrowed(values, brainOf);
    case 'i8': return values instanceof Int8Array ? values : Int8Array.from(values as Int32Array);
    case 'u8': return values instanceof Uint8Array ? values : Uint8Array.from(values as Int32Array);
    case 'bool': return Uint8Array.from(values as Uint8Array, (value) => (value === 0 ? 0 : 1));
    case 'i32': return values instanceof Int32Array ? values : Int32Array.from(values as Float64Array);
    case 'u32': return values instanceof Int32Array ? values : Uint32Array.from(values as Float64Array);
    case 'i64': return values instanceof BigInt64Array ? values : BigInt64Array.from(values as Int32Array, BigInt);
  }
}

/** What the card wrote, as f32. `bytes` is as long as the output. */
export function loaded(scalar: Scalar, bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes;
  if (scalar === 'f32') return new Float32Array(buffer, byteOffset, byteLength / 4);
  const narrow = new Uint16Array(buffer, byteOffset, byteLength / 2);
  return Float32Array.from(narrow, scalar === 'f16' ? valueOfHalf : valueOfBrain);
}

/** NaN in an output's own form, for the fill before a launch: bits, and how many bytes of them. */
export function poisonOf(scalar: Scalar): { readonly bits: number; readonly width: 2 | 4 } {
  return scalar === 'f16' ? { bits: 0x7e00, width: 2 } : scalar === 'bf16' ? { bits: 0x7fc0, width: 2 } : { bits: 0x7fc00000, width: 4 };
}

const scratch = new DataView(new ArrayBuffer(4));

function narrowed(values: Values, narrow: (bits: number) => number): Uint16Array {
  const wide = values instanceof Float32Array ? values : Float32Array.from(values as Float64Array);
  const bits = new Uint32Array(wide.buffer, wide.byteOffset, wide.length);
  const result = new Uint16Array(wide.length);
  for (let at = 0; at < result.length; at++) result[at] = narrow(bits[at]!);
  return result;
}

/** The binary16 nearest to a binary32, ties to even (IEEE 754). */
function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  // below 2^-14 a step is 2^-24, which is what a step of 0.5 is in binary32: the addition rounds for us
  scratch.setUint32(0, magnitude);
  scratch.setFloat32(0, scratch.getFloat32(0) + 0.5);
  return sign | (scratch.getUint32(0) - 0x3f000000);
}

function valueOfHalf(half: number): number {
  const [sign, exponent, fraction] = [half & 0x8000 ? -1 : 1, (half >> 10) & 31, half & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** bfloat16 is the upper half of a binary32. */
function brainOf(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return (bits >>> 16) | 0x40;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

function valueOfBrain(brain: number): number {
  scratch.setUint32(0, brain * 65536);
  return scratch.getFloat32(0);
}
