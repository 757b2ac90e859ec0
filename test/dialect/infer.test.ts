import { describe, expect, test } from 'vitest';
import { check, nodesOf, printExpression, type TypedKernel } from '../../src/dialect/index.ts';
import type { Expression } from '../../src/model/index.ts';
import { kernelOf } from './kernel-text.ts';

function typed(body: string): TypedKernel {
  const result = check(kernelOf(body), 'any');
  if (!result.ok) throw new Error(result.detail);
  return result.typed;
}

/** Types of the locals, by name. */
const locals = (body: string) => Object.fromEntries(typed(body).locals);

/** The type of each part of the returned expression, whole first. */
function parts(expression: string, before = ''): string[] {
  const { kernel, types } = typed(`${before} return ${expression};`);
  const last = kernel.body.body.at(-1)!;
  if (last.type !== 'ReturnStatement') throw new Error('no return');
  return (nodesOf(last.argument) as Expression[]).map((node) => `${printExpression(node)}: ${types.get(node.id)}`);
}

describe('locals', () => {
  test.each<[string, string, Record<string, string>]>([
    ['an integer literal', 'let a = 1; return a;', { a: 'i32' }],
    ['a float literal', 'let a = 1.0; return a;', { a: 'f32' }],
    ['a bool', 'let a = shift > 0; return a ? 1 : 0;', { a: 'bool' }],
    ['f32 as soon as one assignment is', 'let a = 0; if (shift > 0) { a = 0.5; } return a;', { a: 'f32' }],
    ['f32 by a compound operator', 'let a = 0; a += scale; return a;', { a: 'f32' }],
    ['f32 by /=, as in JavaScript', 'let a = 6; a /= 2; return a;', { a: 'f32' }],
    ['i32 by integer compounds', 'let a = 6; a += 2; a %= 4; a <<= 1; return a;', { a: 'i32' }],
    ['a chain, later ones first', 'let a = 0; let b = a; let c = b; c = b; b = a; a = scale; return c;', { a: 'f32', b: 'f32', c: 'f32' }],
    ['a chain of bools', 'const a = shift > 0; const b = a; let c; c = !b; return c ? 1 : 0;', { a: 'bool', b: 'bool', c: 'bool' }],
    ['declared without a value', 'let a; a = 1; let b; b = 1.0; return a + b;', { a: 'i32', b: 'f32' }],
    ['never assigned', 'let a; return 1.0;', { a: 'i32' }],
    ['rounding stays i32', 'const a = Math.floor(scale); const b = Math.ceil(scale); const c = Math.round(scale); const d = Math.trunc(scale); return a + b + c + d;', { a: 'i32', b: 'i32', c: 'i32', d: 'i32' }],
    ['x | 0 is i32', 'const a = scale | 0; return a;', { a: 'i32' }],
    ['a quotient is f32', 'const a = shift / 2; return a;', { a: 'f32' }],
    ['Math.max of mixed types', 'const a = Math.max(shift, scale); const b = Math.max(shift, 2); return a + b;', { a: 'f32', b: 'i32' }],
    ['a choice of mixed types', 'const a = shift > 0 ? 1 : 0.5; const b = shift > 0 ? 1 : 2; return a + b;', { a: 'f32', b: 'i32' }],
    ['a counter', 'let s = 0.0; for (let i = 0; i < 3; i++) { s += 1; } return s;', { s: 'f32', i: 'i32' }],
    ['a row', 'const row = keys[0]; return table[row][0];', { row: 'i32' }],
    ['Infinity and Math constants', 'let a = -Infinity; let b = Math.PI; return Math.max(a, b);', { a: 'f32', b: 'f32' }],
    ['an integer whole number written as a float', 'let a = 1e3; return a;', { a: 'f32' }],
  ])('%s', (_, body, expected) => {
    expect(locals(body)).toEqual(expected);
  });
});

describe('expressions', () => {
  test('an integer literal takes the type its context needs', () => {
    expect(parts('scale * 2')).toEqual(['scale * 2: f32', 'scale: f32', '2: f32']);
    expect(parts('table[2][shift + 1]')).toEqual(['table[2][shift + 1]: f32', '2: i32', 'shift + 1: i32', 'shift: i32', '1: i32']);
  });

  test('an integer that meets a float is converted; a sum with a literal is then a sum of floats', () => {
    expect(parts('scale * (shift + 1)')).toEqual(['scale * (shift + 1): f32', 'scale: f32', 'shift + 1: f32', 'shift: i32', '1: f32']);
    expect(parts('scale * (shift + shift)')).toEqual(['scale * (shift + shift): f32', 'scale: f32', 'shift + shift: i32', 'shift: i32', 'shift: i32']);
  });

  test('integer division: Math.floor(a / b), its kin, and (a / b) | 0 of two integers', () => {
    expect(parts('table[Math.floor(shift / 2)][0]').slice(1, 5)).toEqual(['Math.floor(shift / 2): i32', 'shift / 2: i32', 'shift: i32', '2: i32']);
    expect(parts('table[shift / 2 | 0][0]').slice(1, 5)).toEqual(['shift / 2 | 0: i32', 'shift / 2: i32', 'shift: i32', '2: i32']);
    for (const name of ['ceil', 'round', 'trunc']) expect(parts(`table[Math.${name}(shift / 2)][0]`)[2]).toBe('shift / 2: i32');
  });

  test('division otherwise is real', () => {
    expect(parts('shift / 2')).toEqual(['shift / 2: f32', 'shift: i32', '2: f32']);
    expect(parts('table[Math.floor(shift / 2.0)][0]')[2]).toBe('shift / 2: f32'.replace('2:', '2.0:'));
    expect(parts('table[Math.floor(scale / 2)][0]').slice(2, 5)).toEqual(['scale / 2: f32', 'scale: f32', '2: f32']);
    expect(parts('table[Math.floor(shift / 2 + 1)][0]')[3]).toBe('shift / 2: f32');
  });

  test('a comparison is of integers where both are', () => {
    expect(parts('shift > 1 ? 1.0 : 2.0').slice(1, 4)).toEqual(['shift > 1: bool', 'shift: i32', '1: i32']);
    expect(parts('scale > 1 ? 1.0 : 2.0').slice(1, 4)).toEqual(['scale > 1: bool', 'scale: f32', '1: f32']);
  });

  test('Math', () => {
    expect(parts('Math.sqrt(shift)')[0]).toBe('Math.sqrt(shift): f32');
    expect(parts('Math.imul(shift, 3)')[0]).toBe('Math.imul(shift, 3): i32');
    expect(parts('Math.abs(shift)')[0]).toBe('Math.abs(shift): i32');
    expect(parts('Math.min(scale, 3)')).toEqual(['Math.min(scale, 3): f32', 'scale: f32', '3: f32']);
    expect(parts('Math.pow(2, 3)')).toEqual(['Math.pow(2, 3): f32', '2: f32', '3: f32']);
  });
});
