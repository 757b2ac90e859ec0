import { describe, expect, it } from 'vitest';
import { check } from '../../src/dialect/index.ts';
import { benchmarkVariation } from '../../src/edits/benchmark.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { editOperators, operatorsByName } from '../../src/edits/index.ts';
import { editFrom } from '../../src/edits/operator.ts';
import { kernelOf, proposeEdit } from '../../src/edits/vary.ts';
import type { Edit } from '../../src/model/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { kernelNamed } from './kernels.ts';

const { kernel: base } = kernelNamed('poolSum');

describe('proposeEdit', () => {
  it('never gives an edit that the genome has', () => {
    const random = randomStream(1);
    const genome: Edit[] = [];
    for (let count = 0; count < 60; count++) {
      const edit = proposeEdit(base, genome, 'delete-statement', random);
      if (!edit) break;
      expect(genome.map(({ id }) => id)).not.toContain(edit.id);
      genome.push(edit);
    }
    // Nothing is left to delete once the last return is gone.
    expect(genome.length).toBeGreaterThan(1);
    expect(applyGenome(base, genome, operatorsByName).kernel.body.body.length).toBeLessThan(base.body.body.length);
  });

  it('draws the same from the same stream, whatever was asked before', () => {
    const first = proposeEdit(base, [], 'move-statement', randomStream('a'));
    for (const operator of editOperators) proposeEdit(base, first ? [first] : [], operator.name, randomStream('b'));
    expect(proposeEdit(base, [], 'move-statement', randomStream('a'))).toEqual(first);
  });

  it('has nothing to say about a parent that breaks a rule', () => {
    const target = base.body.body[0]!.id; // the sum, whose uses are left dangling
    const broken = editFrom('delete-statement', { target, choices: {} });
    expect(check(applyGenome(base, [broken], operatorsByName).kernel, 'any').ok).toBe(false);
    expect(proposeEdit(base, [broken], 'delete-statement', randomStream(1))).toBeUndefined();
  });

  it('names the operators there are when asked for another', () => {
    expect(() => proposeEdit(base, [], 'transmute', randomStream(1))).toThrow(/'transmute'; there are delete-statement, copy-statement/);
  });
});

describe('kernelOf', () => {
  it('is what the genome makes of the base, in whatever order genomes are asked for', () => {
    const random = randomStream(3);
    const genomes: Edit[][] = [[]];
    while (genomes.length < 300) {
      const parent = random.pick(genomes);
      const edit = proposeEdit(base, parent, random.pick(editOperators).name, random, { dim: 8 });
      if (edit) genomes.push([...parent, edit]);
    }
    for (const genome of random.shuffle([...genomes, ...genomes.map((each) => each.slice(1))])) {
      expect(JSON.stringify(kernelOf(base, genome).body)).toBe(JSON.stringify(applyGenome(base, genome, operatorsByName).kernel.body));
    }
  });
});

describe('benchmarkVariation', () => {
  it('divides mutants by the time of the clock it is given', () => {
    let time = 0;
    const result = benchmarkVariation([base, kernelNamed('gather').kernel, kernelNamed('jumps').kernel], 50, () => (time += 250));
    expect(result.kernels.map(({ kernel, mutants, mutantsPerSecond }) => [kernel, mutants, mutantsPerSecond])).toEqual([
      ['poolSum', 50, 200], ['gather', 50, 200], ['jumps', 50, 200],
    ]);
    expect(result.median).toBe(200);
    expect(result.kernels.every(({ checkedShare }) => checkedShare > 0.5)).toBe(true);
  });
});
