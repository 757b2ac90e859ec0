import type { Arguments, ArrayData, Scalar, Signature, Sizes } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { holdIn } from '../util/scalars.ts';
import { bindSizes, evaluateSize, showSize } from '../util/size-expression.ts';

/**
 * A golden case: arrays named like a kernel's parameters, and `expected`, the answer that somebody else's program gave.
 */
export interface GoldenCase {
  readonly sizes: Sizes;
  readonly arguments: Arguments;
  /** float64 where the case has it so: nothing is rounded away before the comparison. */
  readonly expected: ArrayData;
}

/**
 * The launch that a case describes. Its sizes follow from the arrays' shapes; float64 arguments are taken where float32
 * holds every value. Values are not looked at: see validateArguments.
 * @param file what messages call the case
 * @throws UserError that lists what the case has and what the kernel wants
 */
export function goldenCase(signature: Signature, arrays: Readonly<Record<string, ArrayData>>, file = 'golden case'): GoldenCase {
  const wanted = [...signature.parameters, { name: 'expected', type: signature.returns }];
  const names = wanted.map(({ name }) => name);
  const missing = names.filter((name) => !Object.hasOwn(arrays, name));
  const extra = Object.keys(arrays).filter((name) => !names.includes(name));
  const refuse = (why: string) =>
    new UserError(`${file}: ${why}; it has ${Object.entries(arrays).map(([name, array]) => `${name} ${showArray(array)}`).join(', ') || 'nothing'}; `
      + `${signature.name} wants ${wanted.map(({ name, type }) => `${name} ${type.scalar}[${type.dims.map(showSize).join('][')}]`).join(', ')}`);
  if (missing.length > 0) throw refuse(`no array ${missing.join(', ')}`);
  if (extra.length > 0) throw refuse(`array ${extra.join(', ')} is not the kernel's`);
  const fitted = Object.fromEntries(signature.parameters.map(({ name, type }) => {
    const array = fit(arrays[name]!, type.scalar);
    if (typeof array === 'string') throw refuse(`${name}: ${array}`);
    return [name, array];
  }));
  const expected = arrays.expected!;
  // an answer is compared, not computed with: any float will do
  const comparable = expected.values instanceof Float64Array || expected.values instanceof Float32Array ? expected : fit(expected, signature.returns.scalar);
  if (typeof comparable === 'string') throw refuse(`expected: ${comparable}`);
  let sizes: Sizes;
  let shape: number[];
  try {
    sizes = bindSizes(signature, Object.fromEntries(signature.parameters.map(({ name }) => [name, arrays[name]!.shape])));
    shape = signature.returns.dims.map((dim) => evaluateSize(dim, sizes));
  } catch (thrown) {
    throw thrown instanceof UserError ? new UserError(`${file}: ${thrown.message}`) : thrown;
  }
  if (shape.join() !== expected.shape.join()) throw refuse(`expected: got shape [${expected.shape.join(', ')}], allowed: [${shape.join(', ')}]`);
  return { sizes, arguments: fitted, expected: comparable };
}

/** The array as the wanted scalar, or why it cannot be that. Floats may be narrowed only where nothing is lost. */
function fit(array: ArrayData, scalar: ArrayData['scalar']): ArrayData | string {
  const { values } = array;
  const isDouble = values instanceof Float64Array;
  if (array.scalar === scalar && !isDouble) return array;
  if ((scalar === 'f32' || scalar === 'f16' || scalar === 'bf16') && (values instanceof Float32Array || isDouble)) {
    const held = holdIn(scalar, values);
    if (held.every((value, at) => Object.is(value, values[at]))) return { ...array, scalar, values: held };
    return `got ${isDouble ? 'float64' : array.scalar} values that ${scalar === 'f32' ? 'float32' : scalar} cannot hold; save them ${scalar === 'bf16' ? 'rounded to bf16' : `with .astype("${scalar === 'f16' ? 'float16' : 'float32'}")`}`;
  }
  const widens: readonly Scalar[] = scalar === 'i32' ? ['i8', 'u8'] : scalar === 'i64' ? ['i8', 'u8', 'i32'] : [];
  if (!widens.includes(array.scalar) || isDouble) return `got ${isDouble ? 'float64' : array.scalar}, allowed: ${scalar}`;
  return { ...array, scalar, values: holdIn(scalar, Int32Array.from(values as Int8Array)) };
}

function showArray({ scalar, shape, values }: ArrayData): string {
  return `${values instanceof Float64Array ? 'f64' : scalar}[${shape.join('][')}]`;
}
