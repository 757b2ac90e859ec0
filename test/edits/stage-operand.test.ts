import { describe, expect, it } from 'vitest';
import { stageOperand } from '../../src/edits/stage-operand.ts';
import { expression, mutant, proposal } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

const fixed = { dim: 8, fields: 5 };
const refuses = (kernel: Parameters<typeof proposal>[0], sizes = fixed) => expect(() => proposal(kernel, stageOperand, () => true, sizes)).toThrow('no such proposal');

describe('stage-operand', () => {
  it("brings a row of threads' part of an input, each row its own, and reads it there from then on", () => {
    const kernel = stagingKernel('samplePairs');
    expect(mutant(kernel, stageOperand, { target: expression(kernel, 'sparse[sample][row - 1][d]'), choices: { width: 4 } })).toMatchInlineSnapshot(`
      "{
        const sparse_94b674a = shared(f32, 2, this.constants.fields, this.constants.dim);
        const sample = this.block.x * this.blockDim.y + this.local.y;
        const inside_94b674 = sample < this.constants.batch;
        if (inside_94b674) {
          for (let x = this.local.x; x < this.constants.dim; x += 32) {
            interacted[sample][x] = dense[sample][x];
          }
        }
        if (sample < this.constants.batch) {
          for (let at_94b674b = 4 * this.local.x; at_94b674b < this.constants.fields * this.constants.dim; at_94b674b += 4 * this.blockDim.x) {
            store4(sparse_94b674a, this.local.y, Math.floor(at_94b674b / this.constants.dim), at_94b674b % this.constants.dim, load4(sparse, sample, Math.floor(at_94b674b / this.constants.dim), at_94b674b % this.constants.dim));
          }
        }
        barrier();
        if (inside_94b674) {
          for (let pair = this.local.x; pair < this.constants.fields * (this.constants.fields + 1) / 2; pair += 32) {
            let column = pair;
            let row = 1;
            while (column >= row) {
              column -= row;
              row++;
            }
            let sum = 0.0;
            for (let d = 0; d < this.constants.dim; d++) {
              sum += sparse_94b674a[this.local.y][row - 1][d] * (column === 0 ? dense[sample][d] : sparse_94b674a[this.local.y][Math.max(column - 1, 0)][d]);
            }
            interacted[sample][this.constants.dim + pair] = sum;
          }
        }
      }"
    `);
  });

  it('takes the widest accesses that divide a row', () => {
    const kernel = stagingKernel('samplePairs');
    const width = (wanted: number, dim: number) => () => proposal(kernel, stageOperand, ({ choices }) => choices.width === wanted, { dim, fields: 5 });
    expect(width(4, 8)).not.toThrow();
    expect(width(4, 6)).toThrow('no such proposal');
    expect(width(2, 6)).not.toThrow();
  });

  it('refuses parts that differ along x or are named by a load, sizes that are free, and more than 48 KiB', () => {
    refuses(stagingKernel('bagRows'));
    refuses(variant('samplePairs', 'this.block.x * this.blockDim.y + this.local.y', 'this.block.x * 2 + this.local.x % 2'));
    refuses(variant('samplePairs', '@static dim fields', '@static fields'));
    refuses(stagingKernel('samplePairs'), { dim: 8192, fields: 5 });
  });
});
