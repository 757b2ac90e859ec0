import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portableExp, portableExpm1Over, portableLog, portableLog1pOver } from '../../src/workloads/portable-math.ts';

const close = (got: number, wanted: number) => Math.abs(got - wanted) <= 1e-13 * Math.max(1, Math.abs(wanted));

test('agrees with Math to thirteen digits', () => {
  fc.assert(fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (x) => {
    expect(Math.abs(portableExp(x) / Math.exp(x) - 1)).toBeLessThan(1e-12);
    const y = Math.exp(x);
    expect(close(portableLog(y), Math.log(y))).toBe(true);
  }));
  fc.assert(fc.property(fc.double({ min: -0.999, max: 3, noNaN: true }).filter((x) => Math.abs(x) > 1e-300), (x) => {
    expect(close(portableLog1pOver(x), Math.log1p(x) / x)).toBe(true);
    expect(close(portableExpm1Over(x), Math.expm1(x) / x)).toBe(true);
  }));
  expect([portableLog1pOver(0), portableExpm1Over(0), portableLog(1)]).toEqual([1, 1, 0]);
});
