import type { Arguments, ArrayData, Program, Sizes } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { checkedArguments } from '../support/arguments.ts';
import { type GpuInput, gpuLibrary } from './library.ts';

/** gpu.js keeps every value in an f32; above this not every integer has one of its own. */
export const exactIntegers = 2 ** 24;

/** A shape as gpu.js wants it: x (the last dimension) first, and no dimension of 0, since it cannot hold an empty array. */
export function gpuSize(shape: readonly number[]): number[] {
  return [...shape].reverse().map((length) => Math.max(1, length));
}

/** What of a signature gpu.js cannot take, in words; null where it takes all. */
export function unsupportedSignature(program: Program): string | null {
  const { parameters, returns } = program.signature;
  for (const { name, type } of parameters) {
    if (!['f32', 'i32', 'bool'].includes(type.scalar)) return `gpu.js has no ${type.scalar} arrays (parameter ${name}); f32 and i32 are allowed`;
    if (type.dims.length > 3) return `gpu.js takes arrays of at most 3 dimensions; ${name} has ${type.dims.length}`;
  }
  if (returns.dims.length < 1 || returns.dims.length > 3) return `gpu.js gives outputs of 1 to 3 dimensions, not ${returns.dims.length}`;
  if (!['f32', 'i32'].includes(returns.scalar)) return `gpu.js gives f32 outputs, not ${returns.scalar}`;
  return null;
}

/**
 * The arguments in the signature's order, as gpu.js takes them: scalars as numbers, arrays as flat copies with a size.
 * UserError for a missing array, a wrong shape, or an integer that f32 cannot tell from its neighbour.
 */
export function gpuArguments(program: Program, inputs: Arguments, sizes: Sizes): (number | GpuInput)[] {
  for (const [symbol, value] of Object.entries(sizes)) refuseLarge(value, `the size ${symbol}`);
  return checkedArguments(program, inputs, sizes).map(({ parameter: { name, type }, data, shape }) => {
    if (type.scalar !== 'f32') checkIntegers(data, name);
    if (shape.length === 0) return Number(data.values[0]);
    return gpuLibrary().input(gpuValues(data, shape), gpuSize(shape));
  });
}

/** Small stand-ins of the right kinds, to compile with before the real arguments are there: types matter, values do not. */
export function sampleArguments(program: Program): (number | GpuInput)[] {
  return program.signature.parameters.map(({ type: { dims, scalar } }) => {
    if (dims.length === 0) return 1;
    const size = dims.map(() => 2);
    const count = 2 ** dims.length;
    return gpuLibrary().input(scalar === 'f32' ? new Float32Array(count) : new Int32Array(count), size);
  });
}

function gpuValues(data: ArrayData, shape: readonly number[]): Float32Array | Int32Array {
  const room = shape.reduce((product, length) => product * Math.max(1, length), 1);
  if (room > data.values.length) return data.scalar === 'f32' ? new Float32Array(room) : new Int32Array(room);
  if (data.values instanceof Float32Array || data.values instanceof Int32Array) return data.values.slice();
  if (data.scalar === 'f32') return Float32Array.from(data.values as Float64Array);
  return Int32Array.from(data.values as Int8Array);
}

function checkIntegers(data: ArrayData, name: string): void {
  const { values } = data;
  for (let at = 0; at < values.length; at++) {
    const value = Number(values[at]);
    if (value > exactIntegers || value < -exactIntegers) refuseLarge(value, `${name}[${at}]`);
  }
}

function refuseLarge(value: number, what: string): void {
  if (Math.abs(value) <= exactIntegers) return;
  throw new UserError(`${what} is ${value}, but gpu.js keeps integers in f32, which is exact to 2^24 = ${exactIntegers}; use fewer rows or another device`);
}
