import { describe, expect, it } from 'vitest';
import { unrollLoop } from '../../src/edits/unroll-loop.ts';
import { kernelNamed } from './kernels.ts';
import { loopKernel } from './loop-kernels.ts';
import { mutant, proposal, statement } from './shown.ts';

const { kernel } = kernelNamed('poolSum');
const target = statement(kernel, 'for (');

describe('unroll-loop', () => {
  it('takes several turns at a time, and the rest one by one', () => {
    expect(mutant(kernel, unrollLoop, { target, choices: { by: 3, counter: 'offset' } })).toMatchInlineSnapshot(`
      "{
        let sum = 0.0;
        let j = offsets[this.thread.y];
        for (; j < offsets[this.thread.y + 1] - 2; j += 3) {
          sum += table[indices[j]][this.thread.x];
          sum += table[indices[j + 1]][this.thread.x];
          sum += table[indices[j + 2]][this.thread.x];
        }
        for (; j < offsets[this.thread.y + 1]; j++) {
          sum += table[indices[j]][this.thread.x];
        }
        return sum;
      }"
    `);
  });

  it('moves the counter between the turns instead', () => {
    expect(mutant(kernel, unrollLoop, { target, choices: { by: 2, counter: 'step' } })).toMatchInlineSnapshot(`
      "{
        let sum = 0.0;
        let j = offsets[this.thread.y];
        for (; j < offsets[this.thread.y + 1] - 1; j++) {
          sum += table[indices[j]][this.thread.x];
          j++;
          sum += table[indices[j]][this.thread.x];
        }
        for (; j < offsets[this.thread.y + 1]; j++) {
          sum += table[indices[j]][this.thread.x];
        }
        return sum;
      }"
    `);
  });

  it('gives a turn its own counter where that is more than a part of an index, and its own locals', () => {
    const { kernel: downTo } = loopKernel('whileAtEnd');
    const draft = { target: statement(downTo, 'while'), choices: { by: 2, counter: 'offset' } };
    expect(mutant(downTo, unrollLoop, draft)).toMatchInlineSnapshot(`
      "{
        const row = this.thread.x;
        let sum = 0.0;
        let i = 0;
        while (i < this.constants.m - 1) {
          const here = a[row][i];
          if (here > 0.0) {
            sum += here;
          } else {
            sum -= here * i;
          }
          const i_a4b051 = i + 1;
          const here_a4b051a = a[row][i_a4b051];
          if (here_a4b051a > 0.0) {
            sum += here_a4b051a;
          } else {
            sum -= here_a4b051a * i_a4b051;
          }
          i += 2;
        }
        while (i < this.constants.m) {
          const here_a4b051b = a[row][i];
          if (here_a4b051b > 0.0) {
            sum += here_a4b051b;
          } else {
            sum -= here_a4b051b * i;
          }
          i++;
        }
        return sum + i;
      }"
    `);
  });

  it('adds offsets up when a loop is unrolled twice', () => {
    const { kernel: downBy } = loopKernel('downBy');
    const draft = { target: statement(downBy, 'for ('), choices: { by: 2, counter: 'offset' } };
    expect(mutant(downBy, unrollLoop, draft)).toContain('a[row][i - 4]');
    expect(mutant(downBy, unrollLoop, draft)).toContain('4 < i; i -= 6');
  });

  it('leaves loops alone whose turns a jump or a moving bound decides', () => {
    const { kernel: skips } = loopKernel('skips');
    for (const start of ['for (let i', 'for (let k']) {
      expect(mutant(skips, unrollLoop, { target: statement(skips, start), choices: { by: 2, counter: 'offset' } })).toMatch(/inactive$/);
    }
    expect(() => proposal(skips, unrollLoop, () => true)).toThrow('no such proposal');
    const { kernel: triangle } = kernelNamed('interactDot');
    expect(mutant(triangle, unrollLoop, { target: statement(triangle, 'while'), choices: { by: 2, counter: 'offset' } })).toMatch(/inactive$/);
  });
});
