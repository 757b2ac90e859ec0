import { describe, expect, it } from 'vitest';
import type { Sizes } from '../../../src/model/index.ts';
import { emitCuda } from '../../../src/targets/cuda/index.ts';
import { gridText } from '../grid-text.ts';
import { typedOf } from './program.ts';

describe('what CUDA cannot say', () => {
  const detailOf = (head: string, body: string, sizes: Sizes, limits?: { threadsPerBlock: number; sharedBytesPerBlock: number }) => {
    const emitted = emitCuda(typedOf(gridText(head, body)), sizes, limits ? { limits } : {});
    return emitted.ok ? 'emitted' : emitted.detail;
  };
  const head = (block: string) => `@param {f32[n]} x\n@param {f32[k]} y\n@param {out f32[n]} out\n@static k\n@launch block ${block} grid [n]`;
  const store = 'out[this.block.x] = x[this.block.x];';

  it('is told with the numbers', () => {
    expect(detailOf(head('[k, 2]'), store, { k: 512 })).toBe('emitted');
    expect(detailOf(head('[k, 2]'), store, { k: 513 })).toMatchInlineSnapshot(`"a block of 513 × 2 × 1 = 1026 threads: a block has 1 to 1024, at most 64 of them along z"`);
    expect(detailOf(head('[k, 2]'), store, { k: 0 })).toMatchInlineSnapshot(`"a block of 0 × 2 × 1 = 0 threads: a block has 1 to 1024, at most 64 of them along z"`);
    expect(detailOf(head('[2, 1, k]'), store, { k: 65 })).toMatchInlineSnapshot(`"a block of 2 × 1 × 65 = 130 threads: a block has 1 to 1024, at most 64 of them along z"`);
    expect(detailOf(head('[k / 4]'), store, { k: 6 })).toMatchInlineSnapshot(`"k / 4 is no whole number of at least 0 with k = 6"`);
    expect(detailOf(head('[32]'), `const large = shared(f32, this.constants.k, 128);\n${store}`, { k: 454 })).toBe('emitted');
    expect(detailOf(head('[32]'), `const large = shared(f32, this.constants.k, 128);\n${store}`, { k: 455 })).toMatchInlineSnapshot(`"232960 bytes of shared memory: a block may have 232448"`);
    expect(detailOf(head('[32]'), `const large = shared(f32, this.constants.k, 128);\n${store}`, { k: 100 }, { threadsPerBlock: 1024, sharedBytesPerBlock: 49152 })).toMatchInlineSnapshot(`"51200 bytes of shared memory: a block may have 49152"`);
    const matrix = (left: number, target: number) => `const l = shared(f16, 16, ${left});\nconst t = shared(f32, 16, ${target});\nmatrixDot(t, 0, 0, l, 0, l, 0, this.constants.k);\n${store}`;
    expect(detailOf(head('[32]'), matrix(24, 16), { k: 16 })).toBe('emitted');
    expect(detailOf(head('[32]'), matrix(20, 16), { k: 16 })).toMatchInlineSnapshot(`"matrixDot: rows of 'l' are 20 f16 long; CUDA's matrix unit takes multiples of 8"`);
    expect(detailOf(head('[32]'), matrix(16, 18), { k: 16 })).toMatchInlineSnapshot(`"matrixDot: rows of 't' are 18 f32 long; CUDA's matrix unit takes multiples of 4"`);
    expect(detailOf(head('[32]'), matrix(24, 16), { k: 24 })).toMatchInlineSnapshot(`"matrixDot: a depth of 24; CUDA's matrix unit goes 16 deep at a time"`);
  });
});
