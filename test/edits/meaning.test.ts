import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodesOf, printKernel } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { proposeEdit } from '../../src/edits/vary.ts';
import type { Edit, Kernel } from '../../src/model/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { kernelNamed } from './kernels.ts';
import { loopKernel, loopKernels } from './loop-kernels.ts';
import { casesOf, outcome } from './meaning.ts';

/** Edits of loops that must never change a bit of any result. */
const exact = ['unroll-loop', 'unroll-loop-fully', 'hoist-invariant', 'unswitch-loop', 'merge-branches', 'close-counting-loop'];

const bases = [...loopKernels.map(({ kernel }) => kernel), ...['poolSum', 'interactDot', 'weightedMean', 'nestedLoops', 'integers'].map((name) => kernelNamed(name).kernel)];
const known = new Map(bases.map((kernel) => {
  const cases = casesOf(kernel);
  return [kernel, { cases, expected: outcome(kernel, cases) }] as const;
}));

function grow(base: Kernel, seed: number, operators: readonly string[]): Edit[] {
  const random = randomStream(seed);
  const genome: Edit[] = [];
  for (const operator of operators) {
    const edit = proposeEdit(base, genome, operator, random);
    if (edit) genome.push(edit);
  }
  return genome;
}

describe('loop edits', () => {
  it('start from kernels that break no rule', () => {
    for (const [kernel, { expected }] of known) expect([kernel.signature.name, typeof expected]).toEqual([kernel.signature.name, 'object']);
  });

  for (const base of bases) {
    it(`keep what ${base.signature.name} computes, bit for bit, one after another`, () => {
      const { cases, expected } = known.get(base)!;
      fc.assert(fc.property(fc.nat(), fc.array(fc.constantFrom(...exact), { minLength: 1, maxLength: 5 }), (seed, operators) => {
        const genome = grow(base, seed, operators);
        const { kernel, inactive } = applyGenome(base, genome, operatorsByName);
        expect(inactive).toEqual([]);
        expect(outcome(kernel, cases), printKernel(kernel)).toEqual(expected);
        const ids = nodesOf(kernel.body).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }), { numRuns: 25, seed: 3 });
    });
  }

  it('interchange keeps whole sums, and unrolling after it too', () => {
    const base = loopKernel('wholeSums').kernel;
    const { cases, expected } = known.get(base)!;
    for (let seed = 0; seed < 10; seed++) {
      const genome = grow(base, seed, ['interchange-loops', 'unroll-loop', 'hoist-invariant', 'unroll-loop-fully']);
      expect(genome[0]?.operator).toBe('interchange-loops');
      expect(outcome(applyGenome(base, genome, operatorsByName).kernel, cases)).toEqual(expected);
    }
  });
});
