import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseKernel, printExpression, printKernel, printStatement } from '../../src/dialect/index.ts';
import type { Expression } from '../../src/model/index.ts';
import { kernelOf } from './kernel-text.ts';

test.each(['gather', 'pool-sum', 'interact-dot'])('%s prints to text that is it, and prints the same again', (name) => {
  const { kernel, hash } = parseKernel(readFileSync(new URL(`../../kernels/${name}.js`, import.meta.url), 'utf8'), name);
  const again = parseKernel(printKernel(kernel), 'printed.js');
  expect(again.hash).toBe(hash);
  expect(again.kernel.signature).toEqual(kernel.signature);
  expect(printKernel(again.kernel)).toBe(printKernel(kernel));
});

test('the head: description in one line, tags in one order', () => {
  const text = '/** Two\n * lines.\n * @static n, m\n * @returns {f32[ n ][m]} what\n *   comes out\n * @param {i32} k - how many\n * @param {f32 [n] [m+1]}a\n * @profile dlrm\n */\nfunction f(a, k) { return 1.0; }';
  expect(printKernel(parseKernel(text, 'kernel.js').kernel)).toMatchInlineSnapshot(`
    "/**
     * Two lines.
     * @profile dlrm
     * @param {f32[n][m + 1]} a
     * @param {i32} k
     * @returns {f32[n][m]}
     * @static n
     * @static m
     */
    export default function f(a, k) {
      return 1.0;
    }
    "
  `);
});

const literal = (value: number, float: boolean): Expression => ({ type: 'Literal', id: 'n', value, float });

test('literals read back as they are', () => {
  const shown = [literal(2, false), literal(2, true), literal(-2, true), literal(-0, true), literal(-0, false), literal(1e21, true), literal(1e-7, true), literal(Infinity, true), literal(-Infinity, true)].map(printExpression);
  expect(shown).toEqual(['2', '2.0', '-2.0', '-0.0', '-0', '1e+21', '1e-7', 'Infinity', '-Infinity']);
});

test('signs that meet keep apart', () => {
  expect(printExpression({ type: 'BinaryExpression', id: 'a', operator: '-', left: literal(1, true), right: literal(-2, true) })).toBe('1.0 - -2.0');
  expect(printExpression({ type: 'UnaryExpression', id: 'a', operator: '-', argument: literal(-2, true) })).toBe('- -2.0');
});

test('a statement alone, and one within the block that says whether its local is constant', () => {
  const { body } = kernelOf('let a = 1.0; a += 2.0; const b = 3; return a + b;');
  expect(body.body.map((statement) => printStatement(statement, body))).toEqual(['let a = 1.0;', 'a += 2.0;', 'const b = 3;', 'return a + b;']);
  expect(printStatement(body.body[2]!)).toBe('let b = 3;');
});
