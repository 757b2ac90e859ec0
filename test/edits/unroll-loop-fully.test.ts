import { describe, expect, it } from 'vitest';
import { unrollLoopFully } from '../../src/edits/unroll-loop-fully.ts';
import { kernelNamed } from './kernels.ts';
import { loopKernel } from './loop-kernels.ts';
import { mutant, statement } from './shown.ts';

describe('unroll-loop-fully', () => {
  it('puts the turns in the place of the loop', () => {
    const { kernel } = kernelNamed('integers');
    expect(mutant(kernel, unrollLoopFully, { target: statement(kernel, 'for ('), choices: {} })).toMatchInlineSnapshot(`
      "{
        const key = keys[this.thread.x];
        let high;
        const low = key & 15;
        if (key > 255) {
          high = Math.floor(key / 16);
        } else {
          high = key >> 4 | 1;
        }
        let folded = 0;
        folded ^= (low >> 0) % 2;
        folded ^= (low >> 1) % 2;
        folded ^= (low >> 2) % 2;
        folded ^= (low >> 3) % 2;
        return high * 0.5 + folded;
      }"
    `);
  });

  it('leaves a counter that is read later with its last value', () => {
    const { kernel } = loopKernel('assignedHead');
    expect(mutant(kernel, unrollLoopFully, { target: statement(kernel, 'for ('), choices: {} })).toMatchInlineSnapshot(`
      "{
        const row = this.thread.x;
        let sum = 0;
        let i = 9;
        sum += 0 * shift;
        sum += 1 * shift;
        sum += 2 * shift;
        sum += 3 * shift;
        sum += 4 * shift;
        i = 5;
        return sum + i;
      }"
    `);
  });

  it('needs literals', () => {
    const { kernel } = loopKernel('downTo');
    expect(mutant(kernel, unrollLoopFully, { target: statement(kernel, 'for ('), choices: {} })).toMatch(/inactive$/);
  });
});
