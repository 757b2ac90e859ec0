import { describe, expect, it } from 'vitest';
import { unswitchLoop } from '../../src/edits/unswitch-loop.ts';
import { kernelNamed } from './kernels.ts';
import { loopKernel } from './loop-kernels.ts';
import { expression, mutant, statement } from './shown.ts';

describe('unswitch-loop', () => {
  it('asks once, and has a loop for either answer', () => {
    const { kernel } = kernelNamed('interactDot');
    const draft = { target: statement(kernel, 'if (column === 0)'), choices: { loop: statement(kernel, 'for (') } };
    expect(mutant(kernel, unswitchLoop, draft)).toMatchInlineSnapshot(`
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
        if (column === 0) {
          for (let d = 0; d < this.constants.dim; d++) {
            const left = sparse[sample][row - 1][d];
            sum += left * dense[sample][d];
          }
        } else {
          for (let d_4a1364 = 0; d_4a1364 < this.constants.dim; d_4a1364++) {
            const left_4a1364a = sparse[sample][row - 1][d_4a1364];
            sum += left_4a1364a * sparse[sample][column - 1][d_4a1364];
          }
        }
        return sum;
      }"
    `);
  });

  it('decides all ifs and ternaries on the condition at once', () => {
    const { kernel } = loopKernel('choices');
    const target = expression(kernel, 'shift === 0 ? 0.5 : a[row][0]');
    expect(mutant(kernel, unswitchLoop, { target, choices: { loop: statement(kernel, 'for (let i') } }).match(/shift === 0/g)).toHaveLength(1);
  });

  it('keeps nothing behind a jump', () => {
    const { kernel } = loopKernel('skips');
    const draft = { target: statement(kernel, 'if (shift > 1)'), choices: { loop: statement(kernel, 'for (let i') } };
    expect(mutant(kernel, unswitchLoop, draft)).toMatch(/continue;\s+}\s+} else {/);
  });

  it('leaves conditions that turns change', () => {
    const { kernel } = loopKernel('whileAtEnd');
    expect(mutant(kernel, unswitchLoop, { target: statement(kernel, 'if (here'), choices: { loop: statement(kernel, 'while') } })).toMatch(/inactive$/);
  });
});
