import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Arguments, Sizes } from '../../src/model/index.ts';
import { count, reference, sanitize } from '../../src/sanitize/index.ts';
import { arbitraryInputs, arbitraryKernel } from '../dialect/arbitrary-kernel.ts';
import { evaluateThread } from './direct-evaluator.ts';
import { typedKernel } from './kernels.ts';

const runs = { numRuns: 500, seed: 3 };
const drawn = [arbitraryKernel(), arbitraryInputs()] as const;

function evaluateAll(typed: ReturnType<typeof typedKernel>, precision: 'f32' | 'f64', inputs: Arguments, { n, m }: Sizes) {
  return Array.from({ length: n! * m! }, (_, at) =>
    evaluateThread(typed, precision, inputs, { n: n!, m: m! }, { x: at % m!, y: Math.floor(at / m!), z: 0 }, { x: m!, y: n!, z: 1 }));
}

/** Where lanes run in step, another thread's fault may come first; but the thread that is named must have that fault. */
function expectSame(direct: ReturnType<typeof evaluateAll>, found: ArrayLike<number> | { kind: string; at: string; detail: string }, m: number): void {
  if ('kind' in found) {
    const [, x, y] = /thread \((\d+), (\d+)\)$/.exec(found.detail)!;
    expect({ fault: found.kind, at: found.at }).toEqual(direct[Number(y) * m + Number(x)]);
  } else {
    expect(Array.from(found)).toEqual(direct);
  }
}

test('in f32, the interpreter computes what a plain walk over the tree computes, faults included', () => {
  fc.assert(fc.property(...drawn, ({ text }, { sizes, arguments: inputs }) => {
    const typed = typedKernel(text);
    const result = sanitize(typed, [{ name: 'drawn', sizes, arguments: inputs }]);
    expectSame(evaluateAll(typed, 'f32', inputs, sizes), result.ok ? result.outputs[0]! : result, sizes.m!);
  }), runs);
});

test('in float64 as well', () => {
  fc.assert(fc.property(...drawn, ({ text }, { sizes, arguments: inputs }) => {
    const typed = typedKernel(text);
    expectSame(evaluateAll(typed, 'f64', inputs, sizes), reference(typed)(inputs, sizes), sizes.m!);
  }), runs);
});

test('counting finds the same faults, and counts no more lanes than there are', () => {
  fc.assert(fc.property(...drawn, ({ text }, { sizes, arguments: inputs }) => {
    const typed = typedKernel(text);
    const counts = count(typed, inputs, sizes);
    const direct = evaluateAll(typed, 'f32', inputs, sizes);
    if ('kind' in counts) return expectSame(direct, counts, sizes.m!);
    expect(direct.every((value) => typeof value === 'number')).toBe(true);
    for (const kind of ['intAlu', 'floatAlu', 'special', 'branch', 'load', 'store'] as const) {
      expect(counts.executed[kind]).toBeLessThanOrEqual(32 * counts.issued[kind]);
      expect(counts.executed[kind]).toBeGreaterThanOrEqual(counts.issued[kind]);
      expect(counts.chain![kind]).toBeLessThanOrEqual(counts.issued[kind]);
    }
    expect(counts.executed.store).toBe(sizes.n! * sizes.m!);
    expect(counts.sectors).toBeGreaterThanOrEqual(counts.issued.load + counts.issued.store);
    expect(counts.distinctSectors).toBeLessThanOrEqual(counts.sectors);
  }), runs);
});

test('the drawn kernels are worth it: most compute something, some have each kind of fault', () => {
  const kinds = new Map<string, number>();
  for (const [{ text }, { sizes, arguments: inputs }] of fc.sample(fc.tuple(...drawn), { numRuns: 500, seed: 3 })) {
    const result = sanitize(typedKernel(text), [{ name: 'drawn', sizes, arguments: inputs }]);
    const kind = result.ok ? 'ok' : result.kind;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  expect(kinds.get('ok')).toBeGreaterThan(250);
  expect(kinds.get('arithmetic')).toBeGreaterThan(20);
  expect(kinds.get('uninitialised')).toBeGreaterThan(5);
});
