import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSize } from '../../../src/dialect/index.ts';
import { sizeText, solveSizes } from '../../../src/exports/support/javascript-sizes.ts';
import type { Signature, Sizes } from '../../../src/model/index.ts';

function signature(parameters: Record<string, string[]>, returns: string[] = ['n']): Signature {
  const type = (dims: readonly string[]) => ({ scalar: 'f32' as const, dims: dims.map(parseSize) });
  return {
    name: 'probe', description: '', roles: {}, statics: [], returns: type(returns),
    parameters: Object.entries(parameters).map(([name, dims]) => ({ name, type: type(dims) })),
  };
}
const solved = (parameters: Record<string, string[]>, fixed: Sizes = {}, returns?: string[]) =>
  Object.fromEntries(solveSizes(signature(parameters, returns), fixed).map(({ symbol, text }) => [symbol, text]));

describe('solveSizes', () => {
  it('solves what a product of known sizes leaves', () => {
    expect(solved({ table: ['rows', 'dim'], indices: ['lookups'], offsets: ['bags + 1'] }, { dim: 8 }, ['bags', 'dim'])).toEqual({
      rows: 'length.table / 8', lookups: 'length.indices', bags: 'length.offsets - 1',
    });
  });

  it('goes on with what was solved before, in whichever order the arrays stand', () => {
    expect(solved({ vectors: ['batch', 'fields', 'dim'], weights: ['batch'] }, { dim: 4 }, ['batch', 'dim'])).toEqual({
      batch: 'length.weights', fields: 'length.vectors / (size.batch * 4)',
    });
  });

  it('leaves open what a length does not tell', () => {
    expect(solved({ square: ['n', 'n'], x: ['(m + 1) * m'], y: ['h', 'w'] }, {}, ['n'])).toEqual({ n: null, m: null, h: null, w: null });
  });

  it('inverts any chain of operations', () => {
    const steps = fc.array(fc.record({ operator: fc.constantFrom('+', '-', '*', '/'), constant: fc.integer({ min: 1, max: 9 }), left: fc.boolean() }), { maxLength: 5 });
    fc.assert(fc.property(steps, fc.integer({ min: 1, max: 1000 }), (chain, n) => {
      const text = chain.reduce((inner, { operator, constant, left }) => (left ? `(${constant} ${operator} ${inner})` : `(${inner} ${operator} ${constant})`), 'n');
      const expression = parseSize(text);
      const length = evaluate(sizeText(expression, {}), { size: { n } });
      fc.pre(Number.isFinite(length) && length !== 0);
      const solution = solved({ x: [text] })['n'];
      const back = evaluate(solution!, { length: { x: length }, size: {} });
      expect(back).toBeCloseTo(n, 5);
    }), { numRuns: 200, seed: 3 });
  });
});

/** Evaluates the package's JavaScript as the package does. */
function evaluate(text: string, scope: Record<string, unknown>): number {
  return new Function(...Object.keys(scope), `return ${text};`)(...Object.values(scope)) as number;
}
