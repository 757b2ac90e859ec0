import type { Parameter, Program, Scalar } from '../../model/index.ts';
import { isFloat } from '../../util/scalars.ts';
import { namesOf, pythonName } from '../support/names.ts';
import { solvedSizes } from './python.ts';

/** The function that users call, as all files of the package speak of it. */
export interface Operator {
  readonly module: string;
  readonly called: string;
  /** Tensors, then scalars, then sizes that no shape tells. */
  readonly tensors: readonly Parameter[];
  readonly scalars: readonly Parameter[];
  readonly untold: readonly string[];
  /** Their names in Python, in that order. */
  readonly arguments: readonly string[];
}

export function operatorOf({ signature, sizes }: Program): Operator {
  const { module, operator } = namesOf(signature);
  const tensors = signature.parameters.filter(({ type }) => type.dims.length > 0);
  const scalars = signature.parameters.filter(({ type }) => type.dims.length === 0);
  const { untold } = solvedSizes(signature, sizes);
  return { module, called: operator, tensors, scalars, untold, arguments: [...[...tensors, ...scalars].map(({ name }) => pythonName(name)), ...untold.map(pythonName)] };
}

export const dtypes: Readonly<Record<Scalar, string>> = {
  f32: 'float32', f16: 'float16', bf16: 'bfloat16', i8: 'int8', u8: 'uint8', i32: 'int32', u32: 'uint32', i64: 'int64', bool: 'bool',
};

/**
 * How near two right answers lie that sum in another order: each is rounded once more to its type, so that halves may be
 * neighbours, which are up to 2^-10 and 2^-7 of their size apart.
 */
export const tolerances: Readonly<Partial<Record<Scalar, { readonly each: string; readonly norm: string }>>> = {
  f16: { each: '2e-3', norm: '1e-3' }, bf16: { each: '1.6e-2', norm: '1e-2' },
};

/** Of a scalar argument, in Python and in an operator's schema alike. */
export function scalarType(scalar: Scalar): 'float' | 'int' | 'bool' {
  return scalar === 'bool' ? 'bool' : isFloat(scalar) ? 'float' : 'int';
}
