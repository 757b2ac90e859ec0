import { describe, expect, it } from 'vitest';
import { lanesPerRow } from '../../src/edits/lanes-per-row.ts';
import { mutant, proposal } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

const fixed = { dim: 8, fields: 5 };
const refuses = (kernel: Parameters<typeof proposal>[0]) => expect(() => proposal(kernel, lanesPerRow, () => true, fixed)).toThrow('no such proposal');

describe('lanes-per-row', () => {
  it('lets each lane do by turns what several threads did, inside of what is the same for all of them', () => {
    const kernel = stagingKernel('samplePairs');
    expect(mutant(kernel, lanesPerRow, { target: kernel.body.id, choices: { lanes: 16 } })).toMatchInlineSnapshot(`
      "{
        const sample = this.block.x * this.blockDim.y + this.local.y;
        if (sample < this.constants.batch) {
          for (let lane_fa405f = this.local.x; lane_fa405f < 32; lane_fa405f += 16) {
            for (let x = lane_fa405f; x < this.constants.dim; x += 32) {
              interacted[sample][x] = dense[sample][x];
            }
            for (let pair = lane_fa405f; pair < this.constants.fields * (this.constants.fields + 1) / 2; pair += 32) {
              let column = pair;
              let row = 1;
              while (column >= row) {
                column -= row;
                row++;
              }
              let sum = 0.0;
              for (let d = 0; d < this.constants.dim; d++) {
                sum += sparse[sample][row - 1][d] * (column === 0 ? dense[sample][d] : sparse[sample][Math.max(column - 1, 0)][d]);
              }
              interacted[sample][this.constants.dim + pair] = sum;
            }
          }
        }
      }"
    `);
  });

  it('starts a local that is assigned to anew in every turn', () => {
    const place = 'const sample = this.block.x * this.blockDim.y + this.local.y;';
    const kernel = variant('samplePairs', place, `let first = 0; ${place} first += this.local.x;`);
    expect(mutant(kernel, lanesPerRow, { target: kernel.body.id, choices: { lanes: 16 } })).toMatch(/^\{\n {2}for .*\n {4}let first = 0;/);
  });

  it('gives narrower rows to blocks of which at least a warp is left', () => {
    const kernel = stagingKernel('samplePairs');
    expect(proposal(kernel, lanesPerRow, ({ choices }) => choices.lanes === 16, fixed)).toMatchObject({ target: kernel.body.id });
    expect(() => proposal(kernel, lanesPerRow, ({ choices }) => choices.lanes === 8, fixed)).toThrow('no such proposal');
  });

  it('refuses shared memory, lane exchange, a block that is narrow already, and one of unknown size', () => {
    refuses(stagingKernel('tiledProduct'));
    refuses(stagingKernel('bagRows'));
    refuses(variant('samplePairs', 'const sample', 'const most = reduceAdd(this.local.x); const sample'));
    refuses(variant('samplePairs', '= this.local.x; x', '= this.lane; x'));
    expect(() => proposal(variant('samplePairs', '[32, 2]', '[fields * 8, 2]'), lanesPerRow, () => true)).toThrow('no such proposal');
  });
});
