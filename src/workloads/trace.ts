import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Random } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { fileProblem } from '../util/files.ts';
import { parseNpyHeader, readNpy } from './npy.ts';

/** Traces: one-dimensional int32 `.npy` files of row numbers, as the importers write them. */

/**
 * `lookups` row numbers from a drawn place of a trace on, going round at its end. Only that window is read, so a trace
 * of gigabytes costs nothing.
 * @throws UserError where the file is no trace or names a row that the table has not
 */
export function readTraceWindow(path: string, request: { rows: number; lookups: number; random: Random }): Int32Array {
  const { rows, lookups, random } = request;
  return withTrace(path, (file, start, length) => {
    const window = new Int32Array(lookups);
    let position = random.below(length);
    for (let done = 0; done < lookups;) {
      const count = Math.min(lookups - done, length - position);
      readSync(file, new Uint8Array(window.buffer, done * 4, count * 4), 0, count * 4, start + position * 4);
      done += count;
      position = 0;
    }
    return within(window, rows, path);
  });
}

/** All row numbers of a trace, for a table of any size where `rows` is left out. Errors as readTraceWindow. */
export function readTrace(path: string, rows = Infinity): Int32Array {
  return withTrace(path, () => within(readNpy(readFileSync(path), path).values as Int32Array, rows, path));
}

function within(trace: Int32Array, rows: number, path: string): Int32Array {
  const bad = trace.findIndex((row) => row < 0 || row >= rows);
  if (bad >= 0) throw new UserError(`${path}: names row ${trace[bad]}; allowed: 0 … ${rows - 1} (rows = ${rows}): give the workload more rows or import the trace with dense numbering`);
  return trace;
}

function withTrace<T>(path: string, use: (file: number, start: number, length: number) => T): T {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const head = Buffer.alloc(Math.min(4096, fstatSync(file).size));
    readSync(file, head, 0, head.length, 0);
    const { descr, shape, start } = parseNpyHeader(head, path);
    if (descr !== '<i4' || shape.length !== 1) throw new UserError(`${path}: ${descr} of ${shape.length} dimensions; a trace is a list of int32 ('<i4'): make one with 'evoke workloads import'`);
    const length = shape[0]!;
    if (length === 0) throw new UserError(`${path}: a trace without lookups; allowed: at least one`);
    const wanted = start + length * 4;
    const size = fstatSync(file).size;
    if (size !== wanted) throw new UserError(`${path}: ${size} bytes, but ${length} lookups take ${wanted}; the trace is cut off or damaged: import it again`);
    return use(file, start, length);
  } catch (thrown) {
    throw fileProblem(thrown, 'read', path);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

