import { describe, expect, it } from 'vitest';
import { replaceExpression } from '../../src/edits/replace-expression.ts';
import { kernelNamed } from './kernels.ts';
import { expression, mutant, proposal } from './shown.ts';

const { kernel } = kernelNamed('interactDot');

describe('replace-expression', () => {
  it('copies an expression to another place', () => {
    const draft = { target: expression(kernel, 'dense[sample][d]'), choices: { source: expression(kernel, 'sparse[sample][column - 1][d]') } };
    expect(mutant(kernel, replaceExpression, draft)).toMatchInlineSnapshot(`
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
        for (let d = 0; d < this.constants.dim; d++) {
          const left = sparse[sample][row - 1][d];
          if (column === 0) {
            sum += left * sparse[sample][column - 1][d];
          } else {
            sum += left * sparse[sample][column - 1][d];
          }
        }
        return sum;
      }"
    `);
  });

  it('proposes only names in scope and expressions that differ', () => {
    const target = expression(kernel, 'dense[sample][this.thread.x]');
    const sources = ['sum', 'left', 'dense[sample][d]', 'sparse[sample][row - 1][d]'].map((text) => expression(kernel, text));
    expect(() => proposal(kernel, replaceExpression, (draft) => draft.target === target && sources.includes(String(draft.choices.source)))).toThrow('no such proposal');
    const [first, second] = [expression(kernel, 'left', 0), expression(kernel, 'left', 1)];
    expect(() => proposal(kernel, replaceExpression, (draft) => draft.target === first && draft.choices.source === second)).toThrow('no such proposal');
  });

  it('leaves the quotient of an integer division where it is', () => {
    const { kernel: integers } = kernelNamed('integers');
    const quotient = expression(integers, 'key / 16');
    expect(() => proposal(integers, replaceExpression, (draft) => draft.choices.source === quotient)).toThrow('no such proposal');
  });
});
