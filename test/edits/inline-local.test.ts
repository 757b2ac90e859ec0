import { describe, expect, it } from 'vitest';
import { inlineLocal } from '../../src/edits/inline-local.ts';
import { mutant, proposal, statement } from './shown.ts';
import { kernelWith } from './value-kernels.ts';

const inlined = (body: string, start: string) => {
  const kernel = kernelWith(body);
  return mutant(kernel, inlineLocal, { target: statement(kernel, start), choices: {} });
};
const proposed = (body: string, start: string) => {
  const kernel = kernelWith(body);
  return () => proposal(kernel, inlineLocal, ({ target }) => target === statement(kernel, start));
};

describe('inline-local', () => {
  it('computes the value wherever it was read', () => {
    expect(inlined('const here = a[row][x]; let sum = here * here; if (sum > 1.0) { sum -= here; } return sum;', 'const here')).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, this.constants.m - 1);
        let sum = a[row][x] * a[row][x];
        if (sum > 1.0) {
          sum -= a[row][x];
        }
        return sum;
      }"
    `);
  });

  it('is inactive where the local or what it reads is written', () => {
    expect(inlined('let here = 1.0; here += scale; return here;', 'let here')).toMatch(/inactive$/);
    expect(inlined('let k = 1; const next = k + 1; k += 1; return next;', 'const next')).toMatch(/inactive$/);
    expect(inlined('let k = 1; const next = k + 1; while (k < 5) { k += next; } return k;', 'const next')).toMatch(/inactive$/);
    expect(inlined('let k = 1; const next = k + 1; k = next; return k;', 'const next')).toContain('k = k + 1');
  });

  it('is inactive where nothing reads the local, which is dead code', () => {
    expect(inlined('const here = scale; return 1.0;', 'const here')).toMatch(/inactive$/);
  });

  it('is not proposed where a whole number would be computed as a float, or a float as a whole number', () => {
    expect(proposed('const next = row + 1; return next * scale;', 'const next')).toThrow('no such proposal');
    expect(proposed('const part = row / 2; return Math.floor(part);', 'const part')).toThrow('no such proposal');
    expect(proposed('const next = row + 1; return a[next - 1][x] * 2.0;', 'const next')()).toBeDefined();
  });
});
