import type { Parameter, Signature, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { RowNumbers } from './analysis/row-numbers.ts';
import { offsetsOf } from './bags.ts';
import { generateArguments } from './generate.ts';
import { IntegerList } from './integer-list.ts';
import { readLog, type LogOptions } from './log.ts';

/** The lookups of a log, all at once. */
export interface Accesses {
  /** For each lookup the place of its id among `ids`. */
  readonly places: Int32Array;
  /** The ids that occur, ascending. */
  readonly ids: Float64Array;
  /** Lookups of each bag; absent where nothing says where bags begin. */
  readonly lengths: Int32Array | undefined;
  /** Of the table, where the log knows it. */
  readonly rows: number | undefined;
  readonly dim: number | undefined;
}

/** Errors as readLog. */
export async function readAccesses(options: LogOptions): Promise<Accesses> {
  const numbers = new RowNumbers();
  const lookups = new IntegerList();
  const ends = new IntegerList();
  const seen: number[] = [];
  const { rows, dim } = await readLog(options, (id) => {
    const number = numbers.number(id);
    if (number === seen.length) seen.push(id);
    lookups.push(number);
  }, () => ends.push(lookups.length));
  const place = new Int32Array(seen.length);
  const order = Int32Array.from(seen.keys()).sort((one, other) => seen[one]! - seen[other]!);
  order.forEach((number, at) => { place[number] = at; });
  return {
    places: lookups.values().map((number) => place[number]!), ids: Float64Array.from(order, (number) => seen[number]!),
    lengths: ends.length === 0 ? undefined : ends.values().map((end, bag, all) => end - (all[bag - 1] ?? 0)), rows, dim,
  };
}

/** The lookups of one launch. */
export interface Batch {
  readonly indices: Int32Array;
  /** CSR bounds of the bags; absent where nothing says where they begin. */
  readonly offsets: Int32Array | undefined;
  /** Rows of the table: indices are below. */
  readonly rows: number;
  /** Width of a row, where that is known. */
  readonly dim: number | undefined;
}

/** Rows that a table may have so that something is written for each. */
const MOST_ROWS = 2 ** 28;

/**
 * A log as one batch. Its ids are rows, or with `dense` their places among those that occur.
 * @throws UserError as readLog, and where ids are too large to be rows
 */
export async function readBatch(options: LogOptions): Promise<Batch> {
  const { places, ids, lengths, rows, dim } = await readAccesses(options);
  const told = { offsets: lengths && offsetsOf(lengths), dim };
  if (options.dense === true) return { ...told, indices: places, rows: ids.length };
  const needed = Math.max(rows ?? options.rows ?? 0, ids.at(-1)! + 1);
  if (needed > MOST_ROWS) throw new UserError(`${options.file}: its rows would be ${needed.toLocaleString('en')}; allowed: ${MOST_ROWS.toLocaleString('en')}; number the ids that occur anew with --dense`);
  return { ...told, indices: places.map((place) => ids[place]!), rows: needed };
}

/**
 * One launch of a workload.
 * @throws UserError for a workload without indices
 */
export function workloadBatch(spec: WorkloadSpec, { directory, draw = 'profile' }: { directory: string; draw?: string }): Batch {
  if (spec.indices === undefined) throw new UserError(`workload ${spec.name} has no indices to profile; take one for gather or pooling`);
  const signature = spec.bagLengths === undefined ? accesses([indices]) : accesses([indices, offsets]);
  const { arguments: made, sizes } = generateArguments(signature, spec, { draw, directory });
  return { indices: made.indices!.values as Int32Array, offsets: made.offsets?.values as Int32Array | undefined, rows: sizes.rows!, dim: spec.sizes.dim };
}

const symbol = (name: string) => ({ kind: 'symbol', name }) as const;
const indices: Parameter = { name: 'indices', type: { scalar: 'i32', dims: [symbol('lookups')] } };
const offsets: Parameter = {
  name: 'offsets',
  type: { scalar: 'i32', dims: [{ kind: 'operation', operator: '+', left: symbol('bags'), right: { kind: 'number', value: 1 } }] },
};

/** A pooling kernel without its table: the draws are those of the kernel, the table's memory is not needed. */
function accesses(parameters: readonly Parameter[]): Signature {
  return {
    name: 'profile', description: '', parameters, statics: [],
    roles: { indices: { kind: 'index', into: symbol('rows') }, offsets: { kind: 'offsets', into: symbol('lookups') } },
    returns: { scalar: 'f32', dims: [] },
  };
}
