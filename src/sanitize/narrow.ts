import { toBrain, toHalf } from '../util/scalars.ts';

export { bytesOf, toBrain, toHalf } from '../util/scalars.ts';

/** What floats are rounded to after each operation; float64 where the interpreter is an oracle. */
export type FloatFormat = 'f16' | 'bf16' | 'f32' | 'f64';

/** The rounding of a format; none for float64. */
export function rounderOf(format: FloatFormat): ((value: number) => number) | null {
  switch (format) {
    case 'f16': return toHalf;
    case 'bf16': return toBrain;
    case 'f32': return Math.fround;
    case 'f64': return null;
  }
}
