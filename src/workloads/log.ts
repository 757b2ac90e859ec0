import type { BagLengths } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { CATEGORIES, readCriteo } from './importers/criteo.ts';
import { readIndexList } from './importers/index-list.ts';
import { readNpzAccesses } from './importers/npz.ts';
import { firstBytes, firstLine } from './lines.ts';

/**
 * A log of accesses, whatever its format: a stream of ids and what the format knows beside them. Whether they are
 * written down or only counted is the reader's business.
 */
export const LOG_FORMATS = ['index-list', 'criteo', 'npz'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogOptions {
  readonly file: string;
  /** Told from the file's content where absent. */
  readonly format?: LogFormat;
  /** Rows of the table (Criteo: of each category's table, hashes are taken modulo it). Absent: as many as the log needs. */
  readonly rows?: number;
  /** Number rows 0, 1, 2, … by first appearance, leaving no row unused. */
  readonly dense?: boolean;
  /** Criteo: category 1 … 26, or all (default), one table after another as table-batched embeddings lie in memory. */
  readonly column?: number | 'all';
}

export interface LogShape {
  readonly rows?: number | undefined;
  readonly dim?: number | undefined;
  readonly bags: number;
  readonly bagLengths: BagLengths;
  /** The format, as the words of a description. */
  readonly told: string;
}

export type TakeAccess = (id: number, line?: number) => void;

/**
 * Hands over every access of a log, in order.
 * @throws UserError that names file, line and content, or the option that is wrong
 */
export async function readLog(options: LogOptions, take: TakeAccess): Promise<LogShape> {
  const { format, column } = options;
  if (format !== undefined && !LOG_FORMATS.includes(format)) {
    throw new UserError(`--format: got ${format}; allowed: ${LOG_FORMATS.join(', ')}`);
  }
  if (column !== undefined && column !== 'all' && !(Number.isInteger(column) && column >= 1 && column <= CATEGORIES)) {
    throw new UserError(`--column: got ${column}; allowed: 1 … ${CATEGORIES}, or all`);
  }
  const told = format ?? await formatOf(options.file);
  if (column !== undefined && told !== 'criteo') throw new UserError(`--column: ${options.file} is no Criteo log (${told}); leave it out, or say --format criteo`);
  return readers[told](options, take);
}

/** @throws UserError where the file cannot be read */
export async function formatOf(file: string): Promise<LogFormat> {
  const magic = await firstBytes(file, 4);
  if (magic.toString('latin1').startsWith('PK')) return 'npz';
  return (await firstLine(file)).includes('\t') ? 'criteo' : 'index-list';
}

const readers: Readonly<Record<LogFormat, (options: LogOptions, take: TakeAccess) => Promise<LogShape>>> = {
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
