import { describe, expect, it } from 'vitest';
import { matrixTiles } from '../../src/edits/matrix-tiles.ts';
import { mutant, proposal, statement } from './shown.ts';
import { stagingKernel, variant } from './staging-kernels.ts';

const fixed = { dim: 8, fields: 5 };

describe('matrix-tiles', () => {
  it('multiplies all rows with all before, and looks products up', () => {
    const kernel = stagingKernel('stagedPairs');
    const target = statement(kernel, 'for (let d2');
    expect(mutant(kernel, matrixTiles, { target, choices: {} })).toMatchInlineSnapshot(`
      "{
        const halves_0e256c = shared(f16, 16 * Math.ceil((this.constants.fields + 1) / 16), 16 * Math.ceil(this.constants.dim / 16));
        const dots_0e256ca = shared(f32, 16 * Math.ceil((this.constants.fields + 1) / 16), 16 * Math.ceil((this.constants.fields + 1) / 16));
        const vectors = shared(f32, this.constants.fields + 1, this.constants.dim);
        for (let d = this.local.x; d < this.constants.dim; d += 64) {
          vectors[0][d] = dense[this.block.x][d];
          interacted[this.block.x][d] = dense[this.block.x][d];
          for (let field = 0; field < this.constants.fields; field++) {
            vectors[field + 1][d] = sparse[this.block.x][field][d];
          }
        }
        barrier();
        for (let at_0e256cb = this.local.x; at_0e256cb < 16 * Math.ceil((this.constants.fields + 1) / 16) * (16 * Math.ceil(this.constants.dim / 16)); at_0e256cb += 64) {
          const row_0e256cc = Math.floor(at_0e256cb / (16 * Math.ceil(this.constants.dim / 16)));
          const column_0e256cd = at_0e256cb % (16 * Math.ceil(this.constants.dim / 16));
          let value_0e256ce = 0.0;
          if (row_0e256cc < this.constants.fields + 1 && column_0e256cd < this.constants.dim) {
            value_0e256ce = vectors[row_0e256cc][column_0e256cd];
          }
          halves_0e256c[row_0e256cc][column_0e256cd] = value_0e256ce;
        }
        barrier();
        for (let tile_0e256cf = Math.floor(this.local.x / 32); tile_0e256cf < Math.ceil((this.constants.fields + 1) / 16) * Math.ceil((this.constants.fields + 1) / 16); tile_0e256cf += 2) {
          matrixDot(dots_0e256ca, 16 * Math.floor(tile_0e256cf / Math.ceil((this.constants.fields + 1) / 16)), 16 * (tile_0e256cf % Math.ceil((this.constants.fields + 1) / 16)), halves_0e256c, 16 * Math.floor(tile_0e256cf / Math.ceil((this.constants.fields + 1) / 16)), halves_0e256c, 16 * (tile_0e256cf % Math.ceil((this.constants.fields + 1) / 16)), 16 * Math.ceil(this.constants.dim / 16));
        }
        barrier();
        for (let pair = this.local.x; pair < this.constants.fields * (this.constants.fields + 1) / 2; pair += 64) {
          let column = pair;
          let row = 1;
          while (column >= row) {
            column -= row;
            row++;
          }
          let sum = 0.0;
          sum += dots_0e256ca[row][column];
          interacted[this.block.x][this.constants.dim + pair] = sum;
        }
      }"
    `);
  });

  it('takes vectors too, and factors by the names they were given in the turn', () => {
    const named = variant('stagedPairs', 'sum += vectors[row][d] * vectors[column][d];', 'const one = vectors[row][d]; sum += one * vectors[column][d];');
    expect(mutant(named, matrixTiles, proposal(named, matrixTiles, () => true, fixed))).toMatch(/sum \+= dots_\w+\[row\]\[column\];/);

    const kernel = variant('stagedPairs', 'd++) {\n      sum += vectors[row][d] * vectors[column][d];', 'd += 4) {\n      sum += dot(load4(vectors, row, d), load4(vectors, column, d));');
    expect(mutant(kernel, matrixTiles, proposal(kernel, matrixTiles, () => true, fixed))).toContain('matrixDot(');
  });

  it('refuses factors from elsewhere, sums of part of a row, arrays that are not complete, and threads that are no warps', () => {
    const refuses = (kernel: Parameters<typeof proposal>[0]) => expect(() => proposal(kernel, matrixTiles, () => true, fixed)).toThrow('no such proposal');
    refuses(stagingKernel('samplePairs'));
    refuses(variant('stagedPairs', 'vectors[row][d] * vectors[column][d]', 'vectors[row][d] * vectors[column][this.constants.dim - 1 - d]'));
    refuses(variant('stagedPairs', 'let d = 0; d < this.constants.dim; d++', 'let d = 1; d < this.constants.dim; d++'));
    refuses(variant('stagedPairs', 'barrier();', ''));
    refuses(variant('stagedPairs', 'block [64]', 'block [48]'));
  });
});
