import { describe, expect, it } from 'vitest';
import { convertBranch } from '../../src/edits/convert-branch.ts';
import { mutant, proposal, statement } from './shown.ts';
import { kernelWith } from './value-kernels.ts';

const converted = (form: string, body: string, start: string) => {
  const kernel = kernelWith(body);
  const target = statement(kernel, start);
  const draft = proposal(kernel, convertBranch, (each) => each.target === target && each.choices.form === form);
  return mutant(kernel, convertBranch, draft).split('\n').slice(3, -1).map((line) => line.trim()).join(' ');
};
const refused = (form: string, body: string) => () => proposal(kernelWith(body), convertBranch, ({ choices }) => choices.form === form);

describe('convert-branch', () => {
  it('makes branches that store in one local, or return, a value', () => {
    expect(converted('value', 'let k = 0; if (x > 1) { k = row; } else { k = 7; } return k;', 'if')).toBe('let k = 0; k = x > 1 ? row : 7; return k;');
    expect(converted('value', 'let s = 0.0; if (x > 1) { s += scale; } else { s += 1; } return s;', 'if')).toBe('let s = 0.0; s += x > 1 ? scale : 1; return s;');
    expect(converted('value', 'let k = 0; if (x > 1) { k = row; } return k;', 'if')).toBe('let k = 0; k = x > 1 ? row : k; return k;');
    expect(converted('value', 'if (x > 1) { return scale; } else { return row; }', 'if')).toBe('return x > 1 ? scale : row;');
  });

  it('makes a value branches', () => {
    expect(converted('branch', 'let k = 0; k += x > 1 ? row : 7; return k;', 'k +=')).toBe('let k = 0; if (x > 1) { k += row; } else { k += 7; } return k;');
    expect(converted('branch', 'return x > 1 ? scale : 0.5;', 'return')).toBe('if (x > 1) { return scale; } else { return 0.5; }');
  });

  it('turns a condition round', () => {
    const body = 'let k = 0; if (x > 1) { k = row; } else { k = 7; k += x; } return k;';
    expect(converted('turned', body, 'if')).toBe('let k = 0; if (!(x > 1)) { k = 7; k += x; } else { k = row; } return k;');
    expect(converted('turned', body.replace('x > 1', '!(x > 1)'), 'if')).toContain('if (x > 1) { k = 7;');
  });

  it('leaves branches that do more, or other things', () => {
    expect(refused('value', 'let k = 0; let l = 1; if (x > 1) { k = row; } else { l = row; } return k + l;')).toThrow('no such proposal');
    expect(refused('value', 'let k = 0; if (x > 1) { k += row; } return k;')).toThrow('no such proposal');
    expect(refused('turned', 'let k = 0; if (x > 1) { k = row; } return k;')).toThrow('no such proposal');
    expect(refused('branch', 'let s = 0.0; s = x > 1 ? row : scale; return s;')).toThrow('no such proposal');
  });
});
