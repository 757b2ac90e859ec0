import type { Scalar } from '../model/index.ts';

/** The type rule of a `Math` function: `same` = the type of its arguments (i32 or f32), else the type it returns. */
export interface MathFunction {
  readonly arity: number;
  readonly result: 'same' | Scalar;
  /** The type that arguments are converted to; `same` leaves them as they are. */
  readonly takes: 'same' | Scalar;
}

const real: MathFunction = { arity: 1, takes: 'f32', result: 'f32' };
/** Rounding to a whole number gives i32, so that it may index an array; outside i32 it is a fault, not a wrap. */
const whole: MathFunction = { arity: 1, takes: 'f32', result: 'i32' };

/** `Math.*` limited to what every target has. */
export const mathFunctions: Readonly<Record<string, MathFunction>> = {
  abs: { arity: 1, takes: 'same', result: 'same' },
  min: { arity: 2, takes: 'same', result: 'same' },
  max: { arity: 2, takes: 'same', result: 'same' },
  sign: { arity: 1, takes: 'same', result: 'same' },
  imul: { arity: 2, takes: 'i32', result: 'i32' },
  floor: whole, ceil: whole, round: whole, trunc: whole,
  sqrt: real, exp: real, log: real, log2: real, sin: real, cos: real, tan: real, tanh: real, fround: real,
  pow: { arity: 2, takes: 'f32', result: 'f32' },
};

/** `Math.PI` and its kin are literals in the tree. */
export const mathConstants: Readonly<Record<string, number>> = {
  PI: Math.PI, E: Math.E, LN2: Math.LN2, LN10: Math.LN10, LOG2E: Math.LOG2E, LOG10E: Math.LOG10E,
  SQRT2: Math.SQRT2, SQRT1_2: Math.SQRT1_2,
};
