import { describe, expect, it } from 'vitest';
import { splitAccumulatorByUnrolling } from '../../src/edits/split-accumulator-by-unrolling.ts';
import { kernelNamed } from './kernels.ts';
import { mutant, proposal, statement } from './shown.ts';
import { kernelWith } from './value-kernels.ts';

const { kernel } = kernelNamed('poolSum');
const target = statement(kernel, 'for');

describe('split-accumulator-by-unrolling', () => {
  it('takes several turns at a time, with a sum for each, and the rest one by one', () => {
    expect(mutant(kernel, splitAccumulatorByUnrolling, { target, choices: { accumulator: 'sum', by: 2, ways: 2, float: true } })).toMatchInlineSnapshot(`
      "{
        let sum = 0.0;
        let j = offsets[this.thread.y];
        let sum_f9c664 = 0.0;
        for (; j < offsets[this.thread.y + 1] - 1; j += 2) {
          sum += table[indices[j]][this.thread.x];
          sum_f9c664 += table[indices[j + 1]][this.thread.x];
        }
        sum += sum_f9c664;
        for (; j < offsets[this.thread.y + 1]; j++) {
          sum += table[indices[j]][this.thread.x];
        }
        return sum;
      }"
    `);
  });

  it('draws how many turns and how many sums, never more sums than turns', () => {
    const drawn = new Set<string>();
    for (const by of [2, 4, 8]) {
      for (const ways of [2, 4, 8].filter((each) => each <= by)) {
        proposal(kernel, splitAccumulatorByUnrolling, ({ choices }) => choices.by === by && choices.ways === ways);
        drawn.add(`${by}/${ways}`);
      }
    }
    expect(drawn.size).toBe(6);
    expect(() => proposal(kernel, splitAccumulatorByUnrolling, ({ choices }) => (choices.ways as number) > (choices.by as number))).toThrow('no such proposal');
  });

  it('leaves the counter alone, and what the loop reads', () => {
    for (const body of ['let i = 0; while (i < 9) { i++; } return i;', 'let s = 0.0; for (let i = 0; i < 9; i++) { s += s * 0.5; } return s;']) {
      expect(() => proposal(kernelWith(body), splitAccumulatorByUnrolling, () => true)).toThrow('no such proposal');
    }
  });
});
