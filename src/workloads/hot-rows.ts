import { UserError } from '../util/errors.ts';
import { offsetsOf } from './bags.ts';

/**
 * Hot rows in a compact table of their own (FAE, arXiv 2103.00686; frequency-aware cache, arXiv 2208.05321). The knob is a
 * memory budget: as many of the most used rows as fit it are hot.
 */
export interface HotRows {
  /** The hot rows' numbers, the most used first; of rows used alike the lower number. */
  readonly rows: Int32Array;
  /** For each row of the whole table its place among the hot ones, −1 for one that is not hot. */
  readonly remap: Int32Array;
  readonly shareOfAccesses: number;
}

/**
 * The rows that `indices` use most, of a table of `rows` rows. Rows that are not used are never hot.
 * @throws UserError for a budget smaller than one row
 */
export function chooseHotRows(indices: Int32Array, rows: number, { budgetBytes, rowBytes }: { readonly budgetBytes: number; readonly rowBytes: number }): HotRows {
  const most = Math.floor(budgetBytes / rowBytes);
  if (most < 1) throw new UserError(`a budget of ${budgetBytes} bytes holds no row of ${rowBytes} bytes; give at least one row's`);
  const counts = new Int32Array(rows);
  for (const row of indices) counts[row]!++;
  const used = Int32Array.from(counts.keys()).filter((row) => counts[row]! > 0);
  const hot = used.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, most);
  const remap = new Int32Array(rows).fill(-1);
  hot.forEach((row, place) => { remap[row] = place; });
  const accesses = hot.reduce((sum, row) => sum + counts[row]!, 0);
  return { rows: hot, remap, shareOfAccesses: indices.length === 0 ? 0 : accesses / indices.length };
}

/**
 * Bags that need nothing but hot rows, which a kernel can pool from the compact table alone, and the others; both in order. An
 * empty bag is hot.
 */
export function splitBags(indices: Int32Array, offsets: Int32Array, remap: Int32Array): { readonly hot: number[]; readonly mixed: number[] } {
  const [hot, mixed]: [number[], number[]] = [[], []];
  for (let bag = 0; bag + 1 < offsets.length; bag++) {
    const own = indices.subarray(offsets[bag]!, offsets[bag + 1]!);
    (own.every((row) => remap[row]! >= 0) ? hot : mixed).push(bag);
  }
  return { hot, mixed };
}

/** A batch parted in two: bags of the compact table alone, and the others. */
export interface HotAndMixed {
  /** Numbers of the bags in the batch. */
  readonly hotBags: Int32Array;
  /** Their lookups as places in the compact table, and their CSR bounds. */
  readonly hotIndices: Int32Array;
  readonly hotOffsets: Int32Array;
  readonly mixedBags: Int32Array;
  /** Rows of the whole table. */
  readonly mixedIndices: Int32Array;
  readonly mixedOffsets: Int32Array;
}

/** The two launches of a batch: plain pooling on the compact table, and one that looks rows up in `remap`. */
export function partBatch(indices: Int32Array, offsets: Int32Array, remap: Int32Array): HotAndMixed {
  const { hot, mixed } = splitBags(indices, offsets, remap);
  const [hotPart, mixedPart] = [hot, mixed].map((bags) => taken(bags, indices, offsets));
  return {
    hotBags: Int32Array.from(hot), hotIndices: hotPart!.indices.map((row) => remap[row]!), hotOffsets: hotPart!.offsets,
    mixedBags: Int32Array.from(mixed), mixedIndices: mixedPart!.indices, mixedOffsets: mixedPart!.offsets,
  };
}

function taken(bags: readonly number[], indices: Int32Array, offsets: Int32Array): { indices: Int32Array; offsets: Int32Array } {
  const bounds = offsetsOf(Int32Array.from(bags, (bag) => offsets[bag + 1]! - offsets[bag]!));
  const lookups = new Int32Array(bounds.at(-1)!);
  bags.forEach((bag, at) => lookups.set(indices.subarray(offsets[bag]!, offsets[bag + 1]!), bounds[at]!));
  return { indices: lookups, offsets: bounds };
}
