import { describe, expect, it } from 'vitest';
import { reduceStrength } from '../../src/edits/reduce-strength.ts';
import { rewritten } from './rewritten.ts';

const becomes = (rule: string, text: string) => rewritten(reduceStrength, rule, text);

describe('reduce-strength', () => {
  it('doubles by adding', () => {
    expect(['k * 2', '2 * k', 'x * 2.0', 'k * 3', 'x * 2 * y'].map((text) => becomes('doubling', text))).toEqual(
      ['k + k', 'k + k', 'x + x', 'not proposed', 'not proposed']);
    expect(becomes('doubling', 'k * 2.0')).toBe('not proposed'); // k + k would be whole
  });

  it('divides floats by powers of two with their reciprocals', () => {
    expect(['x / 4', 'x / 8.0', 'k / 2', 'x / 3', 'x / 0.5', '2 / x'].map((text) => becomes('reciprocal', text))).toEqual(
      ['x * 0.25', 'x * 0.125', 'k * 0.5', 'not proposed', 'not proposed', 'not proposed']);
  });

  it('divides whole numbers by powers of two with shifts: towards zero only where none is negative', () => {
    expect(becomes('shift', 'Math.floor(k / 4)')).toBe('k >> 2');
    expect(['Math.trunc(i / 8)', '(i / 2) | 0', '((i + 1) * i / 2) | 0'].map((text) => becomes('shift', text))).toEqual(['i >> 3', 'i >> 1', '(i + 1) * i >> 1']);
    expect(['Math.trunc(k / 8)', '(k / 2) | 0', 'Math.floor(x / 4)', 'Math.floor(i / 3)', 'Math.ceil(i / 4)', 'i / 4'].map((text) => becomes('shift', text)))
      .toEqual(Array(6).fill('not proposed'));
  });

  it('takes remainders by powers of two with masks', () => {
    expect(['i % 8', '(i + 3) % 2', 'k % 8', 'i % 6', 'x % 2'].map((text) => becomes('mask', text))).toEqual(
      ['i & 7', 'i + 3 & 1', 'not proposed', 'not proposed', 'not proposed']);
  });

  it('squares by multiplying', () => {
    expect(['Math.pow(x, 2)', 'Math.pow(x + y, 2.0)', 'Math.pow(x, 3)', 'Math.pow(k, 2)'].map((text) => becomes('square', text))).toEqual(
      ['x * x', '(x + y) * (x + y)', 'not proposed', 'not proposed']);
  });
});
