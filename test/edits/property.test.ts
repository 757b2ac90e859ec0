import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHash, check, nodesOf } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { editOperators, operatorsByName } from '../../src/edits/index.ts';
import { proposeEdit } from '../../src/edits/vary.ts';
import type { Edit, Kernel } from '../../src/model/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { gridSources, kernels } from './kernels.ts';

/** A genome grown edit by edit, each by the operator of that number; where one finds nothing, the next goes on. */
function grow(base: Kernel, seed: number, operators: readonly number[]): Edit[] {
  const random = randomStream(seed);
  const genome: Edit[] = [];
  for (const number of operators) {
    const edit = proposeEdit(base, genome, editOperators[number]!.name, random);
    if (edit) genome.push(edit);
  }
  return genome;
}

const drawn = fc.record({
  base: fc.constantFrom(...[...kernels, ...gridSources].map(({ kernel }) => kernel)),
  seed: fc.nat(),
  operators: fc.array(fc.nat({ max: editOperators.length - 1 }), { minLength: 1, maxLength: 12 }),
});

describe('genomes of edits of all operators', () => {
  it('give the same mutant at each replay, with every id once', () => {
    fc.assert(fc.property(drawn, ({ base, seed, operators }) => {
      const genome = grow(base, seed, operators);
      const { kernel } = applyGenome(base, genome, operatorsByName);
      const stored = JSON.parse(JSON.stringify(genome)) as Edit[];
      expect(JSON.stringify(applyGenome(base, stored, operatorsByName).kernel.body)).toBe(JSON.stringify(kernel.body));
      expect(grow(base, seed, operators).map(({ id }) => id)).toEqual(genome.map(({ id }) => id));
      const ids = nodesOf(kernel.body).map((node) => node.id);
      expect(new Set(ids).size).toBe(ids.length);
    }), { numRuns: 200, seed: 1 });
  });

  it('stand the loss of any edit and any order: an edit without its target is inactive, never an exception', () => {
    fc.assert(fc.property(drawn, fc.nat(), ({ base, seed, operators }, order) => {
      const genome = grow(base, seed, operators);
      const orders = [...genome.map((lost) => genome.filter((edit) => edit !== lost)), randomStream(order).shuffle(genome), genome.toReversed()];
      for (const edits of orders) {
        const { kernel, active, inactive } = applyGenome(base, edits, operatorsByName);
        expect(edits.filter((edit) => active.includes(edit) !== inactive.includes(edit))).toEqual(edits);
        expect(JSON.stringify(applyGenome(base, active, operatorsByName).kernel.body)).toBe(JSON.stringify(kernel.body));
        expect(['boolean', canonicalHash(kernel).length]).toEqual([typeof check(kernel, 'any').ok, 20]);
      }
    }), { numRuns: 100, seed: 2 });
  });
});
