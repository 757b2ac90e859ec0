import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { fileProblem } from '../util/files.ts';
import { hold, partialName } from '../util/temporary.ts';
import { NPY_HEADER_BYTES, npyHeader } from './npy.ts';

/**
 * Writes a trace of unknown length as it comes: under another name until it is whole, the head last, since only then
 * the length is known.
 */
export interface TraceWriter {
  readonly length: number;
  push(row: number): void;
  /** Completes the file and gives it its name. */
  finish(): void;
  /** Leaves nothing behind. */
  abandon(): void;
}

/** @throws UserError, here and from push and finish, where the file cannot be written */
export function traceWriter(path: string): TraceWriter {
  const partial = partialName(path);
  const buffer = new Int32Array(1 << 16);
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (thrown) {
      throw fileProblem(thrown, 'write', path);
    }
  };
  let filled = 0;
  let flushed = 0;
  let file: number | undefined = guarded(() => openSync(partial, 'w'));
  const letGo = hold(partial);
  const writeAll = (bytes: Uint8Array, position: number) => guarded(() => {
    for (let done = 0; done < bytes.length;) done += writeSync(file!, bytes, done, bytes.length - done, position + done);
  });
  const flush = () => {
    writeAll(new Uint8Array(buffer.buffer, 0, filled * 4), NPY_HEADER_BYTES + flushed * 4);
    flushed += filled;
    filled = 0;
  };
  const close = () => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  return {
    get length() { return flushed + filled; },
    push(row) {
      buffer[filled++] = row;
      if (filled === buffer.length) flush();
    },
    finish() {
      flush();
      writeAll(npyHeader('<i4', [flushed]), 0);
      close();
      guarded(() => renameSync(partial, path));
      letGo();
    },
    abandon() {
      close();
      rmSync(partial, { force: true });
      letGo();
    },
  };
}
