import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, nodesOf, printKernel } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { proposeEdit } from '../../src/edits/vary.ts';
import type { Edit, Kernel, Sizes } from '../../src/model/index.ts';
import { madeFor } from '../../src/sanitize/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { hostileCases } from '../../src/verify/index.ts';
import { gridSources, kernelNamed } from './kernels.ts';
import { outcome } from './meaning.ts';

/** Edits towards and of grid kernels, and what they are mixed with: none may change more than the order of a sum. */
const towards = [
  'map-to-grid', 'vectorise-innermost', 'vectorise-reduction', 'rows-in-flight', 'several-outputs-per-thread', 'several-rows-per-thread',
  'grid-stride', 'change-block', 'bound-registers', 'narrow-addresses', 'hint-load', 'hint-store',
];
const mixed = ['unroll-loop', 'unroll-loop-fully', 'hoist-invariant', 'common-subexpression', 'inline-local', 'specialise-size', 'simplify-expression', 'split-accumulator', 'unswitch-loop', 'merge-branches'];

/** Move loads before the branch or loop that asks for them. */
const early = new Set(['hoist-invariant', 'common-subexpression']);

const names = ['poolSum', 'gather', 'interactDot', 'weightedMean'];
const bases: readonly Kernel[] = [...names.map((name) => kernelNamed(name).kernel), ...gridSources.filter(({ file }) => file !== 'interactMatrix.js').map(({ kernel }) => kernel)];
/** A width that 8 divides, one that 4 divides, and an odd one. */
const widths = [16, 12, 5];

function fixedOf({ signature }: Kernel, dim: number): Sizes {
  return Object.fromEntries(signature.statics.map((symbol) => [symbol, symbol === 'dim' ? dim : 3]));
}

function grow(base: Kernel, fixed: Sizes, seed: number, operators: readonly string[]): Edit[] {
  const random = randomStream(seed);
  const genome: Edit[] = [];
  for (const operator of operators) {
    const edit = proposeEdit(base, genome, operator, random, fixed);
    if (edit) genome.push(edit);
  }
  return genome;
}

function near(a: readonly Float32Array[], b: readonly Float32Array[]): boolean {
  return a.every((values, at) => values.every((value, place) => {
    const other = b[at]![place]!;
    return Object.is(value, other) || Math.abs(value - other) <= 1e-4 * (1 + Math.abs(other));
  }));
}

describe('edits of grid kernels', () => {
  for (const base of bases) {
    const typed = check(base, 'any');
    if (!typed.ok) throw new Error(typed.detail);
    const usable = widths.filter((dim) => madeFor(typed.typed, fixedOf(base, dim)));
    const inputs = new Map(usable.map((dim) => [dim, hostileCases(base.signature, { fixed: fixedOf(base, dim), fits: (sizes) => madeFor(typed.typed, sizes), random: randomStream(base.signature.name), level: 'tiny' })]));
    const expected = new Map([...inputs].map(([dim, cases]) => [dim, outcome(base, cases)]));

    it(`keep what ${base.signature.name} computes, one after another`, () => {
      expect([...expected.values()].map((each) => typeof each)).toEqual(usable.map(() => 'object'));
      const start = base.body.launch ? [] : ['map-to-grid'];
      fc.assert(fc.property(fc.constantFrom(...usable), fc.nat(), fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...towards) }, fc.constantFrom(...mixed)), { minLength: 1, maxLength: 6 }), (dim, seed, operators) => {
        const genome = grow(base, fixedOf(base, dim), seed, [...start, ...operators]);
        const { kernel, inactive } = applyGenome(base, genome, operatorsByName);
        expect(inactive).toEqual([]);
        const found = outcome(kernel, inputs.get(dim)!);
        const as = `${genome.map((edit) => `${edit.operator} ${JSON.stringify(edit.choices)}`).join('\n')}\n${printKernel(kernel)}`;
        // what is computed early may be computed where it was not asked for, and read out of bounds: the sanitizer judges
        if (typeof found === 'string' && found.startsWith('out-of-bounds') && genome.some(({ operator }) => early.has(operator))) return;
        expect(typeof found === 'string' ? found : near(found, expected.get(dim) as readonly Float32Array[]), as).toBe(true);
        const ids = nodesOf(kernel.body).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }), { numRuns: Number(process.env.RUNS ?? 10), seed: 7 });
    }, 60_000);
  }
});
