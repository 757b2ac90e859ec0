import { UserError } from '../../util/errors.ts';
import { readNpyIntegers, readNpyShape } from '../npy-stream.ts';
import { withNpz, type NpzFile } from '../npz.ts';

/** What a `.npz` tells beside its accesses. */
export interface NpzShape {
  /** Lookups of each bag, in order; absent where nothing says where bags begin. */
  readonly bagLengths?: Int32Array;
  readonly rows?: number;
  readonly dim?: number;
}

/**
 * Hands over the accesses of a `.npz`: `indices`, in bags as `offsets`, `lengths` or a shape of [bags][hotness] tell; with
 * `sessions` (whose sample each bag is) and `table` (its shape only) where it has them. Streamed: only the bags' lengths are
 * held.
 * @throws UserError where there are no integer indices, one points past the table, or the bags do not fit them
 */
export async function readNpzAccesses(path: string, take: (id: number) => void, endBag: (session?: number) => void): Promise<NpzShape> {
  return withNpz(path, async (npz) => {
    if (!npz.names.includes('indices')) {
      throw new UserError(`${path}: no array 'indices'; it has ${npz.names.join(', ') || 'nothing'}; allowed: indices, with offsets or lengths, sessions and table if there are any`);
    }
    const shape = npz.names.includes('table') ? (await readNpyShape(npz.content('table'), `${path}: table`)).shape : [];
    const [rows, dim] = shape.length === 2 ? shape : [];
    const bagLengths = await bagsOf(npz, path);
    const sessions = npz.names.includes('sessions') ? await integers(npz, 'sessions', path) : undefined;
    if (sessions !== undefined && sessions.length !== bagLengths?.length) {
      throw new UserError(`${path}: ${sessions.length} sessions for ${bagLengths?.length ?? 'no'} bags; allowed: one for each bag that offsets, lengths or [bags][hotness] tell`);
    }
    let bag = 0;
    let left = bagLengths?.[0] ?? Infinity;
    const endFilled = () => {
      while (left === 0) {
        endBag(sessions?.[bag]);
        left = bagLengths?.[++bag] ?? Infinity;
      }
    };
    endFilled();
    await readNpyIntegers(npz.content('indices'), `${path}: indices`, 'indices', (index, at) => {
      if (rows !== undefined && !(index >= 0 && index < rows)) {
        throw new UserError(`${path}: indices[${at}]${bagLengths === undefined ? '' : `, in bag ${bag}`}: got index ${index}; allowed: 0 … ${rows - 1}, the rows of its table`);
      }
      take(index);
      left--;
      endFilled();
    });
    return {
      ...(bagLengths === undefined ? {} : { bagLengths }),
      ...(rows === undefined || dim === undefined ? {} : { rows, dim }),
    };
  });
}

/** Lookups of each bag, from what the file has of offsets, lengths and a second dimension; they must agree. */
async function bagsOf(npz: NpzFile, path: string): Promise<Int32Array | undefined> {
  const { shape } = await readNpyShape(npz.content('indices'), `${path}: indices`);
  const lookups = product(shape);
  const told: Int32Array[] = [];
  if (npz.names.includes('offsets')) told.push(lengthsOf(await integers(npz, 'offsets', path), lookups, path));
  if (npz.names.includes('lengths')) told.push(checkedLengths(await integers(npz, 'lengths', path), lookups, path));
  if (told.length === 0 && shape.length > 1) told.push(new Int32Array(lookups / shape.at(-1)!).fill(shape.at(-1)!));
  const [first, second] = told;
  if (second !== undefined && !(first!.length === second.length && first!.every((length, bag) => length === second[bag]))) {
    throw new UserError(`${path}: its offsets and its lengths tell different bags; leave one of them out`);
  }
  return first;
}

/** Every value of a list. Lengths of two dimensions are those of several tables, whose rows would be taken for each other's. */
async function integers(npz: NpzFile, name: string, path: string): Promise<Float64Array> {
  let values = new Float64Array(0);
  await readNpyIntegers(npz.content(name), `${path}: ${name}`, name, (value, at) => { values[at] = value; }, ({ shape }) => {
    if (shape.length !== 1) throw new UserError(`${path}: ${name}: ${shape.length} dimensions; allowed: 1, a value for each bag; take one table at a time`);
    values = new Float64Array(product(shape));
  });
  return values;
}

const product = (shape: readonly number[]) => shape.reduce((count, size) => count * size, 1);

/** Offsets with or without the end of the last bag: CSR has it, PyTorch's default leaves it out. */
function lengthsOf(starts: Float64Array, lookups: number, path: string): Int32Array {
  if (starts[0] !== 0) throw new UserError(`${path}: offsets[0]: got ${starts[0] ?? 'nothing'}, allowed: 0, where offsets start`);
  const bags = starts.at(-1) !== lookups || starts.length === 1 ? starts.length : starts.length - 1;
  return Int32Array.from({ length: bags }, (_, bag) => {
    const end = starts[bag + 1] ?? lookups;
    const length = end - starts[bag]!;
    if (length < 0) throw new UserError(`${path}: offsets[${bag + 1}]: got ${end} after ${starts[bag]}, allowed: offsets that never go down and end at ${lookups} lookups`);
    return length;
  });
}

function checkedLengths(lengths: Float64Array, lookups: number, path: string): Int32Array {
  const bad = lengths.findIndex((length) => length < 0 || length > lookups);
  if (bad >= 0) throw new UserError(`${path}: lengths[${bad}]: got ${lengths[bad]}, allowed: 0 … ${lookups}, the lookups`);
  const sum = lengths.reduce((total, length) => total + length, 0);
  if (sum !== lookups) throw new UserError(`${path}: its lengths add up to ${sum}; allowed: ${lookups}, the lookups`);
  return Int32Array.from(lengths);
}
