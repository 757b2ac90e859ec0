import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signature, SizeExpression } from '../../src/model/index.ts';
import { bindSizes, evaluateSize, showSize, symbolsOf } from '../../src/util/size-expression.ts';

const number = (value: number): SizeExpression => ({ kind: 'number', value });
const symbol = (name: string): SizeExpression => ({ kind: 'symbol', name });
const operation = (operator: '+' | '-' | '*' | '/', left: SizeExpression, right: SizeExpression): SizeExpression => ({
  kind: 'operation', operator, left, right,
});
const pairs = operation('/', operation('*', operation('+', symbol('fields'), number(1)), symbol('fields')), number(2));

function signatureOf(arrays: Record<string, SizeExpression[]>): Signature {
  return {
    name: 'kernel', description: '', roles: {}, statics: [], returns: { scalar: 'f32', dims: [] },
    parameters: Object.entries(arrays).map(([name, dims]) => ({ name, type: { scalar: 'f32', dims } })),
  };
}
const pooling = signatureOf({
  table: [symbol('rows'), symbol('dim')], indices: [symbol('lookups')], offsets: [operation('+', symbol('bags'), number(1))],
});

describe('evaluateSize', () => {
  it('computes and shows the size of an interaction', () => {
    const size = operation('+', symbol('dim'), pairs);
    expect(evaluateSize(size, { dim: 4, fields: 3 })).toBe(10);
    expect(showSize(size)).toBe('dim + (fields + 1) * fields / 2');
    expect(symbolsOf(size)).toEqual(['dim', 'fields']);
  });

  it('keeps the brackets that matter', () => {
    expect(showSize(operation('-', symbol('a'), operation('-', symbol('b'), number(1))))).toBe('a - (b - 1)');
    expect(showSize(operation('/', symbol('a'), operation('*', symbol('b'), number(2))))).toBe('a / (b * 2)');
  });

  it.each([
    [symbol('rows'), { dim: 4 }, 'the size rows has no value; only dim are given: give rows'],
    [operation('/', symbol('dim'), number(4)), { dim: 3 }, 'the dimension dim / 4 is 0.75'],
    [operation('-', symbol('dim'), number(4)), { dim: 3 }, 'the dimension dim - 4 is -1'],
    [symbol('constructor'), {}, 'no sizes are given'],
  ])('refuses what has no size', (expression, sizes, message) => {
    expect(() => evaluateSize(expression, sizes as Record<string, number>)).toThrow(message);
  });
});

describe('bindSizes', () => {
  it('solves a symbol inside a line', () => {
    expect(bindSizes(pooling, { table: [10, 4], indices: [7], offsets: [3] })).toEqual({ rows: 10, dim: 4, lookups: 7, bags: 2 });
  });

  it('solves any order of dependence', () => {
    const signature = signatureOf({ a: [operation('+', symbol('x'), symbol('y'))], b: [operation('*', number(2), symbol('x'))] });
    expect(bindSizes(signature, { a: [7], b: [6] })).toEqual({ x: 3, y: 4 });
  });

  it('inverts evaluation', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.nat(1000), (slope, shift, x) => {
      const line = operation('+', operation('*', symbol('x'), number(slope)), number(shift));
      fc.pre(slope * x + shift >= 0);
      expect(bindSizes(signatureOf({ a: [line] }), { a: [evaluateSize(line, { x })] })).toEqual({ x });
    }));
  });

  it.each([
    [pooling, { table: [10, 4], indices: [7] }, 'the array offsets is missing; kernel takes table, indices, offsets'],
    [pooling, { table: [40], indices: [7], offsets: [3] }, 'table has 1 dimensions; kernel takes 2: [rows][dim]'],
    [pooling, { table: [10, 4], indices: [7], offsets: [0] }, 'dimension 1 of offsets is 0, but bags + 1 = 0 with bags = -1'],
    [signatureOf({ a: [symbol('n')], b: [symbol('n')] }), { a: [2], b: [3] }, 'dimension 1 of b is 3, but n = 2 with n = 2'],
    [signatureOf({ a: [operation('*', symbol('n'), symbol('n'))] }), { a: [4] }, 'the size n cannot be told from the shapes'],
    [signatureOf({ a: [operation('*', number(2), symbol('n'))] }), { a: [3] }, 'dimension 1 of a is 3, but 2 * n = 3 with n = 1.5'],
  ])('tells a contradiction in one line', (signature, shapes, message) => {
    expect(() => bindSizes(signature, shapes as Record<string, number[]>)).toThrow(message);
  });
});
