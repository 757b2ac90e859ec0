import { describe, expect, it } from 'vitest';
import { sharedPadding } from '../../src/edits/shared-padding.ts';
import { mutant, proposal, statement } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

const fixed = { dim: 8, fields: 5 };

describe('shared-padding', () => {
  it('makes rows longer by the widest access', () => {
    const kernel = stagingKernel('tiledProduct');
    expect(mutant(kernel, sharedPadding, { target: statement(kernel, 'const rights'), choices: {} })).toContain('const lefts = shared(f32, 8, 8);\n  const rights = shared(f32, 8, 9);');
    const wide = variant('stagedPairs', 'vectors[row][d] * vectors[column][d]', 'dot(load4(vectors, row, d), load4(vectors, column, d))');
    expect(mutant(wide, sharedPadding, { target: statement(wide, 'const vectors'), choices: {} })).toContain('shared(f32, this.constants.fields + 1, this.constants.dim + 4)');
  });

  it('refuses arrays of one dimension, rows that are padded, and memory that is used up', () => {
    const refuses = (kernel: Parameters<typeof proposal>[0], sizes = fixed) => expect(() => proposal(kernel, sharedPadding, () => true, sizes)).toThrow('no such proposal');
    refuses(stagingKernel('bagRows'));
    refuses(variant('stagedPairs', 'shared(f32, this.constants.fields + 1, this.constants.dim)', 'shared(f32, this.constants.fields + 1, this.constants.dim + 1)'));
    refuses(stagingKernel('stagedPairs'), { dim: 2048, fields: 5 });
  });
});
