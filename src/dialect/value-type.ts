import type { Scalar, VectorType, VectorWidth } from '../model/index.ts';

/** The types of one component while computing. Narrow storage types widen on load; f16 values come of `f16(x)` alone. */
export type ComponentType = 'i32' | 'f32' | 'f16' | 'bool';
/** The types that values have while computing. */
export type ValueType = ComponentType | VectorType;

/** The type a stored scalar has once loaded. */
export function loadedType(scalar: Scalar): 'i32' | 'f32' | 'bool' {
  if (scalar === 'bool') return 'bool';
  return scalar === 'f32' || scalar === 'f16' || scalar === 'bf16' ? 'f32' : 'i32';
}

/** `f32` of `f32x4`; a scalar's own. */
export function componentOf(type: ValueType): ComponentType {
  const at = type.indexOf('x');
  return (at < 0 ? type : type.slice(0, at)) as ComponentType;
}

/** 4 of `f32x4`, 1 of a scalar. */
export function widthOf(type: ValueType): 1 | VectorWidth {
  const at = type.indexOf('x');
  return at < 0 ? 1 : (Number(type.slice(at + 1)) as VectorWidth);
}

/** `f32x4` of f32 and 4. Bools have no vectors. */
export function vectorOf(component: ComponentType, width: 1 | VectorWidth): ValueType {
  return width === 1 ? component : (`${component as 'f32'}x${width}` as const);
}

/** i32 gives way to f16, f16 to f32: what two numbers that meet are computed in. */
const precedence = { bool: 0, i32: 1, f16: 2, f32: 3 } as const;

/** The component type that two numbers are computed in. */
export function wider(a: ComponentType, b: ComponentType): ComponentType {
  return precedence[a] >= precedence[b] ? a : b;
}
