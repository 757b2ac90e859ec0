import { basename } from 'node:path';
import type { BagLengths, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { makeFolder, removeEmpty } from '../util/files.ts';
import { IdTable } from './id-table.ts';
import { MAX_INDEX } from './importers/index-list.ts';
import { formatOf, readLog } from './log.ts';
import type { LogOptions, TakeAccess } from './log.ts';
import { parseSpec } from './spec.ts';
import { traceFiles, writeSpec } from './trace-workload.ts';
import { traceWriter, type TraceWriter } from './trace-writer.ts';

/**
 * A user's log made a workload: a trace (`NAME.npy`) and the JSON that names it (`NAME.json`), side by side. The log is
 * streamed; both files appear whole or not at all.
 */
export interface ImportOptions extends LogOptions {
  /** Where the two files go; made if need be. */
  readonly directory: string;
  /** Name of the workload; that of the file where absent. */
  readonly name?: string;
  /** Width of a row. Default: that of the .npz's table, else 32. */
  readonly dim?: number;
  /** Bags of a launch. Default: those of the .npz, else 2048 of one lookup, else 256. */
  readonly bags?: number;
  /** Default: those of the .npz; Criteo: 1, or 26 for all; a list has none, so geometric with mean 15.8 as Meta's tables of 2021. */
  readonly bagLengths?: BagLengths;
}

export interface Imported {
  readonly spec: WorkloadSpec;
  readonly specPath: string;
  readonly tracePath: string;
}

/** @throws UserError for anything wrong with the log, the options or the place to write to */
export async function importWorkload(options: ImportOptions): Promise<Imported> {
  checkSizes(options);
  const { file, directory } = options;
  const format = options.format ?? await formatOf(file);
  const name = options.name ?? (basename(file).replace(/(\.(gz|txt|tsv|csv|log|npz|list))+$/i, '').replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'trace');
  const files = traceFiles(directory, name);
  const { specPath, tracePath } = files;
  const made = makeFolder(directory);
  let writer: TraceWriter | undefined;
  try {
    const trace = writer = traceWriter(tracePath);
    const limit = format === 'criteo' ? undefined : options.rows;
    const ids = options.dense === true || (format === 'criteo' && options.rows === undefined) ? new IdTable() : undefined;
    let highest = -1;
    const take: TakeAccess = (id, line) => {
      const row = ids === undefined || id < 0 ? id : ids.number(id);
      if (row < 0 || row > MAX_INDEX || (limit !== undefined && row >= limit)) {
        const where = line === undefined ? `${file}: indices[${trace.length}]` : `${file}:${line}`;
        throw new UserError(`${where}: got index ${row}; allowed: 0 … ${(limit ?? MAX_INDEX + 1) - 1}${limit === undefined ? '' : ' (--rows); give more rows, or renumber densely'}`);
      }
      if (row > highest) highest = row;
      trace.push(row);
    };
    const shape = await readLog({ ...options, format }, take);
    if (trace.length === 0) throw new UserError(`${file}: no lookups; allowed: at least one`);
    const spec = parseSpec({
      name,
      description: `${trace.length} lookups from ${basename(file)} (${shape.told})${ids === undefined ? '' : ', rows renumbered densely'}.`,
      operations: ['gather', 'pool-sum', 'pool-mean', 'pool-max', 'pool-weighted-sum', 'pool-weighted-mean'],
      sizes: { rows: shape.rows ?? options.rows ?? highest + 1, dim: options.dim ?? shape.dim ?? 32, bags: options.bags ?? shape.bags },
      bagLengths: options.bagLengths ?? shape.bagLengths,
      indices: { distribution: 'trace', file: basename(tracePath) },
      dtype: 'f32',
      seed: 1,
      source: basename(file),
    }, specPath);
    trace.finish();
    writeSpec(files, spec);
    return { spec, specPath, tracePath };
  } catch (thrown) {
    writer?.abandon();
    removeEmpty(made);
    throw thrown;
  }
}

function checkSizes({ rows, dim, bags }: ImportOptions): void {
  for (const [option, value] of Object.entries({ rows, dim, bags })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= MAX_INDEX)) {
      throw new UserError(`--${option}: got ${value}; allowed: a whole number from 1 to ${MAX_INDEX}`);
    }
  }
}
