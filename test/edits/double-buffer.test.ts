import { describe, expect, it } from 'vitest';
import { doubleBuffer } from '../../src/edits/double-buffer.ts';
import { mutant, proposal, statement } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

const refuses = (kernel: Parameters<typeof proposal>[0]) => expect(() => proposal(kernel, doubleBuffer, () => true)).toThrow('no such proposal');

describe('double-buffer', () => {
  it("fills the next turn's arrays while this one works, a barrier a turn", () => {
    const kernel = stagingKernel('tiledProduct');
    expect(mutant(kernel, doubleBuffer, { target: statement(kernel, 'for'), choices: {} })).toMatchInlineSnapshot(`
      "{
        const lefts = shared(f32, 2, 8, 8);
        const rights = shared(f32, 2, 8, 8);
        const row = this.block.y * 8 + this.local.y;
        const column = this.block.x * 8 + this.local.x;
        let sum = 0.0;
        let base = 0;
        let buffer_a09cb8 = 0;
        if (base < this.constants.k) {
          const d = Math.min(base + this.local.x, this.constants.k - 1);
          lefts[0][this.local.y][this.local.x] = left[Math.min(row, this.constants.m - 1)][d];
          rights[0][this.local.y][this.local.x] = right[Math.min(this.block.x * 8 + this.local.y, this.constants.n - 1)][d];
        }
        for (; base < this.constants.k; base += 8) {
          barrier();
          if (base + 8 < this.constants.k) {
            const d_a09cb8a = Math.min(base + 8 + this.local.x, this.constants.k - 1);
            lefts[1 - buffer_a09cb8][this.local.y][this.local.x] = left[Math.min(row, this.constants.m - 1)][d_a09cb8a];
            rights[1 - buffer_a09cb8][this.local.y][this.local.x] = right[Math.min(this.block.x * 8 + this.local.y, this.constants.n - 1)][d_a09cb8a];
          }
          for (let i = 0; i < Math.min(8, this.constants.k - base); i++) {
            sum += lefts[buffer_a09cb8][this.local.y][i] * rights[buffer_a09cb8][this.local.x][i];
          }
          buffer_a09cb8 = 1 - buffer_a09cb8;
        }
        barrier();
        if (row < this.constants.m && column < this.constants.n) {
          product[row][column] = sum;
        }
      }"
    `);
  });

  it("has the next turn's copies under way while this one works", () => {
    const kernel = variant('tiledProduct', `rights[this.local.y][this.local.x] = right[Math.min(this.block.x * 8 + this.local.y, this.constants.n - 1)][d];
    barrier();`, 'copyAsync(rights, this.local.y, this.local.x, right, Math.min(this.block.x * 8 + this.local.y, this.constants.n - 1), d); copyCommit(); copyWait(0); barrier();');
    expect(mutant(kernel, doubleBuffer, { target: statement(kernel, 'for'), choices: {} })).toMatchInlineSnapshot(`
      "{
        const lefts = shared(f32, 2, 8, 8);
        const rights = shared(f32, 2, 8, 8);
        const row = this.block.y * 8 + this.local.y;
        const column = this.block.x * 8 + this.local.x;
        let sum = 0.0;
        let base = 0;
        let buffer_a09cb8 = 0;
        if (base < this.constants.k) {
          const d = Math.min(base + this.local.x, this.constants.k - 1);
          lefts[0][this.local.y][this.local.x] = left[Math.min(row, this.constants.m - 1)][d];
          copyAsync(rights, 0, this.local.y, this.local.x, right, Math.min(this.block.x * 8 + this.local.y, this.constants.n - 1), d);
          copyCommit();
        }
        for (; base < this.constants.k; base += 8) {
          copyWait(0);
          barrier();
          if (base + 8 < this.constants.k) {
            const d_a09cb8a = Math.min(base + 8 + this.local.x, this.constants.k - 1);
            lefts[1 - buffer_a09cb8][this.local.y][this.local.x] = left[Math.min(row, this.constants.m - 1)][d_a09cb8a];
            copyAsync(rights, 1 - buffer_a09cb8, this.local.y, this.local.x, right, Math.min(this.block.x * 8 + this.local.y, this.constants.n - 1), d_a09cb8a);
            copyCommit();
          }
          for (let i = 0; i < Math.min(8, this.constants.k - base); i++) {
            sum += lefts[buffer_a09cb8][this.local.y][i] * rights[buffer_a09cb8][this.local.x][i];
          }
          buffer_a09cb8 = 1 - buffer_a09cb8;
        }
        barrier();
        if (row < this.constants.m && column < this.constants.n) {
          product[row][column] = sum;
        }
      }"
    `);
  });

  it('works out twice what filling and working both need to know of a turn', () => {
    const kernel = variant('tiledProduct', 'const d = Math.min(base + this.local.x, this.constants.k - 1);', 'const rest = this.constants.k - base; const d = base + Math.min(this.local.x, rest - 1);', 'Math.min(8, this.constants.k - base)', 'Math.min(8, rest)');
    expect(mutant(kernel, doubleBuffer, { target: statement(kernel, 'for'), choices: {} })).toMatch(/barrier\(\);\n {4}const rest = this\.constants\.k - base;\n {4}if \(base \+ 8 < this\.constants\.k\) \{\n {6}const rest_\w+ = this\.constants\.k - \(base \+ 8\);/);
  });

  const product = 'sum += lefts[this.local.y][i] * rights[this.local.x][i];';

  it('refuses where filling and working touch each other, where a barrier is missing, and where memory runs out', () => {
    refuses(variant('tiledProduct', 'const d = Math', 'const d = Math.floor(sum) * 0 + Math'));
    refuses(variant('tiledProduct', 'const d =', 'sum += 0.0; const d ='));
    refuses(variant('tiledProduct', product, `{ lefts[0][0] = 0.0; ${product} }`));
    refuses(variant('tiledProduct', 'if (row < this.constants.m &&', 'if (lefts[0][0] < 1.0 && row < this.constants.m &&'));
    refuses(variant('tiledProduct', `${product}\n    barrier();`, product));
    refuses(variant('tiledProduct', 'shared(f32, 8, 8)', 'shared(f32, 64, 64)'));
  });
});
