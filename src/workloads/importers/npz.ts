import type { ArrayData } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { readNpz } from '../npz.ts';

/** The accesses of a `.npz`: `indices`, and `offsets` and `table` where it has them. */
export interface NpzAccesses {
  readonly indices: ArrayData['values'];
  /** Lookups of each bag, in order; absent without offsets. */
  readonly bagLengths?: readonly number[];
  readonly rows?: number;
  readonly dim?: number;
}

/** @throws UserError where there are no integer indices or the offsets do not fit them */
export async function readNpzAccesses(path: string): Promise<NpzAccesses> {
  const arrays = await readNpz(path);
  const { indices, offsets, table } = arrays;
  const has = Object.keys(arrays).join(', ') || 'nothing';
  if (indices === undefined) throw new UserError(`${path}: no array 'indices'; it has ${has}; allowed: indices, with offsets and table if there are any`);
  if (!isInteger(indices)) throw new UserError(`${path}: indices are ${indices.scalar}; allowed: integers`);
  if (offsets !== undefined && !isInteger(offsets)) throw new UserError(`${path}: offsets are ${offsets.scalar}; allowed: integers`);
  const [rows, dim] = table?.shape.length === 2 ? table.shape : [];
  const stray = rows === undefined ? -1 : indices.values.findIndex((index: number | bigint) => index < 0 || index >= rows);
  if (stray >= 0) throw new UserError(`${path}: indices[${stray}]: got index ${indices.values[stray]}; allowed: 0 … ${rows! - 1}, the rows of its table`);
  return {
    indices: indices.values,
    ...(offsets === undefined ? {} : { bagLengths: lengthsOf(offsets.values, indices.values.length, path) }),
    ...(rows === undefined || dim === undefined ? {} : { rows, dim }),
  };
}

function isInteger({ values, scalar }: ArrayData): boolean {
  return scalar !== 'bool' && !(values instanceof Float32Array || values instanceof Float64Array);
}

/** Offsets with or without the end of the last bag: CSR has it, PyTorch's default leaves it out. */
function lengthsOf(offsets: ArrayData['values'], lookups: number, path: string): number[] {
  const starts = Array.from(offsets as Int32Array, Number);
  if (starts[0] !== 0) throw new UserError(`${path}: offsets[0]: got ${starts[0] ?? 'nothing'}, allowed: 0, where offsets start`);
  if (starts.at(-1) !== lookups || starts.length === 1) starts.push(lookups);
  return starts.slice(1).map((end, bag) => {
    const length = end - starts[bag]!;
    if (length < 0) throw new UserError(`${path}: offsets[${bag + 1}]: got ${end} after ${starts[bag]}, allowed: offsets that never go down and end at ${lookups} lookups`);
    return length;
  });
}
