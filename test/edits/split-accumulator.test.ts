import { describe, expect, it } from 'vitest';
import { splitAccumulator } from '../../src/edits/split-accumulator.ts';
import { mutant, proposal, statement } from './shown.ts';
import { kernelWith } from './value-kernels.ts';

const loop = kernelWith(`let sum = 0.0;
  for (let i = 0; i < this.constants.m; i += 4) {
    sum += a[row][i]; sum += a[row][i + 1]; sum -= a[row][i + 2]; sum = a[row][i + 3] + sum;
  }
  return sum;`);

describe('split-accumulator', () => {
  it('deals the stores of a loop out, and gathers behind it', () => {
    const target = statement(loop, 'for');
    expect(mutant(loop, splitAccumulator, { target, choices: { through: target, accumulator: 'sum', ways: 4, float: true } })).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, this.constants.m - 1);
        let sum = 0.0;
        let sum_8ba61d = 0.0;
        let sum_8ba61da = 0.0;
        let sum_8ba61db = 0.0;
        for (let i = 0; i < this.constants.m; i += 4) {
          sum += a[row][i];
          sum_8ba61d += a[row][i + 1];
          sum_8ba61da -= a[row][i + 2];
          sum_8ba61db = a[row][i + 3] + sum_8ba61db;
        }
        sum += sum_8ba61d + (sum_8ba61da + sum_8ba61db);
        return sum;
      }"
    `);
  });

  it('deals the stores of a straight line out, other statements between them', () => {
    const kernel = kernelWith('let most = -5; most = Math.max(most, row); const k = x + 1; most = Math.max(k, most); most = Math.max(most, shift); return most;');
    const [from, through] = [statement(kernel, 'most = Math.max(most, row)'), statement(kernel, 'most = Math.max(most, shift)')];
    expect(mutant(kernel, splitAccumulator, { target: from, choices: { through, accumulator: 'most', ways: 2, float: false } })).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, this.constants.m - 1);
        let most = -5;
        let most_7c9b76 = most;
        most = Math.max(most, row);
        const k = x + 1;
        most_7c9b76 = Math.max(k, most_7c9b76);
        most = Math.max(most, shift);
        most = Math.max(most, most_7c9b76);
        return most;
      }"
    `);
  });

  it('starts products at 1, whole ones at a whole 1', () => {
    const kernel = kernelWith('let all = 3; all *= row; all *= x; return all;');
    const draft = proposal(kernel, splitAccumulator, ({ choices }) => choices.accumulator === 'all');
    expect(mutant(kernel, splitAccumulator, draft)).toMatch(/let all_\w+ = 1;\n {2}all \*= row;\n {2}all_\w+ \*= x;\n {2}all \*= all_\w+;/);
  });

  it('finds nothing where the local is read in between, or gathers in two ways', () => {
    for (const body of ['let s = 0.0; s += scale; s += s; return s;', 'let s = 0.0; s += scale; s *= scale; return s;', 'let s = 0.0; s += scale; const t = s; s += t; return s;', 'let s = 1.0; s = scale - s; s = scale - s; return s;']) {
      expect(() => proposal(kernelWith(body), splitAccumulator, () => true)).toThrow('no such proposal');
    }
  });
});
