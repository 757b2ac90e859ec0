import type { Scalar } from './types.ts';

/** One array of a launch: row-major values. f16 and bf16 values are held as f32 already rounded to the narrow type. */
export interface ArrayData {
  readonly scalar: Scalar;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array | BigInt64Array;
}

/** Arguments of a launch by parameter name. A scalar argument has shape []. */
export type Arguments = Readonly<Record<string, ArrayData>>;
