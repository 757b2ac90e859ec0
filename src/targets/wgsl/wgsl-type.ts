import { componentOf, type ValueType, widthOf } from '../../dialect/index.ts';

/** `vec4<f32>` for f32x4; the scalars are called alike. Vectors of eight are two of four by the time text is written. */
export function wgslType(type: ValueType): string {
  const width = widthOf(type);
  return width === 1 ? type : `vec${width}<${componentOf(type)}>`;
}
