import { describe, expect, it } from 'vitest';
import { removeDeadCode } from '../../src/edits/remove-dead-code.ts';
import { mutant, proposal, statement } from './shown.ts';
import { kernelWith } from './value-kernels.ts';

/** What is left of a body below its two first lines, once the statement that begins like this is seen to be dead. */
const without = (body: string, start: string) => {
  const kernel = kernelWith(body);
  const target = statement(kernel, start);
  const draft = proposal(kernel, removeDeadCode, (each) => each.target === target);
  return mutant(kernel, removeDeadCode, draft).split('\n').slice(3, -1).map((line) => line.trim()).join(' ');
};
const nothing = (body: string) => () => proposal(kernelWith(body), removeDeadCode, () => true);
const end = 'return a[row][x];';

describe('remove-dead-code', () => {
  it('takes a local away that only its own assignments read, those in loop heads too', () => {
    expect(without(`let s = 0; s += row; if (x > 1) { s = s * 2; } ${end}`, 'let s')).toBe(`if (x > 1) { } ${end}`);
    expect(without(`let s = 0; let t = 0; for (s = 1; t < 3; s++) { t++; } ${end}`, 'let s')).toBe(`let t = 0; while (t < 3) { t++; } ${end}`);
  });

  it('keeps a local that another one reads', () => {
    expect(nothing(`let s = 0; let t = 0; t += s; s = t; return a[row][x] + s;`)).toThrow('no such proposal');
  });

  it('cuts off what stands behind a jump', () => {
    expect(without('let k = x; while (true) { k++; if (k > 4) { break; k = 0; k = 2; } } return k; k = 3;', 'break')).toBe('let k = x; while (true) { k++; if (k > 4) { break; } } return k; k = 3;');
    expect(without('return row; return x;', 'return row')).toBe('return row;');
  });

  it('takes decided and idle branches and loops away', () => {
    expect(without(`let k = 0; if (true) { k = row; } else { k = 1; } return k;`, 'if')).toBe('let k = 0; k = row; return k;');
    expect(without(`if (false) { return 1.0; } ${end}`, 'if')).toBe(end);
    expect(without(`let k = 0; if (x > 1) { k += row; } else { k += row; } return k;`, 'if')).toBe('let k = 0; k += row; return k;');
    expect(without(`if (x > 1) { } else { } ${end}`, 'if')).toBe(`if (x > 1) { } ${end}`);
    expect(without(`if (x > 1) { } ${end}`, 'if')).toBe(end);
    expect(without(`let k = 0; for (k = 3; false; k++) { } return k;`, 'for')).toBe('let k = 0; k = 3; return k;');
  });

  it('takes assignments away that change nothing', () => {
    for (const idle of ['k = k', 'k += 0', 'k *= 1', 'k <<= 0']) expect(without(`let k = row; ${idle}; return k;`, idle)).toMatch(/^(let|const) k = row; return k;$/);
    expect(nothing('let k = row + x; k *= 0; k %= 1; k &= 0; return k;')).toThrow('no such proposal');
  });
});
