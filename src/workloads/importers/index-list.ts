import { UserError } from '../../util/errors.ts';
import { idOf } from '../ids.ts';
import { readLines } from '../lines.ts';
import { showLine } from './show-line.ts';

/** Digits whose number a double holds, whatever they are. */
const EXACT_DIGITS = 15;

/**
 * One id a line, in access order: `399535`. Plain or gzip. A row number, or a hash of up to 64 bits (ids.ts).
 * @throws UserError that names line and content
 */
export async function readIndexList(path: string, onAccess: (id: number, line: number) => void): Promise<void> {
  await readLines(path, (bytes, start, end, number) => {
    const id = end - start <= EXACT_DIGITS ? decimal(bytes, start, end) : longId(bytes, start, end);
    if (Number.isNaN(id)) {
      throw new UserError(`${path}:${number}: got ${showLine(bytes.subarray(start, end))}; allowed: one index a line, a whole number from 0 to below 2^64 and nothing beside it`);
    }
    onAccess(id, number);
  });
}

/** NaN for what is no number. */
function decimal(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
  }
  return value;
}

/** By two halves of the digits: a BigInt for each line takes as long as all the rest. */
function longId(bytes: Buffer, start: number, end: number): number {
  const [upper, lower] = [decimal(bytes, start, end - 9), decimal(bytes, end - 9, end)];
  const low = (Math.imul(upper, 1e9) + lower) >>> 0;
  const high = Math.round((upper * 1e9 + lower - low) / 2 ** 32); // rounded by less than half: the product is off by 2^12 at most
  return high < 2 ** 32 ? idOf(high, low) : NaN;
}
