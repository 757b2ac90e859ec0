import { UserError, messageOf } from '../../util/errors.ts';
import { fileProblem } from '../../util/files.ts';
import { idOfBig } from '../ids.ts';

/**
 * Accesses from a Parquet file, one row group at a time. A column of integers is a list of lookups; a column of lists of
 * integers has a bag a row. Read by hyparquet, whose compressors know snappy, gzip, brotli, zstd and lz4.
 */
export interface ParquetColumns {
  /** Where the row numbers are; may be left out where only one column has integers. */
  readonly column?: string | undefined;
  /** Where it says whose sample a row is. */
  readonly session?: string | undefined;
}

/**
 * Hands over every access, in order; tells whether rows are bags, and how many rows there are.
 * @throws UserError for a file that is no Parquet or is damaged, a column that it lacks, or a value that is no row number
 */
export async function readParquetAccesses(path: string, columns: ParquetColumns, take: (id: number, row: number) => void, endBag: (session?: number) => void): Promise<{ rows: number; bags: boolean; column: string }> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const top = parquetSchema(metadata).children;
    const column = columns.column ?? onlyColumn(path, top);
    for (const [option, name] of [['--column', column], ['--session', columns.session]] as const) {
      if (name !== undefined && !top.some(({ element }) => element.name === name)) {
        throw new UserError(`${path}: ${option}: no column '${name}'; its columns are ${top.map(({ element }) => element.name).join(', ')}`);
      }
    }
    const wanted = [column, ...(columns.session === undefined ? [] : [columns.session])];
    const scan = await parquetScan({ file, metadata, columns: wanted, compressors });
    // lists are nested columns, or JSON
    let bags = top.find(({ element }) => element.name === column)!.children.length > 0;
    let rows = 0;
    for (const range of scan.ranges) {
      const values = await scan.readColumn({ column, ...range });
      const sessions = columns.session === undefined ? undefined : await scan.readColumn({ column: columns.session, ...range });
      for (let at = 0; at < values.length; at++) {
        const value: unknown = values[at];
        const row = range.rowStart + at;
        if (bags ||= Array.isArray(value)) for (const each of (value as readonly unknown[] | null) ?? []) take(rowNumber(each, path, column, row), row);
        else take(rowNumber(value, path, column, row), row);
        if (bags || sessions !== undefined) endBag(sessions === undefined ? undefined : sessionNumber(sessions[at]));
      }
      rows += values.length;
    }
    return { rows, bags, column };
  } catch (thrown) {
    const problem = fileProblem(thrown, 'read', path);
    if (problem instanceof UserError) throw problem;
    throw new UserError(`${path}: not a Parquet file that can be read: ${messageOf(thrown).replace(/\s+/g, ' ').slice(0, 120)}; write it again, without encryption`, { cause: thrown });
  }
}

type Top = Awaited<ReturnType<typeof import('hyparquet')['parquetSchema']>>['children'];

function onlyColumn(path: string, top: Top): string {
  const only = top.length === 1 ? top[0]!.element.name : undefined;
  if (only === undefined) throw new UserError(`${path}: which column holds the row numbers? name one with --column: ${top.map(({ element }) => element.name).join(', ')}`);
  return only;
}

function rowNumber(value: unknown, path: string, column: string, row: number): number {
  const id = typeof value === 'bigint' ? idOfBig(value) : value;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) {
    throw new UserError(`${path}: ${column}, row ${row}: got ${String(value).slice(0, 60)}; allowed: whole numbers from 0, or lists of them`);
  }
  return id;
}

/** Names of sessions may be text: then a hash of 52 bits stands for one. */
function sessionNumber(value: unknown): number {
  const number = Number(value);
  if (typeof value !== 'string' && Number.isSafeInteger(number) && number >= 0) return number;
  let [low, high] = [0x811c9dc5, 0x1b873593];
  for (const character of String(value)) {
    const code = character.codePointAt(0)!;
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high + code, 0x85ebca6b) ^ (high >>> 13);
  }
  return (high & 0xfffff) * 0x100000000 + (low >>> 0);
}
