import { describe, expect, it } from 'vitest';
import { splitBagOverLanes } from '../../src/edits/split-bag-over-lanes.ts';
import { mutant, proposal, statement } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

const fixed = { dim: 8, fields: 5 };
const refuses = (kernel: Parameters<typeof proposal>[0]) => expect(() => proposal(kernel, splitBagOverLanes, () => true, fixed)).toThrow('no such proposal');

describe('split-bag-over-lanes', () => {
  it('gives neighbours every fourth turn each, and adds up by lane exchange outside of all branches', () => {
    const kernel = stagingKernel('bagWarps');
    expect(mutant(kernel, splitBagOverLanes, { target: statement(kernel, 'for'), choices: { by: 4, layout: 'neighbours' } })).toMatchInlineSnapshot(`
      "{
        const share_9f7703a = this.local.x % 4;
        const place_9f7703b = Math.floor(this.local.x / 4);
        const bag = this.block.x * this.blockDim.y + this.local.y;
        const column = Math.min(place_9f7703b, this.constants.dim - 1);
        const inside_9f7703 = bag < this.constants.bags;
        let begin;
        let end;
        let most = -Infinity;
        let count = 0;
        if (inside_9f7703) {
          begin = offsets[bag];
          end = offsets[bag + 1];
          for (let j = begin + share_9f7703a; j < end; j += 4) {
            most = Math.max(most, table[indices[j]][column]);
            count++;
          }
        }
        most = Math.max(most, shuffleXor(most, 1));
        most = Math.max(most, shuffleXor(most, 2));
        count = reduceAdd(count, 4);
        if (share_9f7703a === 0) {
          if (inside_9f7703) {
            if (place_9f7703b < this.constants.dim) {
              pooled[bag][place_9f7703b] = count > 0 ? most : 0.0;
            }
          }
        }
      }"
    `);
  });

  it('keeps the lanes of a row side by side', () => {
    const kernel = stagingKernel('bagRows');
    expect(mutant(kernel, splitBagOverLanes, { target: statement(kernel, 'for'), choices: { by: 4, layout: 'strides' } })).toMatchInlineSnapshot(`
      "{
        const share_bed1e7a = Math.floor(this.local.x / 8);
        const place_bed1e7b = this.local.x % 8;
        const bag = this.block.x * this.blockDim.y + this.local.y;
        const inside_bed1e7 = bag < this.constants.bags;
        let column;
        let sum = 0.0;
        if (inside_bed1e7) {
          column = Math.min(place_bed1e7b, this.constants.dim - 1);
          for (let j = offsets[bag] + share_bed1e7a; j < offsets[bag + 1]; j += 4) {
            sum += table[indices[j]][column];
          }
        }
        sum = sum + shuffleXor(sum, 8);
        sum = sum + shuffleXor(sum, 2 * 8);
        if (share_bed1e7a === 0) {
          if (inside_bed1e7) {
            if (place_bed1e7b < this.constants.dim) {
              pooled[bag][place_bed1e7b] = sum;
            }
          }
        }
      }"
    `);
  });

  it('strides only over a power of two of lanes that fit a warp, and never beyond 1024 threads', () => {
    const strides = (kernel: Parameters<typeof proposal>[0]) => () => proposal(kernel, splitBagOverLanes, ({ choices }) => choices.layout === 'strides', fixed);
    expect(strides(stagingKernel('bagRows'))).not.toThrow();
    expect(strides(stagingKernel('bagWarps'))).toThrow('no such proposal');
    expect(strides(variant('bagRows', '[8, 8]', '[6, 8]'))).toThrow('no such proposal');
    expect(() => proposal(stagingKernel('bagWarps'), splitBagOverLanes, ({ choices }) => choices.by === 32, fixed)).toThrow('no such proposal');
  });

  it('refuses sums that do not start at 0, turns that do more than gather, effects before, and lanes in use', () => {
    refuses(variant('bagRows', 'let sum = 0.0', 'let sum = 1.0'));
    refuses(variant('bagRows', 'sum += table[indices[j]][column];', 'sum = table[indices[j]][column];'));
    refuses(variant('bagRows', 'sum += table[indices[j]][column];', 'sum += table[indices[j]][column]; if (sum > 9.0) break;'));
    refuses(variant('bagRows', 'let sum = 0.0;', 'pooled[bag][0] = 0.0; let sum = 0.0;'));
    refuses(variant('bagRows', 'let sum = 0.0;', 'let sum = 0.0; const most = reduceAdd(this.local.x);'));
    refuses(variant('bagRows', 'for (let j = offsets[bag];', 'let j = offsets[bag]; for (;'));
  });

  it('refuses a loop within a loop, whose turns the lanes might not share', () => {
    refuses(stagingKernel('samplePairs'));
  });
});
