import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../util/errors.ts';
import { fileProblem } from '../util/files.ts';

/** A line, without its end, as the bytes from start to end, valid only until the callback returns: no object for each line. `number` counts from 1. */
export type LineReader = (bytes: Buffer, start: number, end: number, number: number) => void;

const LONGEST = 65_536;
const NEWLINE = 10;
const RETURN = 13;
/** What Windows programs put in front of UTF-8: no part of the first line. */
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Every line of a text file, plain or gzip (told by its first bytes, not its name), in pieces: memory does not grow with
 * the file. Empty lines at the end are left out. Resolves to the number of lines.
 * @throws UserError for a file that cannot be read, is empty, is a gzip cut off or damaged, or has lines beyond 64 KiB
 */
export async function readLines(path: string, onLine: LineReader): Promise<number> {
  let number = 0;
  let blank = 0;
  const emit = (bytes: Buffer, start: number, newline: number) => {
    const end = newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline;
    if (++number === 1 && MARK.equals(bytes.subarray(start, start + MARK.length))) start += MARK.length;
    if (end === start) { blank++; return; }
    if (blank > 0) throw new UserError(`${path}:${number - blank}: an empty line; allowed: only at the end`);
    onLine(bytes, start, end, number);
  };
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of await contentOf(path)) {
      let bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      let start = 0;
      for (let at = 0; at < bytes.length; at++) {
        if (bytes[at] !== NEWLINE) continue;
        emit(bytes, start, at);
        start = at + 1;
      }
      rest = bytes.subarray(start);
      if (rest.length > LONGEST) throw new UserError(`${path}:${number + 1}: a line longer than ${LONGEST} bytes; allowed: text, one record a line`);
    }
    if (rest.length > 0) emit(rest, 0, rest.length);
  } catch (thrown) {
    throw gzipProblem(thrown, path, number) ?? fileProblem(thrown, 'read', path);
  }
  if (number === blank) throw new UserError(`${path}: an empty file; allowed: one record a line`);
  return number - blank;
}

/** The first line, to tell formats apart. Errors as readLines. */
export async function firstLine(path: string): Promise<string> {
  const found = { line: '' };
  class Enough extends Error {}
  try {
    await readLines(path, (bytes, start, end) => {
      found.line = bytes.toString('latin1', start, end);
      throw new Enough();
    });
  } catch (thrown) {
    if (!(thrown instanceof Enough)) throw thrown;
  }
  return found.line;
}

/** The first bytes of a file. Errors as readLines. */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { end: count - 1 })) return chunk as Buffer;
  } catch (thrown) {
    throw fileProblem(thrown, 'read', path);
  }
  return Buffer.alloc(0);
}

async function contentOf(path: string): Promise<Readable> {
  const magic = await firstBytes(path, 2);
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  if (magic.length < 2 || magic[0] !== 0x1f || magic[1] !== 0x8b) return file;
  const unpacked = createGunzip({ chunkSize: 1 << 18 });
  file.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => file.destroy());
  return file.pipe(unpacked);
}

function gzipProblem(thrown: unknown, path: string, line: number): UserError | undefined {
  const code = String((thrown as { code?: unknown }).code);
  if (!code.startsWith('Z_')) return undefined;
  const what = code === 'Z_BUF_ERROR' ? 'the gzip is cut off' : 'the gzip is damaged';
  return new UserError(`${path}: ${what} after line ${line}; fetch or pack the file again`, { cause: thrown });
}
