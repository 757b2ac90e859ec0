import { statSync } from 'node:fs';
import type { BagLengths } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { fileProblem } from '../util/files.ts';
import { isPackedCriteo, readPackedCriteo } from './importers/criteo-npz.ts';
import { CATEGORIES, readCriteo } from './importers/criteo.ts';
import { readIndexList } from './importers/index-list.ts';
import { readNpyAccesses } from './importers/npy.ts';
import { readNpzAccesses } from './importers/npz.ts';
import { readParquetAccesses } from './importers/parquet.ts';
import { showId } from './ids.ts';
import { firstBytes, firstLine } from './lines.ts';

/**
 * A log of accesses, whatever its format: a stream of ids and what the format knows beside them. Whether they are
 * written down or only counted is the reader's business.
 */
export const LOG_FORMATS = ['index-list', 'criteo', 'npz', 'npy', 'parquet'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogOptions {
  readonly file: string;
  /** Told from the file's content where absent. */
  readonly format?: LogFormat;
  /** Rows of the table (Criteo: of each category's table, hashes are taken modulo it). Absent: as many as the log needs. */
  readonly rows?: number;
  /** Number rows 0, 1, 2, … by first appearance, leaving no row unused. */
  readonly dense?: boolean;
  /** Criteo: category 1 … 26, or all (default), one table after another as table-batched embeddings lie in memory. Parquet: the column of row numbers. */
  readonly column?: number | string;
  /** Parquet: the column that says whose sample a row is. */
  readonly session?: string;
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
/** A bag is complete; whose sample it is, where the log says so. */
export type EndBag = (session?: number) => void;

/**
 * Hands over every access of a log, in order, and the ends of its bags where it has any.
 * @throws UserError that names file, line and content, or the option that is wrong; for an id below 0, or beyond `rows` where
 * ids are row numbers: Criteo's hashes are taken modulo the rows, and rows that are numbered anew have no beyond
 */
export async function readLog(options: LogOptions, take: TakeAccess, endBag: EndBag = () => {}): Promise<LogShape> {
  const { format, column, session, file, rows, dense } = options;
  if (format !== undefined && !LOG_FORMATS.includes(format)) {
    throw new UserError(`--format: got ${format}; allowed: ${LOG_FORMATS.join(', ')}`);
  }
  refuseStream(file);
  const told = format ?? await formatOf(file);
  if (column !== undefined && told !== 'criteo' && told !== 'parquet') throw new UserError(`--column: ${file} is no Criteo log and no Parquet file (${told}); leave it out, or say --format criteo`);
  if (session !== undefined && told !== 'parquet') throw new UserError(`--session: ${file} is no Parquet file (${told}); leave it out (an .npz says it in an array 'sessions')`);
  const beyond = told === 'criteo' || dense === true ? Infinity : rows ?? Infinity;
  let lookups = 0;
  let bags = 0;
  const shape = await readers[told](options, (id, line) => {
    if (id < 0 || id >= beyond) {
      const where = `${file}${line === undefined ? '' : `:${line}`}: lookup ${lookups}, in bag ${bags}`;
      throw new UserError(id < 0 ? `${where}: got index ${showId(id)}; allowed: from 0; leave pruned rows (-1) out, and save signed hashes as unsigned (numpy: .view('uint64'))`
        : `${where}, points past its table: got index ${showId(id)}; allowed: 0 … ${beyond - 1} (--rows)`);
    }
    lookups++;
    take(id, line);
  }, (whose) => {
    bags++;
    endBag(whose);
  });
  if (lookups === 0) throw new UserError(`${file}: no lookups; allowed: at least one`);
  return shape;
}

/** What is read twice, to tell its format and then for good, must be a file: a pipe would have lost its beginning. */
function refuseStream(file: string): void {
  try {
    const stat = statSync(file);
    if (stat.isFile() || stat.isDirectory()) return; // what is wrong with a folder the reader says
  } catch (thrown) {
    throw fileProblem(thrown, 'read', file);
  }
  throw new UserError(`${file}: a pipe or a device; allowed: a file, as it is read more than once; write what comes through to one (gzip is read as it is)`);
}

const ZIP = 'PK';

/** @throws UserError where the file cannot be read, is empty or is of no kind that is known */
export async function formatOf(file: string): Promise<LogFormat> {
  refuseStream(file);
  const magic = (await firstBytes(file, 8)).toString('latin1');
  if (magic.startsWith(ZIP)) return await isPackedCriteo(file) ? 'criteo' : 'npz';
  if (magic.startsWith('PAR1')) return 'parquet';
  if (magic.startsWith('\x93NUMPY')) return 'npy';
  const line = await firstLine(file);
  if (/[^\t\x20-\x7e]/.test(line)) {
    throw new UserError(`${file}: of no known format: neither text nor .npz, .npy or Parquet; allowed: ${LOG_FORMATS.join(', ')}`);
  }
  return line.includes('\t') ? 'criteo' : 'index-list';
}

/** Meta's mean of 2021, where a log has no bags. */
const assumed: BagLengths = { distribution: 'geometric', mean: 15.8 };

/** Bag lengths one by one, or as what they have in common: a list of a million equal lengths says no more. */
function lengthsOf(lengths: ArrayLike<number>): BagLengths {
  const list = Array.from(lengths);
  return list.length > 0 && list.every((length) => length === list[0]) ? { distribution: 'fixed', length: list[0]! } : { distribution: 'listed', lengths: list };
}

/** Bags of a launch at most: a log of millions is read from a drawn place on. */
const mostBags = 65_536;

const readers: Readonly<Record<LogFormat, (options: LogOptions, take: TakeAccess, endBag: EndBag) => Promise<LogShape>>> = {
  async 'index-list'({ file }, take) {
    await readIndexList(file, take);
    return { bags: 256, bagLengths: assumed, told: 'one index a line' };
  },

  async criteo({ file, rows, dense, column = 'all' }, take, endBag) {
    const category = categoryOf(column);
    const tableSize = rows ?? 2 ** 32; // hashes have 32 bits: without a modulus every one is its own row, renumbered
    const packed = (await firstBytes(file, 2)).toString('latin1') === ZIP;
    await (packed ? readPackedCriteo : readCriteo)(file, category === 'all' ? 'all' : category - 1, (hash, each, line?: number) => {
      take((category === 'all' ? each * tableSize : 0) + hash % tableSize, line);
      if (category !== 'all' || each === CATEGORIES - 1) endBag();
    });
    const tables = category === 'all' ? CATEGORIES : 1;
    return {
      rows: rows === undefined || dense === true ? undefined : rows * tables,
      bags: tables === 1 ? 2048 : 256,
      bagLengths: { distribution: 'fixed', length: tables },
      told: `Criteo, ${category === 'all' ? 'all 26 categories' : `category ${category}`}${rows === undefined ? '' : ` modulo ${rows}`}`,
    };
  },

  async npz({ file }, take, endBag) {
    const { bagLengths, rows, dim } = await readNpzAccesses(file, take, endBag);
    return {
      rows, dim, told: 'the indices of an .npz',
      bags: bagLengths?.length ?? 256,
      bagLengths: bagLengths === undefined ? assumed : { distribution: 'listed', lengths: Array.from(bagLengths) },
    };
  },

  async npy({ file }, take, endBag) {
    const bags = await readNpyAccesses(file, take, endBag);
    if (bags === undefined) return { bags: 256, bagLengths: assumed, told: 'the rows of an .npy' };
    return { bags: Math.min(mostBags, bags.bags), bagLengths: { distribution: 'fixed', length: bags.hotness }, told: 'the bags of an .npy' };
  },

  async parquet({ file, column, session }, take, endBag) {
    const lengths: number[] = [];
    let length = 0;
    const { bags, column: read } = await readParquetAccesses(file, { column: column === undefined ? undefined : String(column), session }, (id, row) => {
      length++;
      take(id, row);
    }, (whose) => {
      if (lengths.length < mostBags) lengths.push(length);
      length = 0;
      endBag(whose);
    });
    return { bags: bags ? lengths.length : 256, bagLengths: bags ? lengthsOf(lengths) : assumed, told: `column ${read} of a Parquet file` };
  },
};

function categoryOf(column: number | string): number | 'all' {
  if (column === 'all') return column;
  const category = Number(column);
  if (!(Number.isInteger(category) && category >= 1 && category <= CATEGORIES)) throw new UserError(`--column: got ${column}; allowed: 1 … ${CATEGORIES}, or all`);
  return category;
}
