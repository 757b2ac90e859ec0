import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { ArrayData } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { fileProblem, writeWhole } from '../util/files.ts';
import { readNpy, writeNpy } from './npy.ts';

/**
 * NumPy's `.npz`: a zip of `.npy` files. Read from the central directory at the end, entry by entry, checksums compared;
 * zip64 fields are followed, as NumPy writes them. Layout: PKWARE APPNOTE 6.3, sections 4.3 to 4.5.
 */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * The arrays of a `.npz` by name.
 * @throws UserError where the file cannot be read, is no zip, is cut off or damaged, or holds what is no array
 */
export async function readNpz(path: string): Promise<Record<string, ArrayData>> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    const arrays: Record<string, ArrayData> = {};
    for (const entry of await entriesOf(file, size, path)) {
      const name = entry.name.replace(/\.npy$/, '');
      arrays[name] = readNpy(await content(file, entry, size, path), `${path}: ${name}`);
    }
    return arrays;
  } catch (thrown) {
    throw fileProblem(thrown, 'read', path);
  } finally {
    await file?.close();
  }
}

/** The arrays of a `.npz`, to be read one at a time and piece by piece: memory does not grow with them. */
export interface NpzFile {
  readonly names: readonly string[];
  /** The bytes of an array's `.npy`, the checksum compared at their end. */
  content(name: string): AsyncIterable<Buffer>;
}

/** Hands an open `.npz` to `use` and closes it. Errors as readNpz. */
export async function withNpz<T>(path: string, use: (npz: NpzFile) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    const entries = new Map((await entriesOf(file, size, path)).map((entry) => [entry.name.replace(/\.npy$/, ''), entry]));
    const opened = file;
    return await use({ names: [...entries.keys()], content: (name) => pieces(opened, entries.get(name)!, size, path) });
  } catch (thrown) {
    throw fileProblem(thrown, 'read', path);
  } finally {
    await file?.close();
  }
}

async function* pieces(file: FileHandle, entry: Entry, fileSize: number, path: string): AsyncGenerator<Buffer> {
  const { start, damaged } = await locate(file, entry, fileSize, path);
  if (entry.packed === 0) return;
  const packed = createReadStream(path, { start, end: start + entry.packed - 1, highWaterMark: 1 << 18 });
  const unpacked = entry.method === 8 ? packed.pipe(createInflateRaw({ chunkSize: 1 << 18 })) : packed;
  if (unpacked !== packed) packed.on('error', (error) => unpacked.destroy(error));
  let length = 0;
  let checksum = 0;
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      length += piece.length;
      checksum = crc32(piece, checksum);
      yield piece;
    }
  } catch (cause) {
    if (!String((cause as { code?: unknown }).code).startsWith('Z_')) throw cause;
    throw new UserError(damaged('it cannot be unpacked').message, { cause });
  } finally {
    packed.destroy();
  }
  if (length !== entry.size || checksum !== entry.crc) throw damaged('its checksum is wrong');
}

/** Writes arrays as numpy.savez does: stored, not compressed; the same arrays give the same bytes. Whole or not at all. */
export function writeNpz(path: string, arrays: Readonly<Record<string, ArrayData>>): void {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)] as const);
  writeWhole(path, zipSync(Object.fromEntries(files), { level: 0, mtime: '1980-01-01T12:00:00' }));
}

async function entriesOf(file: FileHandle, size: number, path: string): Promise<Entry[]> {
  const damaged = () => new UserError(`${path}: not a whole .npz (zip) file: it is cut off or something else; save it again with numpy.savez`);
  const tail = await read(file, Math.max(0, size - 65_557), Math.min(size, 65_557)); // the end record and its longest comment
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END) throw damaged();
  let count = tail.readUInt16LE(end + 10);
  let length = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  if (end >= 20 && tail.readUInt32LE(end - 20) === END64_LOCATOR) {
    const end64 = await read(file, Number(tail.readBigUInt64LE(end - 12)), 56);
    if (end64.length < 56 || end64.readUInt32LE(0) !== END64) throw damaged();
    count = Number(end64.readBigUInt64LE(32));
    length = Number(end64.readBigUInt64LE(40));
    offset = Number(end64.readBigUInt64LE(48));
  }
  if (offset + length > size) throw damaged();
  const directory = await read(file, offset, length);
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL) throw damaged();
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
    if (next > directory.length) throw damaged();
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [unpacked, packed, local] = wide(extra, [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)]);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10), crc: directory.readUInt32LE(at + 16),
      packed: packed!, size: unpacked!, offset: local!,
    });
    at = next;
  }
  return entries;
}

/** Fields that overflow 32 bits (all ones) are in the zip64 extra field, in their order. */
function wide(extra: Buffer, fields: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const limit = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2));
    let next = at + 4;
    return fields.map((field) => {
      if (field !== 0xffffffff || next + 8 > limit) return field;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
  }
  return [...fields];
}

/** Where an entry's bytes begin, checked against the file; and what its damage is called. */
async function locate(file: FileHandle, entry: Entry, fileSize: number, path: string): Promise<{ start: number; damaged: (why: string) => UserError }> {
  const damaged = (why: string) => new UserError(`${path}: ${entry.name}: ${why}; the file is cut off or damaged: save it again with numpy.savez`);
  const head = await read(file, entry.offset, 30);
  if (head.length < 30 || head.readUInt32LE(0) !== LOCAL) throw damaged('no entry where the directory says');
  const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (start + entry.packed > fileSize) throw damaged('it ends beyond the file');
  if (entry.method !== 0 && entry.method !== 8) {
    throw new UserError(`${path}: ${entry.name}: zip compression method ${entry.method}; allowed: stored (numpy.savez) and deflate (numpy.savez_compressed)`);
  }
  return { start, damaged };
}

async function content(file: FileHandle, entry: Entry, fileSize: number, path: string): Promise<Uint8Array> {
  const { start, damaged } = await locate(file, entry, fileSize, path);
  const packed = await read(file, start, entry.packed);
  let bytes: Uint8Array = packed;
  if (entry.method === 8) {
    try {
      bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
    } catch (cause) {
      throw new UserError(damaged('it cannot be unpacked').message, { cause });
    }
  }
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc) throw damaged('its checksum is wrong');
  return bytes;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
