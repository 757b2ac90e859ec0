import type { Scalar } from '../../model/index.ts';
import type { ValueType } from '../../dialect/index.ts';
import type { Library } from './library.ts';

/** How the card holds elements, and what values are called while computing. */

const stored: Readonly<Record<Scalar, string>> = {
  f32: 'float', i32: 'int', u32: 'unsigned int', i8: 'signed char', u8: 'unsigned char', bool: 'unsigned char',
  i64: 'long long', f16: '__half', bf16: '__nv_bfloat16',
};

/** The C++ type of an array's elements. */
export function storedType(scalar: Scalar, library: Library): string {
  if (scalar === 'f16') library.include('cuda_fp16.h');
  if (scalar === 'bf16') library.include('cuda_bf16.h');
  return stored[scalar];
}

const scalars = { i32: 'int', f32: 'float', f16: '__half', bool: 'bool' } as const;

/** The C++ type of a value; a vector's is the library's to define. */
export function scalarType(type: 'i32' | 'f32' | 'f16' | 'bool', library: Library): string {
  if (type === 'f16') library.include('cuda_fp16.h');
  return scalars[type];
}

export function isVector(type: ValueType): boolean {
  return type.includes('x');
}

/** An element as it is loaded (text), made a value: narrow floats widen to f32, integers become int, bools are asked. */
export function widened(scalar: Scalar, text: string): string {
  switch (scalar) {
    case 'f16': return `__half2float(${text})`;
    case 'bf16': return `__bfloat162float(${text})`;
    case 'i64': case 'u32': return `int(${text})`;
    case 'bool': return `${text} != 0`;
    default: return text;
  }
}

/** An f32 (text), made an element of an array of floats. */
export function narrowed(scalar: Scalar, text: string): string {
  return scalar === 'f16' ? `__float2half(${text})` : scalar === 'bf16' ? `__float2bfloat16(${text})` : text;
}
