import { describe, expect, it } from 'vitest';
import { commonSubexpression } from '../../src/edits/common-subexpression.ts';
import type { Kernel } from '../../src/model/index.ts';
import { expression, mutant, proposal } from './shown.ts';
import { kernelWith } from './value-kernels.ts';

/** Shares the expression of that text where it stands for the given times. */
function shared(kernel: Kernel, text: string, ...places: number[]): string {
  const [target, ...others] = places.map((place) => expression(kernel, text, place));
  return mutant(kernel, commonSubexpression, { target: target!, choices: { others } });
}

const branches = kernelWith(`let sum = a[row][x];
  if (sum > scale * 2.0) { sum += a[row][x]; } else { sum -= a[row][x] - scale * 2.0; }
  for (let i = 0; i < (row + 1) * 2; i++) { sum += (row + 1) * 2 + i; }
  return sum;`);

describe('common-subexpression', () => {
  it('computes before the first use in the innermost block that holds all', () => {
    expect(shared(branches, 'a[row][x]', 1, 2)).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, this.constants.m - 1);
        let sum = a[row][x];
        const a_7f42ed = a[row][x];
        if (sum > scale * 2.0) {
          sum += a_7f42ed;
        } else {
          sum -= a_7f42ed - scale * 2.0;
        }
        for (let i = 0; i < (row + 1) * 2; i++) {
          sum += (row + 1) * 2 + i;
        }
        return sum;
      }"
    `);
  });

  it('computes before a loop what its head and its body read', () => {
    expect(shared(branches, '(row + 1) * 2', 0, 1)).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, this.constants.m - 1);
        let sum = a[row][x];
        if (sum > scale * 2.0) {
          sum += a[row][x];
        } else {
          sum -= a[row][x] - scale * 2.0;
        }
        const shared_4470ee = (row + 1) * 2;
        for (let i = 0; i < shared_4470ee; i++) {
          sum += shared_4470ee + i;
        }
        return sum;
      }"
    `);
  });

  it('is inactive where something in between writes to what it reads, in a loop also behind it', () => {
    const kernel = kernelWith('let k = x + 1; let sum = k * 2; k = k * 2; sum += k * 2; while (k < 9) { sum += k * 3; k += k * 3; } return sum;');
    expect(shared(kernel, 'k * 2', 1, 2)).toMatch(/inactive$/);
    expect(shared(kernel, 'k * 2', 0, 1)).not.toMatch(/inactive$/); // k is written only after its own value is computed
    expect(shared(kernel, 'k * 3', 0, 1)).not.toMatch(/inactive$/); // both before the write, in each turn
    const late = kernelWith('let k = x; let sum = 0; while (k < 9) { if (k > 3) { k += 1; } sum += k * 3; } return sum + k * 3;');
    expect(shared(late, 'k * 3', 0, 1)).toMatch(/inactive$/);
  });

  it('proposes all of a group or some of it, never what differs in type', () => {
    const all = proposal(branches, commonSubexpression, ({ target, choices }) => target === expression(branches, 'a[row][x]') && (choices.others as string[]).length === 1);
    expect(all.choices.others).toEqual([expression(branches, 'a[row][x]', 1)]);
    const kernel = kernelWith('const whole = row + 1; const real = scale * (row + 1); return whole + real + a[row][x % (row + 1)];');
    const target = expression(kernel, 'row + 1');
    expect(proposal(kernel, commonSubexpression, () => true)).toEqual({ target, choices: { others: [expression(kernel, 'row + 1', 2)] } });
  });

  it('leaves quotients that are rounded where they stand', () => {
    const kernel = kernelWith('return Math.floor(x / 3) + Math.floor(x / 3);');
    expect(shared(kernel, 'x / 3', 0, 1)).toMatch(/inactive$/);
    expect(shared(kernel, 'Math.floor(x / 3)', 0, 1)).toContain('return shared');
  });
});
