import { describe, expect, it } from 'vitest';
import { hoistInvariant } from '../../src/edits/hoist-invariant.ts';
import { kernelNamed } from './kernels.ts';
import { loopKernel } from './loop-kernels.ts';
import { expression, mutant, proposal, statement } from './shown.ts';

const { kernel } = kernelNamed('poolSum');
const { kernel: invariants } = loopKernel('invariants');

describe('hoist-invariant', () => {
  it('loads the bound of a loop once', () => {
    const draft = { target: expression(kernel, 'offsets[this.thread.y + 1]'), choices: { loop: statement(kernel, 'for (') } };
    expect(mutant(kernel, hoistInvariant, draft)).toMatchInlineSnapshot(`
      "{
        let sum = 0.0;
        const offsets_e0b70c = offsets[this.thread.y + 1];
        for (let j = offsets[this.thread.y]; j < offsets_e0b70c; j++) {
          sum += table[indices[j]][this.thread.x];
        }
        return sum;
      }"
    `);
  });

  it('leaves one loop or all of them, and serves each occurrence', () => {
    const target = expression(invariants, 'a[row][0]');
    for (const start of ['for (let i', 'for (let k']) {
      const text = mutant(invariants, hoistInvariant, { target, choices: { loop: statement(invariants, start) } });
      expect(text).toMatch(new RegExp(`const (a_\\w+) = a\\[row\\]\\[0\\];\\s+for \\(let ${start.at(-1)}[^]*Math.sqrt\\(\\1 \\* \\1\\)`));
    }
    const loops = [0, 1].map((place) => proposal(invariants, hoistInvariant, ({ target: drawn, choices }) => drawn === target && choices.loop === statement(invariants, ['for (let i', 'for (let k'][place]!)));
    expect(loops.length).toBe(2);
  });

  it('never takes an integer division out of its rounding', () => {
    const quotient = expression(invariants, '(shift + 5) / 2');
    expect(mutant(invariants, hoistInvariant, { target: quotient, choices: { loop: statement(invariants, 'for (let k') } })).toMatch(/inactive$/);
    expect(() => proposal(invariants, hoistInvariant, ({ target }) => target === quotient)).toThrow('no such proposal');
  });

  it('leaves what the loop changes, and single names', () => {
    const loop = statement(kernel, 'for (');
    for (const text of ['indices[j]', 'table[indices[j]][this.thread.x]', 'this.thread.x']) {
      expect(mutant(kernel, hoistInvariant, { target: expression(kernel, text), choices: { loop } }), text).toMatch(/inactive$/);
    }
  });
});
