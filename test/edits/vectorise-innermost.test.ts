import { describe, expect, it } from 'vitest';
import { vectoriseInnermost } from '../../src/edits/vectorise-innermost.ts';
import { kernelNamed } from './kernels.ts';
import { mutant } from './shown.ts';

const { kernel } = kernelNamed('poolRows');
const target = kernel.body.id;
const divisors = { dim: 8 };

describe('vectorise-innermost', () => {
  it('loads, adds and stores four neighbours at once, with fewer threads', () => {
    expect(mutant(kernel, vectoriseInnermost, { target, choices: { axis: 0, width: 4, fewer: 'threads', divisors } })).toMatchInlineSnapshot(`
      "{
        const row = this.block.x * this.blockDim.y + this.local.y;
        if (row < this.constants.bags) {
          let sum = f32x4(0.0);
          for (let j = offsets[row]; j < offsets[row + 1]; j++) {
            sum += load4(table, indices[j], 4 * this.local.x);
          }
          store4(pooled, row, 4 * this.local.x, sum);
        }
      }"
    `);
  });

  it('takes tiles with fewer blocks, and keeps their guard', () => {
    const { kernel: tiles } = kernelNamed('gatherTiles');
    expect(mutant(tiles, vectoriseInnermost, { target: tiles.body.id, choices: { axis: 0, width: 2, fewer: 'blocks', divisors } })).toMatchInlineSnapshot(`
      "{
        const lookup = this.block.x * this.blockDim.y + this.local.y;
        const column = 2 * (this.block.y * this.blockDim.x + this.local.x);
        if (lookup < this.constants.lookups && column < this.constants.dim) {
          const row = indices[lookup];
          store2(gathered, lookup, column, load2(table, row, column));
        }
      }"
    `);
  });

  it('refuses rows that are no whole vectors, the axis of the rows, and what is wide already', () => {
    const refused = (choices: { axis: number; width: number; divisors: Record<string, number> }) => mutant(kernel, vectoriseInnermost, { target, choices: { fewer: 'threads', ...choices } });
    expect(refused({ axis: 0, width: 8, divisors: { dim: 4 } })).toMatch(/inactive$/);
    expect(refused({ axis: 1, width: 4, divisors })).toMatch(/inactive$/);
    const { kernel: lanes } = kernelNamed('poolLanes');
    expect(mutant(lanes, vectoriseInnermost, { target: lanes.body.id, choices: { axis: 0, width: 4, fewer: 'threads', divisors } })).toMatch(/inactive$/);
  });
});
