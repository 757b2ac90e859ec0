import { describe, expect, it } from 'vitest';
import { stageIndices } from '../../src/edits/stage-indices.ts';
import { expression, mutant, proposal } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

const fixed = { dim: 8, fields: 5 };
const refuses = (kernel: Parameters<typeof proposal>[0]) => expect(() => proposal(kernel, stageIndices, () => true, fixed)).toThrow('no such proposal');

describe('stage-indices', () => {
  it('brings an index a lane, and takes as many turns as the longest bag of the warp asks for', () => {
    const kernel = stagingKernel('bagRows');
    expect(mutant(kernel, stageIndices, { target: expression(kernel, 'indices[j]'), choices: { lanes: 8 } })).toMatchInlineSnapshot(`
      "{
        const indices_b5be20a = shared(i32, 8, 8);
        let begin_b5be20b = 0;
        let end_b5be20c = 0;
        const bag = this.block.x * this.blockDim.y + this.local.y;
        const inside_b5be20 = bag < this.constants.bags;
        let column;
        let sum = 0.0;
        if (inside_b5be20) {
          column = Math.min(this.local.x, this.constants.dim - 1);
          begin_b5be20b = offsets[bag];
          end_b5be20c = offsets[bag + 1];
        }
        let most_b5be20d = end_b5be20c - begin_b5be20b;
        most_b5be20d = Math.max(most_b5be20d, shuffleXor(most_b5be20d, 8));
        most_b5be20d = Math.max(most_b5be20d, shuffleXor(most_b5be20d, 16));
        for (let done_b5be20e = 0; done_b5be20e < most_b5be20d; done_b5be20e += 8) {
          if (begin_b5be20b + done_b5be20e + this.local.x < end_b5be20c) {
            indices_b5be20a[this.local.y][this.local.x] = indices[begin_b5be20b + done_b5be20e + this.local.x];
          }
          warpBarrier();
          for (let j = begin_b5be20b + done_b5be20e; j < Math.min(begin_b5be20b + done_b5be20e + 8, end_b5be20c); j++) {
            sum += table[indices_b5be20a[this.local.y][j - (begin_b5be20b + done_b5be20e)]][column];
          }
          warpBarrier();
        }
        if (inside_b5be20) {
          if (this.local.x < this.constants.dim) {
            pooled[bag][this.local.x] = sum;
          }
        }
      }"
    `);
  });

  it('asks no other lane where a bag has warps of its own', () => {
    const kernel = variant('bagWarps', '[32, 2]', '[64, 2]');
    expect(mutant(kernel, stageIndices, { target: expression(kernel, 'indices[j]'), choices: { lanes: 32 } })).toMatchInlineSnapshot(`
      "{
        const indices_860d9ea = shared(i32, 2, 64);
        let begin_860d9eb = 0;
        let end_860d9ec = 0;
        const bag = this.block.x * this.blockDim.y + this.local.y;
        const column = Math.min(this.local.x, this.constants.dim - 1);
        const inside_860d9e = bag < this.constants.bags;
        let begin;
        let end;
        let most = -Infinity;
        let count = 0;
        if (inside_860d9e) {
          begin = offsets[bag];
          end = offsets[bag + 1];
          begin_860d9eb = begin;
          end_860d9ec = end;
        }
        const most_860d9ed = end_860d9ec - begin_860d9eb;
        for (let done_860d9ee = 0; done_860d9ee < most_860d9ed; done_860d9ee += 32) {
          if (begin_860d9eb + done_860d9ee + this.lane < end_860d9ec) {
            indices_860d9ea[this.local.y][this.local.x] = indices[begin_860d9eb + done_860d9ee + this.lane];
          }
          warpBarrier();
          for (let j = begin_860d9eb + done_860d9ee; j < Math.min(begin_860d9eb + done_860d9ee + 32, end_860d9ec); j++) {
            most = Math.max(most, table[indices_860d9ea[this.local.y][this.local.x - this.lane + (j - (begin_860d9eb + done_860d9ee))]][column]);
            count++;
          }
          warpBarrier();
        }
        if (inside_860d9e) {
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
