import type { Scalar } from '../model/index.ts';

/** The types that values have while computing. Narrow storage types widen on load. */
export type ValueType = 'i32' | 'f32' | 'bool';

/** The type a stored scalar has once loaded. */
export function loadedType(scalar: Scalar): ValueType {
  if (scalar === 'bool') return 'bool';
  return scalar === 'f32' || scalar === 'f16' || scalar === 'bf16' ? 'f32' : 'i32';
}
