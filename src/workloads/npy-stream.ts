import { UserError } from '../util/errors.ts';
import { idOf, signedIdOf } from './ids.ts';
import { parseNpyHeader } from './npy.ts';

/**
 * The integers of a `.npy`, piece by piece: an array of a hundred million indices is never held as a whole, nor made into
 * 64-bit objects.
 */
interface IntegerType {
  readonly bytes: number;
  get(view: DataView, at: number): number;
}

/** Those of one byte order. 64-bit values from 2^52 on are ids, and told as ids.ts says. */
function typesOf(order: '<' | '>'): Readonly<Record<string, IntegerType>> {
  const little = order === '<';
  const [high, low] = little ? [4, 0] : [0, 4];
  return {
    [`${order}i2`]: { bytes: 2, get: (view, at) => view.getInt16(at, little) },
    [`${order}u2`]: { bytes: 2, get: (view, at) => view.getUint16(at, little) },
    [`${order}i4`]: { bytes: 4, get: (view, at) => view.getInt32(at, little) },
    [`${order}u4`]: { bytes: 4, get: (view, at) => view.getUint32(at, little) },
    [`${order}i8`]: { bytes: 8, get: (view, at) => signedIdOf(view.getInt32(at + high, little), view.getUint32(at + low, little)) },
    [`${order}u8`]: { bytes: 8, get: (view, at) => idOf(view.getUint32(at + high, little), view.getUint32(at + low, little)) },
  };
}

const types: Readonly<Record<string, IntegerType>> = {
  '|i1': { bytes: 1, get: (view, at) => view.getInt8(at) },
  '|u1': { bytes: 1, get: (view, at) => view.getUint8(at) },
  ...typesOf('<'), ...typesOf('>'),
};

/** What NumPy calls types that are no integers. */
const otherNames: Readonly<Record<string, string>> = { f2: 'float16', f4: 'float32', f8: 'float64', b1: 'bool' };

export interface NpyShape {
  readonly shape: readonly number[];
  readonly descr: string;
}

/**
 * Hands over every integer of a `.npy` in order; `begin`, its shape before the first.
 * @param name what messages call the file
 * @param what what messages call the array
 * @throws UserError where it is none, is cut off, has other values than integers or is stored column by column
 */
export async function readNpyIntegers(content: AsyncIterable<Buffer>, name: string, what: string, take: (value: number, at: number) => void, begin?: (shape: NpyShape) => void): Promise<NpyShape> {
  let rest: Buffer = Buffer.alloc(0);
  let head: ReturnType<typeof parseNpyHeader> | undefined;
  let type: IntegerType | undefined;
  let taken = 0;
  for await (const piece of content) {
    let bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (head === undefined) {
      if (bytes.length < headLength(bytes)) { rest = bytes; continue; }
      head = parseNpyHeader(bytes, name);
      type = types[head.descr];
      if (type === undefined) throw new UserError(`${name.replace(/: [^:]*$/, '')}: ${what} are ${otherNames[head.descr.slice(1)] ?? head.descr}; allowed: integers, such as .astype(numpy.int64) makes them`);
      if (head.fortranOrder && head.shape.length > 1) throw new UserError(`${name}: stored column by column; allowed: row by row (numpy.ascontiguousarray)`);
      begin?.(head);
      bytes = bytes.subarray(head.start);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const width = type!.bytes;
    const whole = bytes.length - (bytes.length % width);
    // one loop for each width that matters keeps it monomorphic
    if (head.descr === '<i4') for (let at = 0; at < whole; at += 4) take(view.getInt32(at, true), taken++);
    else for (let at = 0; at < whole; at += width) take(type!.get(view, at), taken++);
    rest = bytes.subarray(whole);
  }
  if (head === undefined) head = parseNpyHeader(rest, name);
  const wanted = head.shape.reduce((product, size) => product * size, 1);
  if (taken !== wanted || rest.length > 0) throw new UserError(`${name}: ${taken} values, but shape [${head.shape.join(', ')}] has ${wanted}; the file is cut off or damaged`);
  return head;
}

/** The shape of a `.npy` from its first bytes. Errors as readNpyIntegers. */
export async function readNpyShape(content: AsyncIterable<Buffer>, name: string): Promise<NpyShape> {
  let bytes: Buffer = Buffer.alloc(0);
  for await (const piece of content) {
    bytes = Buffer.concat([bytes, piece]);
    if (bytes.length >= headLength(bytes)) break;
  }
  return parseNpyHeader(bytes, name);
}

/** Bytes that a head takes as far as its first bytes tell; no more than any head has, where they are none of a `.npy`. */
function headLength(bytes: Buffer): number {
  if (bytes.length < 12) return 12;
  return Math.min(2 ** 20, bytes[6] === 1 ? 10 + bytes.readUInt16LE(8) : 12 + bytes.readUInt32LE(8));
}
