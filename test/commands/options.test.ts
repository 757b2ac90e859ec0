import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { positiveNumber, wholeNumber } from '../../src/commands/options.ts';

describe('a whole number', () => {
  it.each([['0', 0], ['7', 7], ['007', 7], ['9007199254740991', Number.MAX_SAFE_INTEGER]])('%s is one', (text, value) => expect(wholeNumber(0)(text)).toBe(value));
  it.each(['', ' ', ' 7', '7 ', '-1', '+1', '1.0', '1.5', '1e3', '1e999', '0x10', 'NaN', 'Infinity', '٣', '9007199254740992', '99999999999999999999'])("'%s' is none", (text) => {
    expect(() => wholeNumber(0)(text)).toThrow(new InvalidArgumentError('allowed: a whole number of at least 0'));
  });
  it('keeps its range', () => {
    expect([wholeNumber(1, 64)('1'), wholeNumber(1, 64)('64')]).toEqual([1, 64]);
    for (const text of ['0', '65']) expect(() => wholeNumber(1, 64)(text)).toThrow('allowed: a whole number from 1 to 64');
  });
});

describe('a number above 0', () => {
  it.each([['1', 1], ['0.5', 0.5], ['1e3', 1000], ['5e-324', 5e-324]])('%s is one', (text, value) => expect(positiveNumber(text)).toBe(value));
  it.each(['', ' ', '0', '-0', '-1', '1e-400', '1e999', 'NaN', 'Infinity', '1,5', 'two'])("'%s' is none", (text) => {
    expect(() => positiveNumber(text)).toThrow(new InvalidArgumentError('allowed: a number above 0'));
  });
});
