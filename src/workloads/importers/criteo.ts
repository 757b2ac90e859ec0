import { UserError } from '../../util/errors.ts';
import { readLines } from '../lines.ts';
import { showLine } from './show-line.ts';

/**
 * The Criteo display advertising logs: tab-separated, a label, 13 integers, 26 categories as 32-bit hexadecimal hashes;
 * any field but the label may be empty. An empty category is 0, as in facebookresearch/dlrm.
 */
export const CATEGORIES = 26;
const FIELDS = 1 + 13 + CATEGORIES;
const TAB = 9;

/**
 * Hands over the hash of one category (0 … 25) of every line, or of all 26 in order.
 * @throws UserError that names line and content
 */
export async function readCriteo(path: string, column: number | 'all', onAccess: (hash: number, column: number, line: number) => void): Promise<void> {
  const hashes = new Float64Array(CATEGORIES);
  await readLines(path, (bytes, start, end, number) => {
    const line = bytes.subarray(start, end);
    parseLine(line, hashes, (why) => {
      const fields = 1 + line.filter((byte) => byte === TAB).length; // what is wrong with one may be that another is missing
      throw new UserError(`${path}:${number}: ${fields === FIELDS ? why : `${fields} fields instead of ${FIELDS}`} in ${showLine(line)}; allowed: label, 13 integers, 26 hexadecimal categories, separated by tabs`);
    });
    if (column !== 'all') { onAccess(hashes[column]!, column, number); return; }
    for (let each = 0; each < CATEGORIES; each++) onAccess(hashes[each]!, each, number);
  });
}

function parseLine(line: Buffer, hashes: Float64Array, refuse: (why: string) => never): void {
  let field = 0;
  let start = 0;
  for (let at = 0; at <= line.length; at++) {
    if (at < line.length && line[at] !== TAB) continue;
    if (field < FIELDS) {
      if (field >= 14) hashes[field - 14] = hexadecimal(line, start, at) ?? refuse(`category ${field - 13} is not hexadecimal`);
      else if (!integer(line, start, at) || (field === 0 && start === at)) refuse(field === 0 ? 'the label is not an integer' : `integer ${field} is none`);
    }
    field++;
    start = at + 1;
  }
  if (field !== FIELDS) refuse('too few or too many fields');
}

/** −1 is a value of the integer features. */
function integer(line: Buffer, start: number, end: number): boolean {
  const first = end - start > 1 && line[start] === 45 ? start + 1 : start;
  for (let at = first; at < end; at++) if (line[at]! < 48 || line[at]! > 57) return false;
  return true;
}

function hexadecimal(line: Buffer, start: number, end: number): number | undefined {
  if (end - start > 8) return undefined;
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = line[at]!;
    const digit = code >= 48 && code <= 57 ? code - 48 : (code | 32) >= 97 && (code | 32) <= 102 ? (code | 32) - 87 : -1;
    if (digit < 0) return undefined;
    value = value * 16 + digit;
  }
  return value;
}
