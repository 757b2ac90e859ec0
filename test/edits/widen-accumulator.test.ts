import { describe, expect, it } from 'vitest';
import { widenAccumulator } from '../../src/edits/widen-accumulator.ts';
import { mutant, proposal, statement } from './shown.ts';
import { stagingKernel } from './staging-kernels.ts';

describe('widen-accumulator', () => {
  it('takes the rounding of each term away', () => {
    const kernel = stagingKernel('halfRows');
    expect(mutant(kernel, widenAccumulator, { target: statement(kernel, 'let sum'), choices: { to: 'f32' } })).toMatchInlineSnapshot(`
      "{
        const row = this.block.x * this.blockDim.x + this.local.x;
        if (row < this.constants.rows) {
          let sum = f32(0.0);
          for (let d = 0; d < this.constants.dim; d++) {
            sum += f32(table[row][d]);
          }
          sums[row] = sum;
        }
      }"
    `);
  });

  it('finds nothing that is not narrow', () => {
    expect(() => proposal(stagingKernel('bagRows'), widenAccumulator, () => true)).toThrow('no such proposal');
  });
});
