import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodesOf, printKernel } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { proposeEdit } from '../../src/edits/vary.ts';
import type { Edit, Kernel, Sizes } from '../../src/model/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { kernelNamed } from './kernels.ts';
import { casesOf, outcome } from './meaning.ts';
import { fixedFor, valueKernels } from './value-kernels.ts';

/** Edits of values that must never change a result, and those that may round otherwise. */
const exact = [
  'specialise-size', 'common-subexpression', 'inline-local', 'reduce-strength', 'induction-variable', 'simplify-expression', 'remove-dead-code', 'convert-branch',
];
const rounding = ['reassociate', 'split-accumulator', 'split-accumulator-by-unrolling'];

const sources = [...valueKernels, ...['gather', 'poolSum', 'interactDot', 'weightedMean', 'nestedLoops', 'integers', 'scalars'].map(kernelNamed)];
const bases = sources.map((source) => {
  const fixed = fixedFor(source);
  const cases = casesOf(source.kernel, fixed);
  return { base: source.kernel, fixed, cases, expected: outcome(source.kernel, cases) };
});

function grow(base: Kernel, fixed: Sizes, seed: number, operators: readonly string[]): Edit[] {
  const random = randomStream(seed);
  const genome: Edit[] = [];
  for (const operator of operators) {
    const edit = proposeEdit(base, genome, operator, random, fixed);
    if (edit) genome.push(edit);
  }
  return genome;
}

/** Elements that differ by more than a share of the largest of their case; 0 and -0 are one number. */
function differing(found: readonly Float32Array[] | string, expected: readonly Float32Array[] | string, share: number): unknown[] {
  if (typeof found === 'string' || typeof expected === 'string') return [found];
  return expected.flatMap((values, at) => {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    return [...values].flatMap((value, place) => {
      const other = found[at]![place]!;
      const same = value === other || (Number.isNaN(value) && Number.isNaN(other)) || Math.abs(value - other) <= share * largest;
      return same ? [] : [{ at, place, value, other }];
    });
  });
}

function keepsMeaning(operators: readonly string[], most: number, share: number): void {
  for (const { base, fixed, cases, expected } of bases) {
    it(`keep what ${base.signature.name} computes, one after another`, () => {
      fc.assert(fc.property(fc.nat(), fc.array(fc.constantFrom(...operators), { minLength: 1, maxLength: most }), (seed, names) => {
        const genome = grow(base, fixed, seed, names);
        const { kernel, inactive } = applyGenome(base, genome, operatorsByName);
        expect(inactive).toEqual([]);
        expect(differing(outcome(kernel, cases), expected, share), `${genome.map((edit) => `${edit.operator} ${JSON.stringify(edit.choices)}`).join('\n')}\n${printKernel(kernel)}`).toEqual([]);
        const ids = nodesOf(kernel.body).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }), { numRuns: 25, seed: 7 });
    });
  }
}

describe('kernels that edits of values are tried on', () => {
  it('break no rule', () => {
    expect(bases.map(({ base, expected }) => [base.signature.name, typeof expected])).toEqual(bases.map(({ base }) => [base.signature.name, 'object']));
  });
});

describe('exact edits of values', () => keepsMeaning(exact, 6, 0));

describe('edits of values that round otherwise, among exact ones', () => keepsMeaning([...rounding, ...rounding, ...exact], 5, 1e-4));
