import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { fileProblem, makeFolder, removeEmpty } from '../util/files.ts';
import { hold, partialName } from '../util/temporary.ts';
import { NAME } from './spec.ts';
import { traceWriter, type TraceWriter } from './trace-writer.ts';

/** A workload whose indices are a trace: two files, NAME.json and NAME.npy, that are written whole or not at all. */
export interface TraceFiles {
  readonly specPath: string;
  readonly tracePath: string;
}

/**
 * @param log what the trace is made of, where it is made of a file
 * @throws UserError for a name that no workload can have, or whose files would take the place of the log
 */
export function traceFiles(directory: string, name: string, log?: string): TraceFiles {
  if (!NAME.test(name)) throw new UserError(`--name: got ${name}; allowed: letters, digits, - _ and .`);
  const files = { specPath: join(directory, `${name}.json`), tracePath: join(directory, `${name}.npy`) };
  for (const path of Object.values(files)) {
    if (log !== undefined && sameFile(path, log)) throw new UserError(`${path} is what is read; take another --name or --out`);
  }
  return files;
}

/** What a workload of a log is called where nobody says: as the file, without what tells its format. */
export function nameOf(log: string): string {
  return basename(log).replace(/(\.(gz|txt|tsv|csv|log|npz|npy|list|parquet))+$/i, '').replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'trace';
}

/** Are both there, and the same by whatever name? */
function sameFile(one: string, other: string): boolean {
  if (!existsSync(one) || !existsSync(other)) return false;
  const [a, b] = [statSync(one), statSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

/** Both files from rows that are at hand. What fails leaves nothing behind, and an earlier workload of the name as it was. */
export function writeTraceWorkload(directory: string, files: TraceFiles, spec: WorkloadSpec, rows: Iterable<number>): void {
  const made = makeFolder(directory);
  try {
    const writer = traceWriter(files.tracePath);
    try {
      for (const row of rows) writer.push(row);
      finishBoth(files, spec, writer);
    } catch (thrown) {
      writer.abandon();
      throw thrown;
    }
  } catch (thrown) {
    removeEmpty(made);
    throw thrown;
  }
}

/** Completes a trace and its specification, which is on the disk before the trace takes its name: only renaming is left to fail. */
export function finishBoth({ specPath, tracePath }: TraceFiles, spec: WorkloadSpec, trace: TraceWriter): void {
  const partial = partialName(specPath);
  const letGo = hold(partial);
  try {
    if (existsSync(specPath) && statSync(specPath).isDirectory()) throw new UserError(`cannot write ${specPath}: it is a directory`);
    writeFileSync(partial, `${JSON.stringify(spec, undefined, 2)}\n`);
    trace.finish();
    try {
      renameSync(partial, specPath);
    } catch (thrown) {
      rmSync(tracePath, { force: true }); // nothing without its specification
      throw thrown;
    }
  } catch (thrown) {
    rmSync(partial, { force: true });
    throw fileProblem(thrown, 'write', specPath);
  } finally {
    letGo();
  }
}
