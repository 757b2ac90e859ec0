import { describe, expect, it } from 'vitest';
import { mergeBranches } from '../../src/edits/merge-branches.ts';
import { unrollLoop } from '../../src/edits/unroll-loop.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { editFrom } from '../../src/edits/operator.ts';
import { kernelNamed } from './kernels.ts';
import { loopKernel } from './loop-kernels.ts';
import { mutant, statement } from './shown.ts';

const { kernel: branches } = loopKernel('branches');

describe('merge-branches', () => {
  it('lets an unrolled loop ask once for all its turns', () => {
    const { kernel } = kernelNamed('interactDot');
    const unroll = editFrom(unrollLoop.name, { target: statement(kernel, 'for ('), choices: { by: 2, counter: 'offset' } });
    const unrolled = applyGenome(kernel, [unroll], operatorsByName).kernel;
    expect(mutant(unrolled, mergeBranches, { target: statement(kernel, 'if (column === 0)'), choices: {} })).toMatchInlineSnapshot(`
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
        let d = 0;
        for (; d < this.constants.dim - 1; d += 2) {
          const left = sparse[sample][row - 1][d];
          const left_cdd81c = sparse[sample][row - 1][d + 1];
          if (column === 0) {
            sum += left * dense[sample][d];
            sum += left_cdd81c * dense[sample][d + 1];
          } else {
            sum += left * sparse[sample][column - 1][d];
            sum += left_cdd81c * sparse[sample][column - 1][d + 1];
          }
        }
        for (; d < this.constants.dim; d++) {
          const left_cdd81ca = sparse[sample][row - 1][d];
          if (column === 0) {
            sum += left_cdd81ca * dense[sample][d];
          } else {
            sum += left_cdd81ca * sparse[sample][column - 1][d];
          }
        }
        return sum;
      }"
    `);
  });

  it('moves what stands between before, and joins branches there and missing', () => {
    expect(mutant(branches, mergeBranches, { target: statement(branches, 'if (shift > 0)'), choices: {} })).toMatchInlineSnapshot(`
      "{
        const row = this.thread.x;
        let sum = 0.0;
        for (let i = 0; i < this.constants.m; i++) {
          const here = a[row][i];
          const twice = here * 2.0;
          if (shift > 0) {
            sum += here;
            const more = twice + sum;
            sum = more * 0.5;
            if (sum > 4.0) {
              return sum;
            }
          } else {
            sum = sum * 0.5 + here;
            sum += twice;
          }
          if (here > 0.5) {
            sum += 1.0;
          }
          if (here > 0.5) {
            sum = sum * 0.25;
          }
          if (sum > 1.0) {
            sum = sum * 0.125;
          }
          if (sum > 1.0) {
            sum += 8.0;
          }
        }
        return sum;
      }"
    `);
  });

  it('stops where a branch or what is between changes what the next one sees', () => {
    const { kernel } = kernelNamed('interactDot');
    const unroll = editFrom(unrollLoop.name, { target: statement(kernel, 'for ('), choices: { by: 2, counter: 'step' } });
    const stepped = applyGenome(kernel, [unroll], operatorsByName).kernel;
    expect(mutant(stepped, mergeBranches, { target: statement(kernel, 'if (column === 0)'), choices: {} })).toMatch(/inactive$/);
    expect(mutant(branches, mergeBranches, { target: statement(branches, 'if (sum > 1.0)'), choices: {} })).toMatch(/inactive$/);
  });
});
