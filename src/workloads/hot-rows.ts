import { UserError } from '../util/errors.ts';

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
