import { describe, expect, it } from 'vitest';
import { unrollWithoutRemainder } from '../../src/edits/unroll-without-remainder.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { editFrom } from '../../src/edits/operator.ts';
import { randomStream } from '../../src/util/random.ts';
import { hostileCases } from '../../src/verify/index.ts';
import { kernelNamed } from './kernels.ts';
import { outcome } from './meaning.ts';
import { mutant, statement } from './shown.ts';

const { kernel } = kernelNamed('interactDot');
const draft = { target: statement(kernel, 'for ('), choices: { by: 4, counter: 'offset' } };

describe('unroll-without-remainder', () => {
  it('takes several turns at a time and asks no more', () => {
    expect(mutant(kernel, unrollWithoutRemainder, draft)).toMatchInlineSnapshot(`
      "{
        const sample = this.thread.y;
        if (this.thread.x < this.constants.dim) {
          return dense[sample][this.thread.x];
        }
        let column = this.thread.x - this.constants.dim;
        let row = 1;
        while (column >= row) {
          column -= row;
          row++;
        }
        let sum = 0.0;
        for (let d = 0; d < this.constants.dim; d += 4) {
          const left = sparse[sample][row - 1][d];
          if (column === 0) {
            sum += left * dense[sample][d];
          } else {
            sum += left * sparse[sample][column - 1][d];
          }
          const left_9abae8 = sparse[sample][row - 1][d + 1];
          if (column === 0) {
            sum += left_9abae8 * dense[sample][d + 1];
          } else {
            sum += left_9abae8 * sparse[sample][column - 1][d + 1];
          }
          const left_9abae8a = sparse[sample][row - 1][d + 2];
          if (column === 0) {
            sum += left_9abae8a * dense[sample][d + 2];
          } else {
            sum += left_9abae8a * sparse[sample][column - 1][d + 2];
          }
          const left_9abae8b = sparse[sample][row - 1][d + 3];
          if (column === 0) {
            sum += left_9abae8b * dense[sample][d + 3];
          } else {
            sum += left_9abae8b * sparse[sample][column - 1][d + 3];
          }
        }
        return sum;
      }"
    `);
  });

  it('is right where the turns divide, and read out of bounds where they do not', () => {
    const unrolled = applyGenome(kernel, [editFrom('unroll-without-remainder', draft)], operatorsByName).kernel;
    const casesAt = (dim: number) => hostileCases(kernel.signature, { fixed: { dim }, random: randomStream(1), level: 'tiny' });
    expect(outcome(unrolled, casesAt(8))).toEqual(outcome(kernel, casesAt(8)));
    expect(outcome(unrolled, casesAt(6))).toMatch(/^out-of-bounds/);
  });
});
