import { describe, expect, it } from 'vitest';
import { simplifyExpression } from '../../src/edits/simplify-expression.ts';
import { rewritten } from './rewritten.ts';

const all = (rule: string, ...texts: string[]) => texts.map((text) => rewritten(simplifyExpression, rule, text));

describe('simplify-expression', () => {
  it('drops neutral operands', () => {
    expect(all('neutral', 'k + 0', '0 + k', 'x - 0', 'x * 1.0', '1 * k', 'x / 1', 'k << 0', '0 | k')).toEqual(['k', 'k', 'x', 'x', 'k', 'x', 'k', 'k']);
    expect(all('neutral', '0 - k', '1 / x', 'x | 0')).toEqual(Array(3).fill('not proposed'));
  });

  it('keeps what makes a whole number a float', () => {
    expect(all('neutral', 'k + 0.0', 'k * 1.0', 'k / 1')).toEqual(Array(3).fill('not proposed'));
  });

  it('drops what is said twice', () => {
    expect(all('twice', '-(-x)', '!!(i < k)', '~~k', 'Math.min(x, x)', 'i < k && i < k', 'i < k ? x : x')).toEqual(['x', 'i < k', 'k', 'x', 'i < k', 'x']);
    expect(all('twice', '-(~k)', 'Math.pow(x, x)', 'i < k ? x : y')).toEqual(Array(3).fill('not proposed'));
  });

  it('takes decided choices', () => {
    expect(all('decided', 'true ? x : y', 'false ? x : y', 'i < k && true', 'false && i < k', 'i < k || true', 'i < k || false')).toEqual(
      ['x', 'y', 'i < k', 'false', 'true', 'i < k']);
    expect(all('decided', 'true ? k : y')).toEqual(['not proposed']); // the choice is a float
  });

  it('knows when nothing is left, of whole numbers', () => {
    expect(all('nothing', 'k * 0', 'k - k', 'k ^ k', '0 & k', 'k % 1')).toEqual(Array(5).fill('0'));
    expect(all('nothing', 'x * 0', 'x - x', 'k - i')).toEqual(Array(3).fill('not proposed')); // NaN - NaN
  });

  it('knows comparisons, and turns them', () => {
    expect(all('known', '1 < 2', '2.5 <= 1', 'k === k', 'k < k', '!true', 'x === x')).toEqual(['true', 'false', 'true', 'false', 'false', 'not proposed']);
    expect(all('opposite', '!(i < k)', '!(i === k)', '!(x !== y)', '!(x < y)')).toEqual(['i >= k', 'i !== k', 'x === y', 'not proposed']);
  });

  it('folds literals as the devices would round them', () => {
    expect(all('fold', '2 + 3', '2 * -3', '1.5 + 1', '0.1 + 0.2', '1.0 / 4.0')).toEqual(['5', '-6', '2.5', String(Math.fround(Math.fround(0.1) + Math.fround(0.2))), '0.25']);
    expect(all('fold', '1 / 2', '16777216 + 1', '1.0 / 0.0', '7 % 2')).toEqual(Array(4).fill('not proposed'));
  });

  it('gathers what is added to a whole number', () => {
    expect(all('gather', 'k + 1 + 2', 'k + 1 - 3', 'k - 1 + 1', 'k - 2 - 2')).toEqual(['k + 3', 'k - 2', 'k', 'k - 4']);
    expect(all('gather', 'x + 1 + 2', '1 + k + 2')).toEqual(Array(2).fill('not proposed'));
  });
});
