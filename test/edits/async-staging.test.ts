import { describe, expect, it } from 'vitest';
import { asyncStaging } from '../../src/edits/async-staging.ts';
import { mutant, proposal, statement } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

const refuses = (kernel: Parameters<typeof proposal>[0]) => expect(() => proposal(kernel, asyncStaging, () => true)).toThrow('no such proposal');

describe('async-staging', () => {
  it('copies while the thread goes on, and waits before the barrier', () => {
    const kernel = stagingKernel('tiledProduct');
    expect(mutant(kernel, asyncStaging, { target: statement(kernel, 'lefts[this.local.y]'), choices: {} })).toMatchInlineSnapshot(`
      "{
        const lefts = shared(f32, 8, 8);
        const rights = shared(f32, 8, 8);
        const row = this.block.y * 8 + this.local.y;
        const column = this.block.x * 8 + this.local.x;
        let sum = 0.0;
        for (let base = 0; base < this.constants.k; base += 8) {
          const d = Math.min(base + this.local.x, this.constants.k - 1);
          copyAsync(lefts, this.local.y, this.local.x, left, Math.min(row, this.constants.m - 1), d);
          rights[this.local.y][this.local.x] = right[Math.min(this.block.x * 8 + this.local.y, this.constants.n - 1)][d];
          copyCommit();
          copyWait(0);
          barrier();
          for (let i = 0; i < Math.min(8, this.constants.k - base); i++) {
            sum += lefts[this.local.y][i] * rights[this.local.x][i];
          }
          barrier();
        }
        if (row < this.constants.m && column < this.constants.n) {
          product[row][column] = sum;
        }
      }"
    `);
  });

  it('finds the barrier behind the loops that the store stands in', () => {
    const kernel = stagingKernel('stagedPairs');
    expect(mutant(kernel, asyncStaging, { target: statement(kernel, 'vectors[field + 1]'), choices: {} })).toMatch(/copyAsync\(vectors, .*\n {4}\}\n {2}\}\n {2}copyCommit\(\);\n {2}copyWait\(0\);\n {2}barrier\(\);/);
  });

  it('refuses what is computed or converted on the way, what is looked at before the barrier, and what no barrier follows', () => {
    const doubled = variant('tiledProduct', '= left[', '= 2.0 * left[');
    const computed = statement(doubled, 'lefts[');
    expect(() => proposal(doubled, asyncStaging, ({ target }) => target === computed)).toThrow('no such proposal');
    refuses(variant('tiledProduct', 'shared(f32, 8, 8)', 'shared(f16, 8, 8)'));
    refuses(variant('tiledProduct', 'barrier();', ''));
    refuses(variant('stagedPairs', 'barrier();', 'const seen = vectors[0][0]; barrier();'));
  });
});
