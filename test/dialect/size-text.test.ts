import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSize } from '../../src/dialect/index.ts';
import type { SizeExpression } from '../../src/model/index.ts';
import { evaluateSize, showSize } from '../../src/util/size-expression.ts';

test.each([
  ['dim', 'dim'], [' ( bags+1 ) ', 'bags + 1'], ['dim + (fields + 1) * fields / 2', 'dim + (fields + 1) * fields / 2'],
  ['a-b-c', 'a - b - c'], ['a-(b-c)', 'a - (b - c)'], ['a/b*c', 'a / b * c'], ['2*(3)', '2 * 3'],
  ['min(ceil(bags/8),1056)', 'min(ceil(bags / 8), 1056)'], ['2 * floor(dim / 4)', '2 * floor(dim / 4)'], ['max(a, b) - 1', 'max(a, b) - 1'],
])('%s', (text, shown) => expect(showSize(parseSize(text))).toBe(shown));

test('products before sums, from the left', () => {
  const sizes = { a: 24, b: 4, c: 2 };
  expect(['a + b * c', 'a - b - c', 'a / b / c', 'a / (b / c)', '(a + b) * c'].map((text) => evaluateSize(parseSize(text), sizes))).toEqual([32, 18, 3, 12, 56]);
});

test.each(['', '1 +', '(', ')', 'a b', 'a ** 2', 'a[0]', '1.5', '-1', 'a / 0', '2147483648', '__proto__', 'valueOf', 'größe', 'a'.repeat(201), 'min(a)', 'ceil(a, b)', 'sqrt(a)', 'ceil(a', 'ceil()'])('is no size: %s', (text) => {
  expect(() => parseSize(text)).toThrow(SyntaxError);
});

test('what is shown reads back as the same size, up to parentheses that a sum does not need', () => {
  const { size } = fc.letrec<{ size: SizeExpression }>((tie) => ({
    size: fc.oneof({ maxDepth: 4 },
      fc.integer({ min: 1, max: 99 }).map((value): SizeExpression => ({ kind: 'number', value })),
      fc.constantFrom('rows', 'dim').map((name): SizeExpression => ({ kind: 'symbol', name })),
      fc.record({ kind: fc.constant('operation' as const), operator: fc.constantFrom('+', '*'), left: tie('size'), right: tie('size') })),
  }));
  const sizes = { rows: 7, dim: 3 };
  fc.assert(fc.property(size, (expression) => {
    fc.pre(showSize(expression).length <= 200);
    const again = parseSize(showSize(expression));
    expect(showSize(again)).toBe(showSize(expression));
    expect(evaluateSize(again, sizes)).toBe(evaluateSize(expression, sizes));
  }), { numRuns: 200, seed: 4 });
});
