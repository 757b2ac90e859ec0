import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { check, parseKernel } from '../../../src/dialect/index.ts';
import { cInterface, cSizeText, sizeHelpers } from '../../../src/exports/support/c-interface.ts';
import { sizeText as javascriptText } from '../../../src/exports/support/javascript-sizes.ts';
import { sizeText as pythonText } from '../../../src/exports/torch/python.ts';
import type { Program, SizeExpression, Sizes } from '../../../src/model/index.ts';
import { evaluateSize } from '../../../src/util/size-expression.ts';

const folder = mkdtempSync(join(tmpdir(), 'evoke-sizes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const symbols = ['n', 'm', 'fixed'];
const expressions = fc.letrec<{ size: SizeExpression }>((tie) => ({
  size: fc.oneof({ maxDepth: 4, depthIdentifier: 'size' },
    fc.integer({ min: 0, max: 9 }).map((value): SizeExpression => ({ kind: 'number', value })),
    fc.constantFrom(...symbols).map((name): SizeExpression => ({ kind: 'symbol', name })),
    fc.tuple(fc.constantFrom('+', '-', '*'), tie('size'), tie('size')).map(([operator, left, right]): SizeExpression => ({ kind: 'operation', operator: operator as '+', left, right })),
    fc.tuple(fc.constantFrom('min', 'max'), tie('size'), tie('size')).map(([name, left, right]): SizeExpression => ({ kind: 'function', name: name as 'min', arguments: [left, right] })),
    fc.tuple(fc.constantFrom('floor', 'ceil'), tie('size'), fc.integer({ min: 1, max: 7 })).map(([name, left, value]): SizeExpression => ({
      kind: 'function', name: name as 'floor', arguments: [{ kind: 'operation', operator: '/', left, right: { kind: 'number', value } }],
    }))),
})).size;

/** Sizes of the expressions that have one: whole, and not negative. */
const samples = fc.sample(fc.tuple(expressions, fc.record({ n: fc.integer({ min: 0, max: 99 }), m: fc.integer({ min: 1, max: 9 }) })), { numRuns: 400, seed: 11 })
  .map(([expression, sizes]) => ({ expression, sizes: { ...sizes, fixed: 6 } as Sizes }))
  .flatMap(({ expression, sizes }) => {
    try {
      return [{ expression, sizes, value: evaluateSize(expression, sizes) }];
    } catch {
      return [];
    }
  });
const statics = { fixed: 6 };

describe('sizes in the languages of exports', () => {
  it('are enough to tell', () => expect(samples.length).toBeGreaterThan(200));

  it('are the same in JavaScript', () => {
    for (const { expression, sizes, value } of samples) expect(new Function('size', `return ${javascriptText(expression, statics)};`)(sizes)).toBe(value);
  });

  it('are the same in Python', () => {
    const script = samples.map(({ expression, sizes }) => `size = ${JSON.stringify(sizes)}\nprint(${pythonText(expression, statics)})`).join('\n');
    expect(execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trim().split('\n').map(Number)).toEqual(samples.map(({ value }) => value));
  });

  it('are the same in C++', () => {
    const head = '/**\n * Probes.\n * @param {f32[n][m][fixed]} x\n * @returns {f32[n]}\n * @static fixed\n */\nexport default function probe(x) {\n  return 0.0;\n}\n';
    const checked = check(parseKernel(head, 'probe.js').kernel, 'any');
    if (!checked.ok) throw new Error(checked.detail);
    const program: Program = { target: 'cuda', text: '', signature: checked.typed.kernel.signature, sizes: statics };
    const own = cInterface(program, checked.typed.kernel);
    writeFileSync(join(folder, 'sizes.cpp'), `#include <cstdio>\n${sizeHelpers}int main() {\n${samples.map(({ expression, sizes }) => (
      `  { const long long n = ${sizes['n']}, m = ${sizes['m']}; (void)n; (void)m; std::printf("%lld\\n", (long long)${cSizeText(expression, program, own)}); }`)).join('\n')}\n}\n`);
    execFileSync('g++', ['-std=c++17', '-o', join(folder, 'sizes'), join(folder, 'sizes.cpp')]);
    expect(execFileSync(join(folder, 'sizes'), { encoding: 'utf8' }).trim().split('\n').map(Number)).toEqual(samples.map(({ value }) => value));
  });
});
