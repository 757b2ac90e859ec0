import { describe, expect, it } from 'vitest';
import { reassociate } from '../../src/edits/reassociate.ts';
import { rewritten } from './rewritten.ts';

const becomes = (rule: string, text: string) => rewritten(reassociate, rule, text);

describe('reassociate', () => {
  it('moves brackets', () => {
    expect(becomes('to-the-right', 'i + k + 1')).toBe('i + (k + 1)');
    expect(becomes('to-the-right', 'x * y * 0.5')).toBe('x * (y * 0.5)');
    expect(becomes('to-the-right', 'i + k - 1')).toBe('i + (k - 1)');
    expect(becomes('to-the-left', 'x + (y - 0.5)')).toBe('x + y - 0.5');
    expect(becomes('to-the-left', 'i * (k * 3)')).toBe('i * k * 3');
  });

  it('leaves differences and quotients in their order', () => {
    for (const text of ['i - k + 1', 'x / y * 2.0', 'i - (k - 1)']) expect([becomes('to-the-right', text), becomes('to-the-left', text)]).toEqual(['not proposed', 'not proposed']);
  });

  it('swaps what commutes', () => {
    expect(['x + y', 'i * k', 'i & k', 'x === y', 'Math.max(x, y)', 'Math.imul(i, k)'].map((text) => becomes('swap', text))).toEqual(
      ['y + x', 'k * i', 'k & i', 'y === x', 'Math.max(y, x)', 'Math.imul(k, i)']);
    expect(['x - y', 'x < y', 'x | 0', 'i << k', 'Math.pow(x, y)'].map((text) => becomes('swap', text))).toEqual(Array(5).fill('not proposed'));
  });

  it('multiplies out and factors', () => {
    expect(becomes('distribute', 'i * (k + 1)')).toBe('i * k + i * 1');
    expect(becomes('distribute', '(x - 1.0) * y')).toBe('x * y - 1.0 * y');
    expect(becomes('factor', 'x * y + 2.0 * x')).toBe('x * (y + 2.0)');
    expect(becomes('factor', 'i * k - k * 3')).toBe('k * (i - 3)');
    expect(becomes('factor', 'i * k + x * y')).toBe('not proposed');
  });

  it('never lets a whole number be added as a float instead', () => {
    expect(becomes('to-the-right', 'i + k + x')).toBe('not proposed');
    expect(becomes('distribute', 'x * (i + k)')).toBe('not proposed');
  });
});
