import type { Arguments, ArrayData, Scalar, Signature } from '../../../src/model/index.ts';
import { symbolsOf } from '../../../src/util/size-expression.ts';
import { operationNamed } from '../../../src/verify/oracles/index.ts';

/** The head of a kernel that claims an operation and fits it. */
export function signatureFor(name: string, more: Partial<Signature> = {}): Signature {
  const operation = operationNamed(name);
  return {
    name: 'kernel', description: '', operation: name,
    parameters: operation.parameters.map(({ name: parameter, type }) => ({ name: parameter, type })),
    roles: Object.fromEntries(operation.parameters.map((each) => [each.name, each.role])),
    returns: operation.returns, statics: symbolsOf(operation.returns.dims.at(-1)!).filter((size) => size === 'dim'), ...more,
  };
}

/** The same head with some parameters, and the output, stored otherwise. */
export function inTypes(name: string, types: Readonly<Record<string, Scalar>>, output: Scalar = 'f32', more: Partial<Signature> = {}): Signature {
  const signature = signatureFor(name, more);
  return {
    ...signature, returns: { ...signature.returns, scalar: output },
    parameters: signature.parameters.map(({ name: parameter, type }) => ({ name: parameter, type: { ...type, scalar: types[parameter] ?? type.scalar } })),
  };
}

export const floats = (shape: readonly number[], values: Iterable<number>): ArrayData => ({ scalar: 'f32', shape, values: Float32Array.from(values) });
export const integers = (values: Iterable<number>): ArrayData => {
  const held = Int32Array.from(values);
  return { scalar: 'i32', shape: [held.length], values: held };
};

/** A scalar argument. */
export const integer = (value: number): ArrayData => ({ scalar: 'i32', shape: [], values: Int32Array.of(value) });

/** cuEmbed's own test input, whose answers are known. */
export const cuembed: Arguments = {
  table: floats([5, 4], Array.from({ length: 20 }, (_, at) => at + 1)),
  indices: integers([1, 3, 0, 4]),
  offsets: integers([0, 2, 4]),
  weights: floats([4], [1, 0.5, 1, 0.5]),
};
