import { UserError } from '../../util/errors.ts';
import { readLines } from '../lines.ts';
import { showLine } from './show-line.ts';

export const MAX_INDEX = 2 ** 31 - 1;

/**
 * One row number a line, in access order: `399535`. Plain or gzip.
 * @throws UserError that names line and content
 */
export async function readIndexList(path: string, onAccess: (id: number, line: number) => void): Promise<void> {
  await readLines(path, (bytes, start, end, number) => {
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = bytes[at]! - 48;
      value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
    }
    if (!(value <= MAX_INDEX)) {
      throw new UserError(`${path}:${number}: got ${showLine(bytes.subarray(start, end))}; allowed: one index a line, a whole number from 0 to ${MAX_INDEX}`);
    }
    onAccess(value, number);
  });
}
