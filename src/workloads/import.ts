import { basename } from 'node:path';
import type { BagLengths, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { makeFolder, removeEmpty } from '../util/files.ts';
import { IdTable } from './id-table.ts';
import { showId } from './ids.ts';
import { formatOf, readLog } from './log.ts';
import type { LogOptions, TakeAccess } from './log.ts';
import { parseSpec } from './spec.ts';
import { finishBoth, nameOf, traceFiles } from './trace-workload.ts';
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

/** The highest row that a trace, of int32, can name. */
const MAX_INDEX = 2 ** 31 - 1;

/** @throws UserError for anything wrong with the log, the options or the place to write to */
export async function importWorkload(options: ImportOptions): Promise<Imported> {
  checkSizes(options);
  const { file, directory } = options;
  const format = options.format ?? await formatOf(file);
  const name = options.name ?? nameOf(file);
  const files = traceFiles(directory, name, file);
  const { specPath, tracePath } = files;
  const made = makeFolder(directory);
  let writer: TraceWriter | undefined;
  try {
    const trace = writer = traceWriter(tracePath);
    const ids = options.dense === true || (format === 'criteo' && options.rows === undefined) ? new IdTable() : undefined;
    const rows = format === 'criteo' ? undefined : options.rows; // Criteo's are those of each category
    const limit = (ids === undefined ? undefined : rows) ?? MAX_INDEX + 1;
    let highest = -1;
    const take: TakeAccess = (id, line) => {
      const row = ids === undefined ? id : ids.number(id);
      if (row >= limit) {
        const where = `${file}${line === undefined ? '' : `:${line}`}: lookup ${trace.length}`;
        throw new UserError(ids === undefined ? `${where}: got index ${showId(id)}; allowed: 0 … ${limit - 1}; number ids that are no rows anew with --dense`
          : `${where}: got more than ${limit} different rows (--rows); allowed: that many or fewer`);
      }
      if (row > highest) highest = row;
      trace.push(row);
    };
    const shape = await readLog({ ...options, format }, take);
    const spec = parseSpec({
      name,
      description: `${trace.length} lookups from ${basename(file)} (${shape.told})${ids === undefined ? '' : ', rows renumbered densely'}.`,
      operations: ['gather', 'pool-sum', 'pool-mean', 'pool-max', 'pool-weighted-sum', 'pool-weighted-mean'],
      sizes: { rows: shape.rows ?? rows ?? highest + 1, dim: options.dim ?? shape.dim ?? 32, bags: options.bags ?? shape.bags },
      bagLengths: options.bagLengths ?? shape.bagLengths,
      indices: { distribution: 'trace', file: basename(tracePath) },
      dtype: 'f32',
      seed: 1,
      source: basename(file),
    }, specPath);
    finishBoth(files, spec, trace);
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
