import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { makeFolder, removeEmpty, writeWhole } from '../util/files.ts';
import { NAME } from './spec.ts';
import { traceWriter } from './trace-writer.ts';

/** A workload whose indices are a trace: two files, NAME.json and NAME.npy, that are written whole or not at all. */
export interface TraceFiles {
  readonly specPath: string;
  readonly tracePath: string;
}

/** @throws UserError for a name that no workload can have */
export function traceFiles(directory: string, name: string): TraceFiles {
  if (!NAME.test(name)) throw new UserError(`--name: got ${name}; allowed: letters, digits, - _ and .`);
  return { specPath: join(directory, `${name}.json`), tracePath: join(directory, `${name}.npy`) };
}

/** Both files from rows that are at hand. What fails leaves nothing behind, and an earlier trace of the name as it was. */
export function writeTraceWorkload(directory: string, files: TraceFiles, spec: WorkloadSpec, rows: Iterable<number>): void {
  const made = makeFolder(directory);
  try {
    const writer = traceWriter(files.tracePath);
    try {
      for (const row of rows) writer.push(row);
      writer.finish();
    } catch (thrown) {
      writer.abandon();
      throw thrown;
    }
    writeSpec(files, spec);
  } catch (thrown) {
    removeEmpty(made);
    throw thrown;
  }
}

/** The specification of a trace that is written; without it the trace goes too. */
export function writeSpec({ specPath, tracePath }: TraceFiles, spec: WorkloadSpec): void {
  try {
    writeWhole(specPath, `${JSON.stringify(spec, undefined, 2)}\n`);
  } catch (thrown) {
    rmSync(tracePath, { force: true });
    throw thrown;
  }
}
