import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBrain, toHalf } from '../../src/sanitize/narrow.ts';

/** Every finite value of a narrow format, ascending, from its bits; what lies behind the last one is infinity's place. */
function valuesOf(exponentBits: number, mantissaBits: number): number[] {
  const bias = 2 ** (exponentBits - 1) - 1;
  const values: number[] = [];
  for (let exponent = 0; exponent < 2 ** exponentBits; exponent++) {
    for (let mantissa = 0; mantissa < (exponent === 2 ** exponentBits - 1 ? 1 : 2 ** mantissaBits); mantissa++) {
      values.push(exponent === 0 ? mantissa * 2 ** (1 - bias - mantissaBits) : (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - bias));
    }
  }
  return values;
}

/** The nearest of them, of two as near the one with an even last bit, found by bisection. */
function nearestOf(values: readonly number[], value: number): number {
  const size = Math.abs(value);
  if (!(size < values.at(-1)!)) return Number.isNaN(value) ? value : Math.sign(value) * Infinity;
  let [low, high] = [0, values.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= size) low = middle;
    else high = middle;
  }
  const [below, above] = [size - values[low]!, values[high]! - size];
  const at = below < above || (below === above && low % 2 === 0) ? low : high;
  const found = at === values.length - 1 ? Infinity : values[at]!;
  return value < 0 || Object.is(value, -0) ? -found : found;
}

const formats = [['f16', toHalf, valuesOf(5, 10)], ['bf16', toBrain, valuesOf(8, 7)]] as const;

test.each(formats)('%s: keeps its own values, and rounds what lies between to the nearest, ties to even', (_, round, values) => {
  for (let at = 0; at + 1 < values.length; at++) {
    const [value, next] = [values[at]!, values[at + 1]!];
    const middle = value + (next - value) / 2;
    expect([round(value), round(-value)]).toEqual([value, -value]);
    expect(round(middle)).toBe(nearestOf(values, middle));
  }
});

test.each(formats)('%s: any number rounds as a search among all its values says', (_, round, values) => {
  const scaled = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -160, max: 130 })).map(([fraction, exponent]) => fraction * 2 ** exponent);
  fc.assert(fc.property(fc.oneof(fc.double(), fc.float(), scaled), (value) => {
    expect(round(value)).toBe(nearestOf(values, value));
  }), { numRuns: 3000 });
});

test('the largest values, what overflows, and what is no number', () => {
  expect([toHalf(65519.9), toHalf(65520), toHalf(-1e9), toHalf(Infinity), toHalf(NaN)]).toEqual([65504, Infinity, -Infinity, Infinity, NaN]);
  expect([toHalf(2 ** -25), toHalf(2 ** -25 * 1.0001), toHalf(-0), toBrain(3.4e38), toBrain(3.3e38)]).toEqual([0, 2 ** -24, -0, Infinity, 3.3e38 - (3.3e38 % 2 ** 120)]);
});
