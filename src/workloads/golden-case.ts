import type { Arguments, ArrayData, Scalar, Signature, Sizes } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { holdIn, isFloat } from '../util/scalars.ts';
import { bindSizes, evaluateSize, showSize } from '../util/size-expression.ts';
import { flattenBags, withLastOffset } from './pytorch-bags.ts';

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
 * The launch that a case describes. Its sizes follow from the arrays' shapes; arguments of another type are taken where the
 * kernel's holds every value. Bags may come as PyTorch takes them (pytorch-bags.ts): of one length without offsets, and
 * without the last offset where the answer has a bag more than the offsets tell. Values are not looked at: see
 * validateArguments.
 * @param file what messages call the case
 * @throws UserError that lists what the case has and what the kernel wants
 */
export function goldenCase(signature: Signature, given: Readonly<Record<string, ArrayData>>, file = 'golden case'): GoldenCase {
  const arrays = flattenBags(signature, given);
  const wanted = [...signature.parameters, { name: 'expected', type: signature.returns }];
  const names = wanted.map(({ name }) => name);
  const missing = names.filter((name) => !Object.hasOwn(arrays, name));
  const extra = Object.keys(arrays).filter((name) => !names.includes(name));
  const refuse = (why: string) =>
    new UserError(`${file}: ${why}; it has ${Object.entries(given).map(([name, array]) => `${name} ${showArray(array)}`).join(', ') || 'nothing'}; `
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
  const launches = [launchOf(signature, fitted), launchOf(signature, withLastOffset(signature, fitted))] as const;
  const { sizes, shape, arguments: inputs } = launches.find((each) => each.shape.join() === expected.shape.join()) ?? launches[0];
  if (sizes instanceof UserError) throw new UserError(`${file}: ${sizes.message}`);
  if (shape.join() !== expected.shape.join()) throw refuse(`expected: got shape [${expected.shape.join(', ')}], allowed: [${shape.join(', ')}]`);
  return { sizes, arguments: inputs, expected: comparable };
}

interface Launch {
  readonly arguments: Arguments;
  /** The error where the arrays' shapes do not fit each other. */
  readonly sizes: Sizes | UserError;
  /** Of the output; empty where the sizes are not known. */
  readonly shape: readonly number[];
}

function launchOf(signature: Signature, inputs: Arguments): Launch {
  try {
    const sizes = bindSizes(signature, Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape])));
    return { arguments: inputs, sizes, shape: signature.returns.dims.map((dim) => evaluateSize(dim, sizes)) };
  } catch (thrown) {
    if (thrown instanceof UserError) return { arguments: inputs, sizes: thrown, shape: [] };
    throw thrown;
  }
}

/** The array as the wanted scalar, or why it cannot be that. Numbers become floats, or change their width, only where nothing is lost. */
function fit(array: ArrayData, scalar: Scalar): ArrayData | string {
  const { values } = array;
  const isDouble = values instanceof Float64Array;
  if (array.scalar === scalar && !isDouble) return array;
  if (values.length === 0) return { ...array, scalar, values: holdIn(scalar, new Int32Array(0)) }; // NumPy calls an empty list float64
  if (values instanceof BigInt64Array) return `got ${values.find((value) => value !== BigInt.asIntN(32, value))}, which takes more than 32 bits, allowed: ${scalar}`;
  const got = isDouble ? 'float64' : array.scalar;
  if (isFloat(scalar)) {
    const held = holdIn(scalar, Float64Array.from(values));
    if (held.every((value, at) => Object.is(value, values[at]))) return { ...array, scalar, values: held };
    return `got ${got} values that ${scalar === 'f32' ? 'float32' : scalar} cannot hold; save them ${scalar === 'bf16' ? 'rounded to bf16' : `with .astype("${scalar === 'f16' ? 'float16' : 'float32'}")`}`;
  }
  const widens: readonly Scalar[] = scalar === 'i32' ? ['i8', 'u8'] : scalar === 'i64' ? ['i8', 'u8', 'i32'] : [];
  if (!widens.includes(array.scalar) || isDouble) return `got ${got}, allowed: ${scalar}`;
  return { ...array, scalar, values: holdIn(scalar, Int32Array.from(values)) };
}

function showArray({ scalar, shape, values }: ArrayData): string {
  return `${values instanceof Float64Array ? 'f64' : scalar}[${shape.join('][')}]`;
}
