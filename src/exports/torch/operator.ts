import type { Parameter, Program, Scalar } from '../../model/index.ts';
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

/** Of a scalar argument, in Python and in an operator's schema alike. */
export function scalarType(scalar: Scalar): 'float' | 'int' | 'bool' {
  return scalar === 'bool' ? 'bool' : ['f32', 'f16', 'bf16'].includes(scalar) ? 'float' : 'int';
}
