import { describe, expect, it } from 'vitest';
import { stageIndices } from '../../src/edits/stage-indices.ts';
import { expression, mutant, proposal } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

const fixed = { dim: 8, fields: 5 };
const refuses = (kernel: Parameters<typeof proposal>[0]) => expect(() => proposal(kernel, stageIndices, () => true, fixed)).toThrow('no such proposal');

describe('stage-indices', () => {
  it('brings an index a lane, and takes as many turns as the longest bag of the warp asks for', () => {
    const kernel = stagingKernel('bagRows');
    expect(mutant(kernel, stageIndices, { target: expression(kernel, 'indices[j]'), choices: { lanes: 8, warps: 1 } })).toMatchInlineSnapshot(`
      "{
        const indices_c13e6ba = shared(i32, 8, 8);
        let begin_c13e6bb = 0;
        let end_c13e6bc = 0;
        const bag = this.block.x * this.blockDim.y + this.local.y;
        const inside_c13e6b = bag < this.constants.bags;
        let column;
        let sum = 0.0;
        if (inside_c13e6b) {
          column = Math.min(this.local.x, this.constants.dim - 1);
          begin_c13e6bb = offsets[bag];
          end_c13e6bc = offsets[bag + 1];
        }
        let most_c13e6bd = end_c13e6bc - begin_c13e6bb;
        most_c13e6bd = Math.max(most_c13e6bd, shuffleXor(most_c13e6bd, 8));
        most_c13e6bd = Math.max(most_c13e6bd, shuffleXor(most_c13e6bd, 16));
        for (let done_c13e6be = 0; done_c13e6be < most_c13e6bd; done_c13e6be += 8) {
          if (begin_c13e6bb + done_c13e6be + this.local.x < end_c13e6bc) {
            indices_c13e6ba[this.local.y][this.local.x] = indices[begin_c13e6bb + done_c13e6be + this.local.x];
          }
          warpBarrier();
          for (let j = begin_c13e6bb + done_c13e6be; j < Math.min(begin_c13e6bb + done_c13e6be + 8, end_c13e6bc); j++) {
            sum += table[indices_c13e6ba[this.local.y][j - (begin_c13e6bb + done_c13e6be)]][column];
          }
          warpBarrier();
        }
        if (inside_c13e6b) {
          if (this.local.x < this.constants.dim) {
            pooled[bag][this.local.x] = sum;
          }
        }
      }"
    `);
  });

  it('asks no other lane where a bag has warps of its own', () => {
    const kernel = variant('bagWarps', '[32, 2]', '[64, 2]');
    expect(mutant(kernel, stageIndices, { target: expression(kernel, 'indices[j]'), choices: { lanes: 32, warps: 2 } })).toMatchInlineSnapshot(`
      "{
        const indices_455deca = shared(i32, 2, 64);
        let begin_455decb = 0;
        let end_455decc = 0;
        const bag = this.block.x * this.blockDim.y + this.local.y;
        const column = Math.min(this.local.x, this.constants.dim - 1);
        const inside_455dec = bag < this.constants.bags;
        let begin;
        let end;
        let most = -Infinity;
        let count = 0;
        if (inside_455dec) {
          begin = offsets[bag];
          end = offsets[bag + 1];
          begin_455decb = begin;
          end_455decc = end;
        }
        const most_455decd = end_455decc - begin_455decb;
        for (let done_455dece = 0; done_455dece < most_455decd; done_455dece += 32) {
          if (begin_455decb + done_455dece + this.lane < end_455decc) {
            indices_455deca[this.local.y][this.local.x] = indices[begin_455decb + done_455dece + this.lane];
          }
          warpBarrier();
          for (let j = begin_455decb + done_455dece; j < Math.min(begin_455decb + done_455dece + 32, end_455decc); j++) {
            most = Math.max(most, table[indices_455deca[this.local.y][this.local.x - this.lane + (j - (begin_455decb + done_455dece))]][column]);
            count++;
          }
          warpBarrier();
        }
        if (inside_455dec) {
          if (this.local.x < this.constants.dim) {
            pooled[bag][this.local.x] = count > 0 ? most : 0.0;
          }
        }
      }"
    `);
  });

  it('refuses bounds that differ along x, lanes that no warp is a multiple of, other places than the counter, loops in loops', () => {
    refuses(variant('bagRows', 'offsets[bag + 1]', 'offsets[bag + 1] - this.local.x'));
    refuses(variant('bagRows', 'if (bag < this.constants.bags) {', 'if (bag < this.constants.bags && this.local.x < 5) {'));
    refuses(variant('bagRows', '[8, 8]', '[6, 8]'));
    refuses(variant('bagRows', 'indices[j]', 'indices[j + 0]'));
    refuses(variant('bagRows', 'j++', 'j += 2'));
    refuses(variant('bagRows', 'let sum = 0.0;', 'let sum = 0.0; for (let twice = 0; twice < 2; twice++)'));
  });
});
