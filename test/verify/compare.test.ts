import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOutputs, elementName } from '../../src/verify/compare.ts';
import type { Answer } from '../../src/verify/oracles/operation.ts';
import { floats } from './support/signatures.ts';

const answerOf = (shape: number[], expected: number[], magnitude = expected.map(Math.abs), roundings = 0): Answer => ({
  shape, expected: Float64Array.from(expected), magnitude: Float64Array.from(magnitude), roundings: new Float64Array(expected.length).fill(roundings),
});
const compare = (answer: Answer, values: number[], shape: readonly number[] = answer.shape) => compareOutputs(answer, floats(shape, values), { name: 'pooled' });

describe('what is refused', () => {
  it('a result of the other sign, however large: −5 expected, 999 got', () => {
    expect(compare(answerOf([1], [-5], [5], 10), [999])).toMatchObject({ ok: false, where: 'pooled[0]', detail: 'got 999, expected -5' });
    expect(compare(answerOf([1], [-5], [5], 10), [5]).ok).toBe(false);
  });

  it('NaN poison that is left, by place', () => {
    const result = compare(answerOf([2, 3], [1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, NaN, NaN]);
    expect(result).toEqual({
      ok: false, error: Infinity, where: 'pooled[1][1]',
      detail: 'got NaN, expected 5: the element was never written, or NaN went into it, as rows are that no lookup asks for; 2 of 6 elements are wrong',
    });
  });

  it.each([Infinity, -Infinity, NaN])('%s where a number is expected', (value) => {
    expect(compare(answerOf([1], [3], [3], 100), [value])).toMatchObject({ ok: false, error: Infinity });
  });

  it('a number where NaN is expected', () => {
    expect(compare(answerOf([1], [NaN]), [0]).ok).toBe(false);
    expect(compare(answerOf([1], [NaN]), [NaN]).ok).toBe(true);
  });

  it('another shape or length', () => {
    expect(compare(answerOf([2, 2], [1, 2, 3, 4]), [1, 2, 3, 4], [4])).toMatchObject({
      ok: false, where: 'pooled', detail: 'got shape [4] of 4 values, expected [2][2] of 4',
    });
    expect(compare(answerOf([2], [1, 2]), [1], [2]).ok).toBe(false);
  });

  it('a copy that is not its original to the bit', () => {
    for (const value of [1, -1.5, 2 ** -126, 2 ** 100]) {
      expect(compare(answerOf([1], [value]), [value])).toEqual({ ok: true, error: 0 });
      expect(compare(answerOf([1], [value]), [value * (1 + 2 ** -23)]).ok).toBe(false);
    }
    expect(compare(answerOf([2], [0, -0]), [-0, 0])).toEqual({ ok: true, error: 0 });
    expect(compare(answerOf([1], [0]), [2 ** -140]).ok).toBe(false);
  });

  it('anything but 0 for an empty bag', () => {
    expect(compare(answerOf([1], [0], [0]), [1e-30]).ok).toBe(false);
    expect(compare(answerOf([1], [0], [0]), [-0]).ok).toBe(true);
  });
});

describe('what is accepted', () => {
  it('infinity for what f32 cannot hold, of the same sign', () => {
    expect(compare(answerOf([1], [1e39]), [Infinity]).ok).toBe(true);
    expect(compare(answerOf([1], [1e39]), [-Infinity]).ok).toBe(false);
  });

  it('subnormals flushed to zero', () => {
    expect(compare(answerOf([1], [2 ** -130]), [0]).ok).toBe(true);
  });

  it('an empty output', () => {
    expect(compare(answerOf([0, 4], []), [])).toEqual({ ok: true, error: 0 });
  });

  it('what a wider tolerance of the user’s allows', () => {
    const answer = answerOf([1], [1]);
    expect(compareOutputs(answer, floats([1], [1.005])).ok).toBe(false);
    expect(compareOutputs(answer, floats([1], [1.005]), { tolerance: { rtol: 0.01, atol: 0 } }).ok).toBe(true);
  });
});

it('measures error as a share of what is allowed', () => {
  const ulp = 2 ** -23; // allowed here: 1 ulp of the value and 9 roundings of 1 ulp of the magnitude
  expect(compare(answerOf([2], [1, 1], [1, 4], 9), [1 + 3 * ulp, 1 + 8 * ulp]).error).toBeCloseTo(3 / 10, 6);
  expect(compare(answerOf([1], [1], [1], 9), [1 + 20 * ulp])).toMatchObject({ ok: false, error: expect.closeTo(2, 6) });
  expect(compare(answerOf([1], [7]), [7])).toEqual({ ok: true, error: 0 });
});

it('names elements by their indices', () => {
  expect(elementName('pooled', [5, 20], 3 * 20 + 17)).toBe('pooled[3][17]');
  expect(elementName('output', [2, 3, 4], 23)).toBe('output[1][2][3]');
});

describe('sums of f32', () => {
  const f = Math.fround;
  const value = fc.tuple(fc.integer({ min: -(2 ** 24), max: 2 ** 24 }), fc.integer({ min: -40, max: -14 })).map(([digits, exponent]) => f(digits * 2 ** exponent));
  const terms = fc.array(fc.record({ a: value, b: value }), { minLength: 1, maxLength: 64 });
  const dotAnswer = (list: { a: number; b: number }[]) => answerOf(
    [1], [list.reduce((sum, { a, b }) => sum + a * b, 0)], [list.reduce((sum, { a, b }) => sum + Math.abs(a * b), 0)], list.length);
  const pairwise = (list: number[]): number =>
    (list.length === 1 ? list[0]! : f(pairwise(list.slice(0, list.length >> 1)) + pairwise(list.slice(list.length >> 1))));

  it('are accepted in every order, pairwise, and fused', () => {
    fc.assert(fc.property(terms, fc.infiniteStream(fc.nat()), (list, keys) => {
      const answer = dotAnswer(list);
      const shuffled = list.map((each) => ({ each, key: keys.next().value! })).sort((x, y) => x.key - y.key).map(({ each }) => each);
      for (const order of [list, shuffled, [...list].reverse()]) {
        const plain = order.reduce((sum, { a, b }) => f(sum + f(a * b)), 0);
        const fused = order.reduce((sum, { a, b }) => f(sum + a * b), 0);
        for (const sum of [plain, fused, pairwise(order.map(({ a, b }) => f(a * b)))]) {
          expect(compare(answer, [sum])).toMatchObject({ ok: true });
        }
      }
    }), { numRuns: 300 });
  });

  it('are refused with a term dropped, doubled or negated', () => {
    const sizeable = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 2 ** 20, max: 2 ** 21 })).map(([negative, x]) => f((negative ? -x : x) / 2 ** 20)), { minLength: 1, maxLength: 64 });
    fc.assert(fc.property(sizeable, fc.nat(), (list, pick) => {
      const at = pick % list.length;
      const answer = answerOf([1], [list.reduce((sum, x) => sum + x, 0)], [list.reduce((sum, x) => sum + Math.abs(x), 0)], list.length);
      for (const factor of [0, 2, -1]) {
        const sum = list.reduce((total, x, place) => f(total + (place === at ? factor * x : x)), 0);
        expect(compare(answer, [sum]).ok).toBe(false);
      }
    }), { numRuns: 300 });
  });
});
