import { describe, expect, it } from 'vitest';
import { parseKernel } from '../../src/dialect/index.ts';
import { vectoriseReduction } from '../../src/edits/vectorise-reduction.ts';
import { kernelNamed } from './kernels.ts';
import { mutant, statement } from './shown.ts';

const { kernel } = kernelNamed('interactScalar');

function over(body: string) {
  const { kernel: made } = parseKernel(`/**
 * @param {f32[n][dim]} a
 * @param {f32[n][dim]} b
 * @returns {f32[n]}
 * @static dim
 */
function over(a, b) { const row = this.thread.x; let sum = 0.0; let last = 0.0; ${body} return sum + last; }`, 'over.js');
  return mutant(made, vectoriseReduction, { target: statement(made, 'for ('), choices: { width: 4, divisors: { dim: 4 } } });
}

describe('vectorise-reduction', () => {
  it('takes four terms at a time by wide loads and a dot product', () => {
    expect(mutant(kernel, vectoriseReduction, { target: statement(kernel, 'for ('), choices: { width: 4, divisors: { dim: 16 } } })).toMatchInlineSnapshot(`
      "{
        const at = this.block.x * this.blockDim.x + this.local.x;
        const sample = Math.floor(at / this.constants.fields);
        const field = at % this.constants.fields;
        if (at < this.constants.batch * this.constants.fields) {
          let sum = 0.0;
          for (let d = 0; d < this.constants.dim; d += 4) {
            sum += dot(load4(dense, sample, d), load4(sparse, sample, field, d));
          }
          products[sample][field] = sum;
        }
      }"
    `);
  });

  it('keeps locals of a turn as vectors, and factors that all terms have', () => {
    expect(over('for (let d = 0; d < this.constants.dim; d++) { const left = a[row][d]; if (row > 0) { sum += left * b[row][d]; } else { sum -= left; } }')).toMatchInlineSnapshot(`
      "{
        const row = this.thread.x;
        let sum = 0.0;
        const last = 0.0;
        for (let d = 0; d < this.constants.dim; d += 4) {
          const left = load4(a, row, d);
          if (row > 0) {
            sum += dot(left, load4(b, row, d));
          } else {
            sum -= dot(left, f32x4(1.0));
          }
        }
        return sum + last;
      }"
    `);
    expect(over('for (let d = 4; d < this.constants.dim; d++) { sum += a[row][0] * b[row][d]; }')).toContain('sum += a[row][0] * dot(load4(b, row, d), f32x4(1.0));');
  });

  it('refuses bounds that are no multiples, terms that are the same in each turn, and what a turn leaves for the next', () => {
    expect(over('for (let d = 1; d < this.constants.dim; d++) { sum += a[row][d]; }')).toMatch(/inactive$/);
    expect(over('for (let d = 0; d < this.constants.n; d++) { sum += a[row][d]; }')).toMatch(/inactive$/);
    expect(over('for (let d = 0; d < this.constants.dim; d++) { sum += a[row][d] + 0.0; last += 1.0; }')).toMatch(/inactive$/);
    expect(over('for (let d = 0; d < this.constants.dim; d++) { sum += a[row][d]; last = b[row][d]; }')).toMatch(/inactive$/);
    expect(over('for (let d = 0; d < this.constants.dim; d++) { sum += a[row][d] * d; }')).toMatch(/inactive$/);
    expect(over('for (let d = 0; d < this.constants.dim; d++) { if (a[row][d] > 0.0) { sum += a[row][d]; } }')).toMatch(/inactive$/);
  });
});
