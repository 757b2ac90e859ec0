import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BagLengths, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { fileProblem, writeWhole } from './files.ts';
import { IdTable } from './id-table.ts';
import { CATEGORIES, readCriteo } from './importers/criteo.ts';
import { MAX_INDEX, readIndexList } from './importers/index-list.ts';
import { readNpzAccesses } from './importers/npz.ts';
import { firstBytes, firstLine } from './lines.ts';
import { parseSpec } from './spec.ts';
import { traceWriter } from './trace-writer.ts';

/**
 * A user's log made a workload: a trace (`NAME.npy`) and the JSON that names it (`NAME.json`), side by side. The log is
 * streamed; both files appear whole or not at all.
 */
export const IMPORT_FORMATS = ['index-list', 'criteo', 'npz'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export interface ImportOptions {
  readonly file: string;
  /** Told from the file's content where absent. */
  readonly format?: ImportFormat;
  /** Where the two files go; made if need be. */
  readonly directory: string;
  /** Name of the workload; that of the file where absent. */
  readonly name?: string;
  /** Rows of the table (Criteo: of each category's table, hashes are taken modulo it). Absent: as many as the log needs. */
  readonly rows?: number;
  /** Number rows 0, 1, 2, … by first appearance, leaving no row unused. */
  readonly dense?: boolean;
  /** Width of a row. Default: that of the .npz's table, else 32. */
  readonly dim?: number;
  /** Bags of a launch. Default: those of the .npz, else 2048 of one lookup, else 256. */
  readonly bags?: number;
  /** Default: those of the .npz; Criteo: 1, or 26 for all; a list has none, so geometric with mean 15.8 as Meta's tables of 2021. */
  readonly bagLengths?: BagLengths;
  /** Criteo: category 1 … 26, or all (default), one table after another as table-batched embeddings lie in memory. */
  readonly column?: number | 'all';
}

export interface Imported {
  readonly spec: WorkloadSpec;
  readonly specPath: string;
  readonly tracePath: string;
}

/** What a format knows beside the accesses. */
interface Shape {
  readonly rows?: number | undefined;
  readonly dim?: number | undefined;
  readonly bags: number;
  readonly bagLengths: BagLengths;
  readonly told: string;
}

type Take = (id: number, line?: number) => void;

/** @throws UserError for anything wrong with the log, the options or the place to write to */
export async function importWorkload(options: ImportOptions): Promise<Imported> {
  checkOptions(options);
  const { file, directory } = options;
  const format = options.format ?? await formatOf(file);
  const name = options.name ?? (basename(file).replace(/(\.(gz|txt|tsv|csv|log|npz|list))+$/i, '').replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'trace');
  const [specPath, tracePath] = [join(directory, `${name}.json`), join(directory, `${name}.npy`)];
  try {
    mkdirSync(directory, { recursive: true });
  } catch (thrown) {
    throw fileProblem(thrown, 'write', directory);
  }
  const writer = traceWriter(tracePath);
  try {
    const limit = format === 'criteo' ? undefined : options.rows;
    const ids = options.dense === true || (format === 'criteo' && options.rows === undefined) ? new IdTable() : undefined;
    let highest = -1;
    const take: Take = (id, line) => {
      const row = ids === undefined ? id : ids.number(id);
      if (row < 0 || row > MAX_INDEX || (limit !== undefined && row >= limit)) {
        const where = line === undefined ? `${file}: indices[${writer.length}]` : `${file}:${line}`;
        throw new UserError(`${where}: got index ${row}; allowed: 0 … ${(limit ?? MAX_INDEX + 1) - 1}${limit === undefined ? '' : ' (--rows); give more rows, or renumber densely'}`);
      }
      if (row > highest) highest = row;
      writer.push(row);
    };
    const shape = await readers[format](options, take);
    if (writer.length === 0) throw new UserError(`${file}: no lookups; allowed: at least one`);
    const spec = parseSpec({
      name,
      description: `${writer.length} lookups from ${basename(file)} (${shape.told})${ids === undefined ? '' : ', rows renumbered densely'}.`,
      operations: ['gather', 'pool-sum', 'pool-mean', 'pool-max', 'pool-weighted-sum', 'pool-weighted-mean'],
      sizes: { rows: shape.rows ?? options.rows ?? highest + 1, dim: options.dim ?? shape.dim ?? 32, bags: options.bags ?? shape.bags },
      bagLengths: options.bagLengths ?? shape.bagLengths,
      indices: { distribution: 'trace', file: basename(tracePath) },
      dtype: 'f32',
      seed: 1,
      source: basename(file),
    }, specPath);
    writer.finish();
    writeSpec(specPath, tracePath, spec);
    return { spec, specPath, tracePath };
  } catch (thrown) {
    writer.abandon();
    throw thrown;
  }
}

function writeSpec(specPath: string, tracePath: string, spec: WorkloadSpec): void {
  try {
    writeWhole(specPath, `${JSON.stringify(spec, undefined, 2)}\n`);
  } catch (thrown) {
    rmSync(tracePath, { force: true });
    throw thrown;
  }
}

const readers: Readonly<Record<ImportFormat, (options: ImportOptions, take: Take) => Promise<Shape>>> = {
  async 'index-list'({ file }, take) {
    await readIndexList(file, take);
    return { bags: 256, bagLengths: { distribution: 'geometric', mean: 15.8 }, told: 'one index a line' };
  },

  async criteo({ file, rows, dense, column = 'all' }, take) {
    const tableSize = rows ?? 2 ** 32; // hashes have 32 bits: without a modulus every one is its own row, renumbered
    await readCriteo(file, column === 'all' ? 'all' : column - 1, (hash, category, line) => {
      take((column === 'all' ? category * tableSize : 0) + hash % tableSize, line);
    });
    const tables = column === 'all' ? CATEGORIES : 1;
    return {
      rows: rows === undefined || dense === true ? undefined : rows * tables,
      bags: tables === 1 ? 2048 : 256,
      bagLengths: { distribution: 'fixed', length: tables },
      told: `Criteo, ${column === 'all' ? 'all 26 categories' : `category ${column}`}${rows === undefined ? '' : ` modulo ${rows}`}`,
    };
  },

  async npz({ file }, take) {
    const { indices, bagLengths, rows, dim } = await readNpzAccesses(file);
    indices.forEach((index) => take(Number(index)));
    return {
      rows, dim, told: 'the indices of an .npz',
      bags: bagLengths?.length ?? 256,
      bagLengths: bagLengths === undefined ? { distribution: 'geometric', mean: 15.8 } : { distribution: 'listed', lengths: bagLengths },
    };
  },
};

/** @throws UserError where the file cannot be read */
export async function formatOf(file: string): Promise<ImportFormat> {
  const magic = await firstBytes(file, 4);
  if (magic.toString('latin1').startsWith('PK')) return 'npz';
  return (await firstLine(file)).includes('\t') ? 'criteo' : 'index-list';
}

function checkOptions({ format, rows, dim, bags, column }: ImportOptions): void {
  for (const [option, value] of Object.entries({ rows, dim, bags })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= MAX_INDEX)) {
      throw new UserError(`--${option}: got ${value}; allowed: a whole number from 1 to ${MAX_INDEX}`);
    }
  }
  if (column !== undefined && column !== 'all' && !(Number.isInteger(column) && column >= 1 && column <= CATEGORIES)) {
    throw new UserError(`--column: got ${column}; allowed: 1 … ${CATEGORIES}, or all`);
  }
  if (format !== undefined && !IMPORT_FORMATS.includes(format)) {
    throw new UserError(`--format: got ${format}; allowed: ${IMPORT_FORMATS.join(', ')}`);
  }
}
