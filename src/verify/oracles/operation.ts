import type { Arguments, ArrayData, ArrayType, Role, Scalar, SizeExpression } from '../../model/index.ts';
import { bytesOf } from '../../util/scalars.ts';

/**
 * What an operation is: the mathematics that a kernel claims to compute, apart from how it computes it.
 *
 * Think of an oracle as an answer with its own error bars. A kernel may add in any order and fuse multiplications into
 * additions; however it does so, its f32 result lies within `roundings · u · magnitude` of the true one, to first order
 * in u = 2⁻²⁴ (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.1 and §4.2: |ŝ − s| ≤ γₙ Σ|xᵢ| for
 * every order of summation); for long sums see long-sums.ts. A sum that cancels is thus allowed more absolute error than
 * its result suggests, and a copy is allowed none.
 */
export interface Answer {
  readonly shape: readonly number[];
  /** The true value of each output element, computed in float64 from the inputs as they are stored. */
  readonly expected: Float64Array;
  /** Sum of the absolute values of what is added up for each element. */
  readonly magnitude: Float64Array;
  /** How many f32 roundings can stand between one input and each element, at most or all but surely; a copy has none. */
  readonly roundings: Float64Array;
  /** What the output is stored as where that is narrower than f32: one rounding more, of that type. */
  readonly stored?: 'f16' | 'bf16';
}

export interface OperationParameter {
  readonly name: string;
  readonly type: ArrayType;
  readonly role: Role;
  /** Its last dimension may be larger: what is beyond is not looked at. */
  readonly padded?: true;
}

export interface Operation {
  readonly name: string;
  /** In the order and by the names that every kernel and every golden case uses. */
  readonly parameters: readonly OperationParameter[];
  readonly returns: ArrayType;
  /** The output's last dimension may be larger: zeros follow the result, as peers pad it for alignment. */
  readonly padded?: true;
  /** What its output is called in messages: `pooled[3][17]`. */
  readonly output: string;
  /** Whose semantics it knows; the first is meant where a kernel names none. */
  readonly profiles: readonly string[];
  /**
   * The arguments must fit (see validateArguments in workloads); sizes are read from their shapes. `shape`: the kernel's
   * output, where it may be wider than what the operation computes.
   */
  answer(inputs: Arguments, profile: string, shape?: readonly number[]): Answer;
  /**
   * Bytes of the inputs that no kernel can avoid reading. Absent: all of them, once. Nothing is rounded up to sectors, so it
   * is a lower bound on every memory; the output's bytes come on top.
   */
  bytesRead?(inputs: Arguments): number;
}

/**
 * A division on a GPU may be off by 2.5 units in the last place, which are five roundings (WGSL specification,
 * accuracy of `x / y`; CUDA's default division is exact to half a unit).
 */
export const DIVISION_ROUNDINGS = 5;

export const symbol = (name: string): SizeExpression => ({ kind: 'symbol', name });
export const number = (value: number): SizeExpression => ({ kind: 'number', value });
export const operate = (left: SizeExpression, operator: '+' | '-' | '*' | '/', right: SizeExpression): SizeExpression => ({
  kind: 'operation', operator, left, right,
});
export const parameter = (
  name: string, scalar: Scalar, dims: readonly SizeExpression[], role: Role = { kind: 'values' },
): OperationParameter => ({ name, type: { scalar, dims }, role });

/** The values of an argument as numbers. An argument that is not there is a bug: signatures are checked before. */
export function valuesOf(inputs: Arguments, name: string): ArrayLike<number> {
  const { values } = arrayOf(inputs, name);
  return values instanceof BigInt64Array ? Float64Array.from(values, Number) : values;
}

export function shapeOf(inputs: Arguments, name: string): readonly number[] {
  return arrayOf(inputs, name).shape;
}

/** Bytes of an argument in the device's memory. */
export function bytesOfArray(inputs: Arguments, name: string): number {
  const { scalar, values } = arrayOf(inputs, name);
  return values.length * bytesOf[scalar];
}

/** Bytes of all arguments together. */
export function bytesOfAll(inputs: Arguments): number {
  return Object.keys(inputs).reduce((sum, name) => sum + bytesOfArray(inputs, name), 0);
}

export function emptyAnswer(shape: readonly number[]): Answer {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, expected: new Float64Array(length), magnitude: new Float64Array(length), roundings: new Float64Array(length) };
}

function arrayOf(inputs: Arguments, name: string): ArrayData {
  const array = inputs[name];
  if (array === undefined) throw new Error(`no argument named ${name}`);
  return array;
}
