import { expect, test } from 'vitest';
import type { TypedKernel } from '../../src/dialect/index.ts';
import { sanitize, type SanitizeCase, type SanitizeOptions } from '../../src/sanitize/index.ts';
import { bagsCase, line, lineCase, pooling, textAt, typedKernel } from './kernels.ts';

/** The fault as [kind, text of the node, detail]; fails if there is none. */
function faultOf(typed: TypedKernel, cases: readonly SanitizeCase[], options?: SanitizeOptions): [string, string, string] {
  const result = sanitize(typed, cases, options);
  if (result.ok) throw new Error('no fault was found');
  expect(result.detail).toContain(`in case '${result.testCase}'`);
  return [result.kind, textAt(typed, result.at), result.detail];
}

const bags = [bagsCase('one bag', [3]), bagsCase('some bags', [2, 0, 5])];

test('a loop that takes one lookup too many reads past the last bag', () => {
  const typed = pooling(`let sum = 0.0;
    for (let j = offsets[this.thread.y]; j <= offsets[this.thread.y + 1]; j++) sum += table[indices[j]][this.thread.x];
    return sum;`);
  expect(faultOf(typed, bags)).toEqual(['out-of-bounds', 'indices[j]', "indices[3] with lookups = 3 in case 'one bag', thread (0, 0)"]);
});

test('a bound from the bag after next reads past the offsets, in the last bag only', () => {
  const typed = pooling(`let sum = 0.0;
    for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 2]; j++) sum += table[indices[j]][this.thread.x];
    return sum;`);
  expect(faultOf(typed, [bags[1]!])).toEqual(['out-of-bounds', 'offsets[this.thread.y + 2]', "offsets[4] with bags + 1 = 4 in case 'some bags', thread (0, 2)"]);
});

test('the row after the last row is out of bounds, other rows are not', () => {
  const typed = pooling('const row = indices[offsets[this.thread.y]] + 1; return table[row][this.thread.x];');
  expect(sanitize(typed, [bagsCase('early rows', [1, 1], { indices: [0, 5] })]).ok).toBe(true);
  expect(faultOf(typed, [bagsCase('last row', [1, 1], { indices: [0, 6] })])).toEqual(
    ['out-of-bounds', 'table[row][this.thread.x]', "table[7][0] with rows = 7 in case 'last row', thread (0, 1)"]);
});

test('an index that leaves its row is out of bounds although its place lies inside the array', () => {
  const typed = pooling('return table[0][this.thread.x + 1];');
  expect(faultOf(typed, bags)).toEqual(['out-of-bounds', 'table[0][this.thread.x + 1]', "table[0][4] with dim = 4 in case 'one bag', thread (3, 0)"]);
});

test('a negative index is out of bounds in every dimension', () => {
  expect(faultOf(pooling('return table[1][this.thread.x - 1];'), bags)[2]).toBe("table[1][-1] with dim = 4 in case 'one bag', thread (0, 0)");
  expect(faultOf(pooling('return table[this.thread.y - 1][0];'), bags)[2]).toBe("table[-1][0] with rows = 7 in case 'one bag', thread (0, 0)");
  expect(faultOf(line('return a[this.thread.x - 1];'), [lineCase([1], [1])])[2]).toBe("a[-1] with n = 1 in case 'a line', thread (0)");
});

test('the middle index of three is checked by itself; a literal dimension is named by its size', () => {
  const cube = typedKernel(`/**
 * @param {f32[n][3][2]} cube
 * @returns {f32[n]}
 */
export default function middle(cube) { return cube[this.thread.x][3][0]; }`);
  const inputs = { cube: { scalar: 'f32', shape: [2, 3, 2], values: new Float32Array(12) } } as const;
  expect(faultOf(cube, [{ name: 'two', sizes: { n: 2 }, arguments: inputs }])[2]).toBe("cube[0][3][0] with size 3 in case 'two', thread (0)");
});

test('an index from an array that is out of the table names both values', () => {
  const typed = pooling('return table[indices[0]][this.thread.x];');
  expect(faultOf(typed, [bagsCase('bad index', [1], { indices: [9] })])[2]).toBe("table[9][0] with rows = 7 in case 'bad index', thread (0, 0)");
});

test('unrolling by four without a tail is legal while it stays in the array, and a fault at the last bag', () => {
  const typed = pooling(`let sum = 0.0;
    for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j += 4) {
      sum += table[indices[j]][this.thread.x];
      sum += table[indices[j + 1]][this.thread.x];
      sum += table[indices[j + 2]][this.thread.x];
      sum += table[indices[j + 3]][this.thread.x];
    }
    return sum;`);
  const wrongButLegal = sanitize(typed, [bagsCase('a short bag first', [2, 4])]);
  if (!wrongButLegal.ok) throw new Error(wrongButLegal.detail);
  // Row r, column 0 holds 10 r: the first bag is rows 0 and 1, but four rows were summed; the oracle's to find.
  expect(wrongButLegal.outputs[0]![0]).toBe(60);
  expect(faultOf(typed, [bagsCase('a short bag last', [4, 2])])).toEqual(
    ['out-of-bounds', 'indices[j + 2]', "indices[6] with lookups = 6 in case 'a short bag last', thread (0, 1)"]);
});

test('an accumulator without a value is found where it is read', () => {
  const typed = pooling(`let sum;
    for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) sum += table[indices[j]][this.thread.x];
    return sum * 1.0;`);
  expect(faultOf(typed, bags)).toEqual(['uninitialised', 'sum +=', "'sum' is read before it has a value in case 'one bag', thread (0, 0)"]);
  expect(faultOf(typed, [bagsCase('no lookups', [0])]).slice(0, 2)).toEqual(['uninitialised', 'sum']);
});

test('a local that only one path gives a value is a fault on the other path only', () => {
  const typed = line('let last; if (k[this.thread.x] > 0) last = a[this.thread.x]; return last + 1.0;');
  expect(sanitize(typed, [lineCase([1, 2], [1, 1])]).ok).toBe(true);
  expect(faultOf(typed, [lineCase([1, 2], [1, 0])])).toEqual(['uninitialised', 'last', "'last' is read before it has a value in case 'a line', thread (1)"]);
});

test('a declaration inside a loop has no value again in the next round', () => {
  const typed = line('let sum = 0.0; for (let j = 0; j < 2; j++) { let x; if (j === 0) x = 1.0; sum += x; } return sum;');
  expect(faultOf(typed, [lineCase([1], [1])]).slice(0, 2)).toEqual(['uninitialised', 'x']);
});

test('a loop whose update was deleted is endless', () => {
  const typed = pooling(`let sum = 0.0;
    for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1];) sum += table[indices[j]][this.thread.x];
    return sum;`);
  expect(faultOf(typed, bags, { budgets: [3, 5] })).toEqual(['endless', 'loop j < offsets[this.thread.y + 1]',
    "the loop while (j < offsets[this.thread.y + 1]) was still running when its thread had made 1074 iterations in case 'one bag', thread (0, 0)"]);
});

test('a loop that never ends for empty bags only', () => {
  const typed = pooling(`let j = offsets[this.thread.y];
    let sum = 0.0;
    while (j !== offsets[this.thread.y + 1] || sum === 0.0) {
      if (j < offsets[this.thread.y + 1]) { sum += 1.0 + table[indices[j]][this.thread.x]; j++; }
    }
    return sum;`);
  expect(sanitize(typed, [bagsCase('full bags', [1, 2])]).ok).toBe(true);
  const [kind, at, detail] = faultOf(typed, [bagsCase('an empty bag', [1, 0, 2])]);
  expect([kind, at]).toEqual(['endless', 'loop j !== offsets[this.thread.y + 1] || sum === 0.0']);
  expect(detail).toMatch(/in case 'an empty bag', thread \(0, 1\)$/);
});

test('the budget follows the base: the same loop passes where the base takes as long', () => {
  const typed = line('let j = 0; while (j < 5000) j++; return j;');
  expect(sanitize(typed, [lineCase([1], [1])], { budgets: [5000] }).ok).toBe(true);
  expect(faultOf(typed, [lineCase([1], [1])], { budgets: [100] })[0]).toBe('endless');
});

test('a thread may go through the largest size, though the base needs no loop, but not without end', () => {
  const wide = lineCase(Array.from({ length: 3000 }, () => 1), [1]);
  const found = (update: string) => line(`let value = 0.0; for (let d = 0; d < this.constants.n; ${update}) { if (d === this.thread.x) value = a[d]; } return value;`);
  expect(sanitize(found('d++'), [wide], { budgets: [0] })).toMatchObject({ ok: true });
  expect(faultOf(found('d += 0'), [wide], { budgets: [0] })[0]).toBe('endless');
});

test('a return in one branch only leaves elements unwritten', () => {
  const typed = line('if (k[this.thread.x] > 0) { return a[this.thread.x]; }');
  expect(faultOf(typed, [lineCase([1, 2, 3], [1, 1, 0])])).toEqual(
    ['unwritten', 'block', "no return is reached, so the element is never written in case 'a line', thread (2)"]);
});

test.each([
  ['a size that is zero', 'return Math.floor(k[this.thread.x] / (this.output.x - 1));', 'integer division 5 / 0'],
  ['a remainder by zero', 'const x = k[this.thread.x] % (k[this.thread.x] - 5); return x;', 'integer remainder 5 % 0'],
  ['a cut quotient by zero', 'return (7 / (k[this.thread.x] - 5)) | 0;', 'integer division 7 / 0'],
  ['a sum that leaves i32', 'const x = k[this.thread.x] + 2147483647; return x;', '5 + 2147483647 = 2147483652 leaves i32'],
  ['a difference that leaves i32', 'const x = -2147483648 - k[this.thread.x]; return x;', '-2147483648 - 5 = -2147483653 leaves i32'],
  ['a product that leaves i32', 'const x = k[this.thread.x] * 1000000000; return x;', '5 * 1000000000 = 5000000000 leaves i32'],
  ['a compound product that leaves i32', 'let x = k[this.thread.x]; x *= -1000000000; return x;', '5 * (-1000000000) = -5000000000 leaves i32'],
  ['a literal that leaves i32', 'const x = 2147483648; return x;', '2147483648 made an integer, which it does not fit'],
  ['an infinite float made an integer', 'return Math.floor(a[this.thread.x] / 0.0);', 'Infinity made an integer, which it does not fit'],
  ['a NaN made an integer', 'return Math.sqrt(0.0 - a[this.thread.x]) | 0;', 'NaN made an integer, which it does not fit'],
  ['a float just outside i32', 'return Math.round(a[this.thread.x] * 2147483648.0);', '2147483648 made an integer, which it does not fit'],
])('arithmetic fault: %s', (_, body, what) => {
  const [kind, , detail] = faultOf(line(body), [lineCase([1], [5])]);
  expect([kind, detail]).toEqual(['arithmetic', `${what} in case 'a line', thread (0)`]);
});

test('what is defined is no fault: shifts and imul wrap, a float division by zero is infinite', () => {
  const typed = line('return (k[this.thread.x] << 31) + Math.imul(k[this.thread.x], 1073741824) + (k[this.thread.x] >>> 1) + 1.0 / (a[this.thread.x] - 1.0);');
  const result = sanitize(typed, [lineCase([1], [5])]);
  expect(result.ok && [...result.outputs[0]!]).toEqual([Infinity]);
});

test('a fault in a side that is not taken is none: ternaries and short circuits guard accesses', () => {
  const typed = line(`const x = this.thread.x;
    const next = x + 1 < this.constants.n ? a[x + 1] : 0.0;
    if (x > 0 && a[x - 1] > 0.0 || x === 0) return next;
    return 0.0 - next;`);
  const result = sanitize(typed, [lineCase([0, 1, 2], [0, 0, 0])]);
  expect(result.ok && [...result.outputs[0]!]).toEqual([1, -2, 0]);
});

test('the first case that shows a fault is named, and an output of size 0 passes', () => {
  const typed = line('return a[this.thread.x + 2];');
  const empty: SanitizeCase = { ...lineCase([], []), name: 'empty' };
  const passed = sanitize(typed, [empty]);
  expect(passed.ok && passed.outputs.map((output) => output.length)).toEqual([0]);
  const result = sanitize(typed, [empty, { ...lineCase([1], [1]), name: 'one' }, { ...lineCase([1], [1]), name: 'another' }]);
  expect(!result.ok && result.testCase).toBe('one');
});
