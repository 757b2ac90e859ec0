import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedLines } from '../../../src/report/html/line-diff.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '  a'), { maxLength: 12 });

test('the changes make the one of the other, but for indentation', () => {
  fc.assert(fc.property(lines, lines, (before, after) => {
    const made: string[] = [];
    let from = 0;
    for (const change of changedLines(before, after)) {
      made.push(...before.slice(from, change.before.at), ...after.slice(change.after.at, change.after.at + change.after.count));
      from = change.before.at + change.before.count;
    }
    made.push(...before.slice(from));
    expect(made.map((line) => line.trim())).toEqual(after.map((line) => line.trim()));
  }));
});

test('nothing changed is no change, and no more is changed than must be', () => {
  expect(changedLines(['a', ' b', 'c'], ['a', 'b', '  c'])).toEqual([]);
  expect(changedLines(['a', 'b', 'c', 'd'], ['a', 'x', 'y', 'c'])).toEqual([
    { before: { at: 1, count: 1 }, after: { at: 1, count: 2 } }, { before: { at: 3, count: 1 }, after: { at: 4, count: 0 } },
  ]);
  expect(changedLines([], ['a'])).toEqual([{ before: { at: 0, count: 0 }, after: { at: 0, count: 1 } }]);
});

test('texts too long for a table are told apart as a whole between their equal ends', () => {
  const body = (name: string) => Array.from({ length: 2500 }, (_, at) => `${name}${at}`);
  expect(changedLines(['head', ...body('a'), 'tail'], ['head', ...body('b'), 'tail'])).toEqual([{ before: { at: 1, count: 2500 }, after: { at: 1, count: 2500 } }]);
});
