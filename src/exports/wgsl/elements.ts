import type { Scalar } from '../../model/index.ts';

/** The typed array that a scalar's elements come in, and the bytes that one takes on the GPU: halves as their bits, bools as 32. */
export const elementTypes: Readonly<Record<Scalar, { readonly kind: string; readonly bytes: number }>> = {
  f32: { kind: 'Float32Array', bytes: 4 }, f16: { kind: 'Uint16Array', bytes: 2 }, bf16: { kind: 'Uint16Array', bytes: 2 },
  i8: { kind: 'Int8Array', bytes: 1 }, u8: { kind: 'Uint8Array', bytes: 1 }, i32: { kind: 'Int32Array', bytes: 4 },
  u32: { kind: 'Uint32Array', bytes: 4 }, i64: { kind: 'BigInt64Array', bytes: 8 }, bool: { kind: 'Uint8Array', bytes: 4 },
};
