import type { Random } from '../model/index.ts';
import { Recency } from './analysis/recency.ts';
import { unit53 } from './zipf.ts';

/**
 * Accesses with temporal locality by the LRU-stack model (Spirn 1976): a distance is drawn, evenly within its doubling, and
 * the row that stands so deep in the stack is used. Begun with an empty stack, as a launch is: a distance deeper than the
 * rows used so far is a first use, and once all rows of the table were used it is the deepest.
 * @param shares of distance 0, 1, 2–3, 4–7, …; what is left to 1 are first uses
 */
export function drawStack(shares: readonly number[], lookups: number, rows: number, random: Random): Int32Array {
  const until: number[] = [];
  for (const share of shares) until.push((until.at(-1) ?? 0) + share);
  const stack = new Recency({ findRows: true });
  return new Int32Array(lookups).map(() => {
    const at = unit53(random);
    const bin = until.findIndex((end) => at < end);
    const low = bin <= 0 ? 0 : 2 ** (bin - 1);
    const distance = bin < 0 ? Infinity : low + (bin === 0 ? 0 : random.below(low));
    const row = distance < stack.rows ? stack.rowAt(distance) : stack.rows < rows ? stack.rows : stack.rowAt(rows - 1);
    stack.use(row);
    return row;
  });
}
