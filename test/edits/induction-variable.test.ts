import { describe, expect, it } from 'vitest';
import { inductionVariable } from '../../src/edits/induction-variable.ts';
import { expression, mutant, proposal, statement } from './shown.ts';
import { kernelWith } from './value-kernels.ts';

const added = (body: string, text: string, loop: string) => {
  const kernel = kernelWith(body);
  return mutant(kernel, inductionVariable, { target: expression(kernel, text), choices: { loop: statement(kernel, loop) } });
};

describe('induction-variable', () => {
  it('adds a product up from turn to turn, for all its occurrences', () => {
    expect(added('let sum = 0; for (let i = 1; i < 9; i += 2) { sum += i * shift + keys[0] * (i * shift); } return sum;', 'i * shift', 'for')).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, this.constants.m - 1);
        let sum = 0;
        let i = 1;
        let product_a7321d = i * shift;
        for (; i < 9; i += 2) {
          sum += product_a7321d + keys[0] * product_a7321d;
          product_a7321d += shift * 2;
        }
        return sum;
      }"
    `);
  });

  it('folds the step into a literal, and steps before the counter of a while', () => {
    expect(added('let sum = 0; let j = 9; while (j > 0) { sum += 4 * j; j -= 3; } return sum + j;', '4 * j', 'while')).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, this.constants.m - 1);
        let sum = 0;
        let j = 9;
        let product_b15a8b = 4 * j;
        while (j > 0) {
          sum += product_b15a8b;
          product_b15a8b -= 12;
          j -= 3;
        }
        return sum + j;
      }"
    `);
  });

  it('is inactive where the factor changes in the loop', () => {
    expect(added('let sum = 1; for (let i = 0; i < 9; i++) { sum += i * sum; } return sum;', 'i * sum', 'for')).toMatch(/inactive$/);
  });

  it('is not proposed for floats, whose sums round', () => {
    const kernel = kernelWith('let sum = 0.0; for (let i = 0; i < 9; i++) { sum += i * scale; } return sum;');
    expect(() => proposal(kernel, inductionVariable, () => true)).toThrow('no such proposal');
  });
});
