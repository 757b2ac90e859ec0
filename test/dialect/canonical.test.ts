import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalHash, check, nodesOf, parseKernel, replaceExpression, rewrite } from '../../src/dialect/index.ts';
import type { Expression, Kernel } from '../../src/model/index.ts';
import { arbitraryKernel } from './arbitrary-kernel.ts';
import { kernelOf } from './kernel-text.ts';

const hash = (body: string) => canonicalHash(kernelOf(body));

describe('one hash', () => {
  test.each([
    ['names', 'let a = 1.0; return a;', 'let b = 1.0; return b;'],
    ['const and let', 'let a = 1.0; return a;', 'const a = 1.0; return a;'],
    ['braces', 'if (shift > 0) return 1.0; return 2.0;', 'if (shift > 0) { { return 1.0; } } return 2.0;'],
    ['comments and layout', 'return scale;', '\n/* one */ return\tscale // two\n;'],
    ['j++', 'let j = 0; j++; return j;', 'let j = 0; j += 1; return j;'],
    ['++j', 'let j = 0; ++j; return j;', 'let j = 0; j++; return j;'],
    ['declarations in one', 'let a = 1.0, b = 2.0; return a + b;', 'let a = 1.0; let b = 2.0; return a + b;'],
    ['while and for', 'while (shift > 0) { return 1.0; } return 2.0;', 'for (; shift > 0;) return 1.0; return 2.0;'],
    ['an empty else', 'if (shift > 0) { return 1.0; } else { } return 2.0;', 'if (shift > 0) { return 1.0; } return 2.0;'],
    ['parentheses', 'return (scale * 2.0) + 1.0;', 'return scale * 2.0 + 1.0;'],
    ['== and ===', 'return shift == 1 ? 1.0 : 2.0;', 'return shift === 1 ? 1.0 : 2.0;'],
    ['writings of a number', 'return scale + 0x10 + 1e3 + 0.50;', 'return scale + 16 + 1000.0 + .5;'],
    ['shadowing', 'let a = 1.0; { let a = 2.0; return a; }', 'let a = 1.0; { let b = 2.0; return b; }'],
  ])('%s', (_, one, other) => expect(hash(one)).toBe(hash(other)));
});

describe('another hash', () => {
  test.each([
    ['a literal', 'return 1.0;', 'return 2.0;'],
    ['integer and float', 'let a = 1; return a;', 'let a = 1.0; return a;'],
    ['zeros', 'let a = 0.0; return a;', 'let a = -0.0; return a;'],
    ['integer and float zero with a minus', 'let a = -0; return a;', 'let a = -0.0; return a;'],
    ['an operator', 'return scale + 1.0;', 'return scale - 1.0;'],
    ['the order of a sum, which rounds', 'return scale + 1.0 + 2.0;', 'return scale + (1.0 + 2.0);'],
    ['the order of statements', 'let a = 1.0; a += 2.0; a *= 3.0; return a;', 'let a = 1.0; a *= 3.0; a += 2.0; return a;'],
    ['which local', 'let a = 1.0; let b = 2.0; return a;', 'let a = 1.0; let b = 2.0; return b;'],
    ['which parameter', 'return scale;', 'return shift;'],
    ['axes', 'return this.thread.x;', 'return this.thread.y;'],
    ['thread and output', 'return this.thread.x;', 'return this.output.x;'],
    ['sizes', 'return this.constants.rows;', 'return this.constants.dim;'],
    ['functions', 'return Math.floor(scale);', 'return Math.ceil(scale);'],
    ['>> and >>>', 'return shift >> 1;', 'return shift >>> 1;'],
    ['break and continue', 'for (;;) { if (shift > 0) { break; } else { break; } } return 1.0;', 'for (;;) { if (shift > 0) { continue; } else { break; } } return 1.0;'],
    ['what is in the if', 'let a = 1.0; if (shift > 0) { a = 2.0; } a = 3.0; return a;', 'let a = 1.0; if (shift > 0) { a = 2.0; a = 3.0; } return a;'],
  ])('%s', (_, one, other) => expect(hash(one)).not.toBe(hash(other)));

  test('the head takes part: types, static sizes, operation; the description and the name do not', () => {
    const text = readFileSync(new URL('../../kernels/pool-sum.js', import.meta.url), 'utf8');
    const of = (change: (text: string) => string) => parseKernel(change(text), 'kernel.js').hash;
    const base = of((same) => same);
    expect(of((t) => t.replace('Sum-pooled', 'Pooled'))).toBe(base);
    expect(of((t) => t.replace('function poolSum', 'function other'))).toBe(base);
    for (const change of [
      (t: string) => t.replace(' * @static dim\n', ''),
      (t: string) => t.replace(' * @operation pool-sum\n', ''),
      (t: string) => t.replace('@operation pool-sum', '@operation pool-mean'),
      (t: string) => t.replace('@operation pool-sum', '@operation pool-sum\n * @profile fbgemm'),
      (t: string) => t.replace('f32[rows][dim]', 'f16[rows][dim]'),
      (t: string) => t.replace('i32[bags + 1]', 'i32[bags + 2]'),
    ]) expect(of(change)).not.toBe(base);
  });
});

/** Kernels with one node changed: a literal's value or kind, or an operator. */
function changed(kernel: Kernel, choice: number): Kernel | undefined {
  const sites = nodesOf(kernel.body).filter((node) => (node.type === 'Literal' && typeof node.value === 'number' && Number.isFinite(node.value)) || node.type === 'BinaryExpression' || node.type === 'LogicalExpression' || node.type === 'Assignment');
  const site = sites[choice % Math.max(1, sites.length)];
  if (!site) return undefined;
  const others: Record<string, string> = { '+': '-', '<': '<=', '>': '>=', '&&': '||', '||': '&&', '=': '+=', '+=': '=', '&': '|', '<<': '>>' };
  const body = rewrite(kernel.body, (node) => {
    if (node.id !== site.id) return undefined;
    if (node.type === 'Literal') return choice % 2 ? { ...node, value: Number(node.value) + 1 } : { ...node, value: Math.trunc(Number(node.value)), float: !node.float };
    return { ...node, operator: others[(node as { operator: string }).operator] ?? '+' } as Expression;
  });
  return { ...kernel, body };
}

test('one literal or operator changed is another hash, unless it is the same text', () => {
  fc.assert(fc.property(arbitraryKernel(), fc.nat(), ({ text }, choice) => {
    const { kernel, hash: base } = parseKernel(text, 'a.js');
    const other = changed(kernel, choice);
    fc.pre(other !== undefined && JSON.stringify(other.body) !== JSON.stringify(kernel.body));
    expect(canonicalHash(other!)).not.toBe(base);
  }), { numRuns: 400, seed: 3 });
});

test('ids take no part', () => {
  const kernel = kernelOf('return scale + 1.0;');
  const body = replaceExpression(kernel.body, 'n2', (found) => ({ ...found, id: 'edit.0' }));
  expect(body).not.toBe(kernel.body);
  expect(canonicalHash({ ...kernel, body })).toBe(canonicalHash(kernel));
  expect(check({ ...kernel, body }, 'any').ok).toBe(true);
});
