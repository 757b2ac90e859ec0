import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blame } from '../../../src/report/html/blame.ts';

const shown = (stages: readonly string[]) => blame(stages).map(({ base, best }) => `${base ? `${base.number} ${base.text} [${base.edits}]` : ''} | ${best ? `${best.number} ${best.text} [${best.edits}]` : ''}`);

test('each line names the edits that made it, the earlier ones too, and who took a base line away', () => {
  expect(shown(['a\nb\nc\n', 'a\nx\ny\nc\n', 'a\nx\nz\nc\n', 'a\nx\nz\n'])).toMatchInlineSnapshot(`
    [
      "1 a [] | 1 a []",
      "2 b [0] | 2 x [0]",
      "3 c [2] | 3 z [0,1]",
    ]
  `);
});

test('a line that is only indented is still the same line', () => {
  expect(shown(['a\nb', 'for\n  a\n  b'])).toEqual([' | 1 for [0]', '1 a [] | 2   a []', '2 b [] | 3   b []']);
});

test('without edits both sides are the base; every line of both texts is there once, in order', () => {
  expect(shown(['a\nb'])).toEqual(['1 a [] | 1 a []', '2 b [] | 2 b []']);
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));
  fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (stages) => {
    const rows = blame(stages);
    expect(rows.flatMap(({ base }) => base?.text ?? []).join('\n')).toBe(stages[0]);
    expect(rows.flatMap(({ best }) => best?.text ?? []).join('\n')).toBe(stages.at(-1));
    expect(rows.flatMap(({ best }) => best?.number ?? [])).toEqual(stages.at(-1)!.split('\n').map((_, at) => at + 1));
  }));
});
