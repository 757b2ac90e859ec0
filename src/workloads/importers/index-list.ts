import { UserError } from '../../util/errors.ts';
import { idOfBig } from '../ids.ts';
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
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = bytes[at]! - 48;
      value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
    }
    const exact = end - start <= EXACT_DIGITS || Number.isNaN(value) ? value : longId(bytes.toString('latin1', start, end));
    if (Number.isNaN(exact)) {
      throw new UserError(`${path}:${number}: got ${showLine(bytes.subarray(start, end))}; allowed: one index a line, a whole number from 0 to below 2^64 and nothing beside it`);
    }
    onAccess(exact, number);
  });
}

function longId(digits: string): number {
  const id = BigInt(digits);
  return id < 2n ** 64n ? idOfBig(id) : NaN;
}
