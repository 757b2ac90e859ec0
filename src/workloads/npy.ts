import type { ArrayData, Scalar } from '../model/index.ts';
import { UserError } from '../util/errors.ts';

/**
 * NumPy's `.npy`: a magic word, a Python dictionary that tells type and shape, then the values.
 * Format: numpy/lib/format.py, versions 1.0 to 3.0.
 */
export interface NpyHeader {
  /** NumPy's name of the type: `<f4`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Bytes before the values. */
  readonly start: number;
}

interface Reader {
  readonly bytes: number;
  readonly scalar: Scalar;
  read(view: DataView, count: number): ArrayData['values'];
}

const floats = (view: DataView, count: number) => new Float32Array(count).map((_, at) => view.getFloat32(at * 4, true));

/** How each type of NumPy's is held here. float64 stays float64, named f32: the caller narrows it or compares with it. */
const readers: Readonly<Record<string, Reader>> = {
  '<f4': { bytes: 4, scalar: 'f32', read: floats },
  '<f8': { bytes: 8, scalar: 'f32', read: (view, count) => new Float64Array(count).map((_, at) => view.getFloat64(at * 8, true)) },
  '<f2': { bytes: 2, scalar: 'f16', read: (view, count) => new Float32Array(count).map((_, at) => halfToNumber(view.getUint16(at * 2, true))) },
  '|i1': { bytes: 1, scalar: 'i8', read: (view, count) => new Int8Array(count).map((_, at) => view.getInt8(at)) },
  '|u1': { bytes: 1, scalar: 'u8', read: (view, count) => new Uint8Array(count).map((_, at) => view.getUint8(at)) },
  '|b1': { bytes: 1, scalar: 'bool', read: (view, count) => new Uint8Array(count).map((_, at) => view.getUint8(at)) },
  '<i2': { bytes: 2, scalar: 'i32', read: (view, count) => new Int32Array(count).map((_, at) => view.getInt16(at * 2, true)) },
  '<u2': { bytes: 2, scalar: 'i32', read: (view, count) => new Int32Array(count).map((_, at) => view.getUint16(at * 2, true)) },
  '<i4': { bytes: 4, scalar: 'i32', read: (view, count) => new Int32Array(count).map((_, at) => view.getInt32(at * 4, true)) },
  '<u4': { bytes: 4, scalar: 'i64', read: (view, count) => narrowed(new BigInt64Array(count).map((_, at) => BigInt(view.getUint32(at * 4, true)))) },
  '<i8': { bytes: 8, scalar: 'i64', read: (view, count) => narrowed(new BigInt64Array(count).map((_, at) => view.getBigInt64(at * 8, true))) },
};

/** Names of the types that can be read, as NumPy says them. */
const readable = 'float16, float32, float64, int8, int16, int32, int64, uint8, uint16, uint32 and bool, little-endian';

/** 64-bit integers that all fit 32 bits become i32, so that indices saved with NumPy's default type are indices. */
function narrowed(values: BigInt64Array): BigInt64Array | Int32Array {
  return values.every((value) => value === BigInt.asIntN(32, value)) ? Int32Array.from(values, Number) : values;
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * The head of a `.npy` file from its first bytes.
 * @param name what messages call the array
 * @throws UserError where it is none, or cut off
 */
export function parseNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== '\x93NUMPY') {
    throw new UserError(`${name}: not a .npy array (it must begin with \\x93NUMPY); save it with numpy.save or numpy.savez`);
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw new UserError(`${name}: .npy version ${version}; allowed: 1, 2 and 3`);
  const fixed = version === 1 ? 10 : 12;
  const length = bytes.length < fixed ? Infinity : version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = fixed + length;
  if (start > bytes.length) throw new UserError(`${name}: the .npy header is cut off; save the file again`);
  const header = Buffer.from(bytes.subarray(fixed, start)).toString(version === 3 ? 'utf8' : 'latin1');
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(header)?.[1];
  if (order === undefined || shape === undefined || descr === undefined) {
    if (/'descr'\s*:\s*\[/.test(header)) throw new UserError(`${name}: a structured array; allowed: ${readable}`);
    throw new UserError(`${name}: a .npy header that cannot be read: ${header.trim().slice(0, 80)}`);
  }
  return { descr, fortranOrder: order === 'True', shape: (shape.match(/\d+/g) ?? []).map(Number), start };
}

/**
 * An array from the bytes of a `.npy` file. Values stored column by column (Fortran order) come back row by row.
 * @throws UserError where it is none, is cut off or has a type that is not read
 */
export function readNpy(bytes: Uint8Array, name: string): ArrayData {
  const header = parseNpyHeader(bytes, name);
  const reader = readers[header.descr];
  if (reader === undefined) throw new UserError(`${name}: values of type ${header.descr}; allowed: ${readable}`);
  const count = header.shape.reduce((product, size) => product * size, 1);
  const wanted = count * reader.bytes;
  const got = bytes.length - header.start;
  if (got !== wanted) {
    throw new UserError(`${name}: ${got} bytes of values, but shape [${header.shape.join(', ')}] of ${header.descr} has ${wanted}; the file is cut off or damaged`);
  }
  const stored = reader.read(new DataView(bytes.buffer, bytes.byteOffset + header.start, wanted), count);
  const values = header.fortranOrder ? rowMajor(stored, header.shape) : stored;
  return { scalar: values instanceof Int32Array && reader.scalar === 'i64' ? 'i32' : reader.scalar, shape: header.shape, values };
}

function rowMajor(values: ArrayData['values'], shape: readonly number[]): ArrayData['values'] {
  if (shape.length < 2) return values;
  const result = values.slice();
  const index = shape.map(() => 0);
  for (let column = 0; column < values.length; column++) {
    result[index.reduce((at, i, axis) => at * shape[axis]! + i, 0)] = values[column]!;
    for (let axis = 0; axis < shape.length && ++index[axis]! === shape[axis]; axis++) index[axis] = 0;
  }
  return result;
}

/** Bytes of the head that npyHeader writes. */
export const NPY_HEADER_BYTES = 128;

/** A version 1 head of NPY_HEADER_BYTES bytes, so that one written before its shape is known can be written over. */
export function npyHeader(descr: string, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const head = Buffer.alloc(NPY_HEADER_BYTES, ' ');
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(NPY_HEADER_BYTES - 10, 8);
  head.write(text, 10, 'latin1');
  head.write('\n', NPY_HEADER_BYTES - 1, 'latin1');
  return head;
}

/** The bytes of a `.npy` file. Values are written as they are held: an f16 array as float32, a bool as uint8. */
export function writeNpy({ shape, values }: ArrayData): Uint8Array {
  const descr = {
    Float32Array: '<f4', Float64Array: '<f8', Int32Array: '<i4', Uint8Array: '|u1', Int8Array: '|i1', BigInt64Array: '<i8',
  }[values.constructor.name]!;
  return Buffer.concat([npyHeader(descr, shape), Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}
