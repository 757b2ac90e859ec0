import { describe, expect, it } from 'vitest';
import { narrowAccumulator } from '../../src/edits/narrow-accumulator.ts';
import { mutant, proposal, statement } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

describe('narrow-accumulator', () => {
  it('rounds each term on its way into an f16 local', () => {
    const kernel = stagingKernel('bagRows');
    expect(mutant(kernel, narrowAccumulator, { target: statement(kernel, 'let sum'), choices: { to: 'f16' } })).toMatchInlineSnapshot(`
      "{
        const bag = this.block.x * this.blockDim.y + this.local.y;
        if (bag < this.constants.bags) {
          const column = Math.min(this.local.x, this.constants.dim - 1);
          let sum = f16(0.0);
          for (let j = offsets[bag]; j < offsets[bag + 1]; j++) {
            sum += f16(table[indices[j]][column]);
          }
          if (this.local.x < this.constants.dim) {
            pooled[bag][this.local.x] = sum;
          }
        }
      }"
    `);
  });

  it('keeps the width of vectors', () => {
    const kernel = variant('bagRows', 'let sum = 0.0;', 'let wide = f32x4(0.0); for (let k = 0; k < 2; k++) wide += f32x4(1.0); let sum = wide[0] * 0.0;');
    const draft = proposal(kernel, narrowAccumulator, ({ choices }) => choices.to === 'f16x4');
    expect(mutant(kernel, narrowAccumulator, draft)).toMatch(/let wide = f16x4\(0\.0\);\n.*\n {6}wide \+= f16x4\(1\.0\)/);
  });

  it('leaves whole numbers, what is narrow already, and locals that no loop gathers', () => {
    const refuses = (kernel: Parameters<typeof proposal>[0]) => expect(() => proposal(kernel, narrowAccumulator, () => true)).toThrow('no such proposal');
    refuses(stagingKernel('halfRows'));
    refuses(variant('bagWarps', 'most = Math.max(most, table[indices[j]][column]);', 'most = table[indices[j]][column];'));
  });
});
