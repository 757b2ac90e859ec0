import { describe, expect, it } from 'vitest';
import { check, parseKernel, parseLaunch } from '../../src/dialect/index.ts';
import { mapToGrid } from '../../src/edits/map-to-grid.ts';
import { randomStream } from '../../src/util/random.ts';
import { evaluateSize } from '../../src/util/size-expression.ts';
import { kernelNamed } from './kernels.ts';
import { loopKernel } from './loop-kernels.ts';
import { mutant, proposal } from './shown.ts';

const { kernel } = kernelNamed('poolSum');
const target = kernel.body.id;

describe('map-to-grid', () => {
  it('spans whole rows by the x of a block', () => {
    expect(mutant(kernel, mapToGrid, { target, choices: { mapping: 'rows', launch: 'block [dim, 8] grid [ceil(bags / 8)]' } })).toMatchInlineSnapshot(`
      "{
        const row = this.block.x * this.blockDim.y + this.local.y;
        if (row < this.constants.bags) {
          let sum = 0.0;
          for (let j = offsets[row]; j < offsets[row + 1]; j++) {
            sum += table[indices[j]][this.local.x];
          }
          pooled[row][this.local.x] = sum;
        }
      }"
    `);
  });

  it('covers the output by tiles, or by a line', () => {
    expect(mutant(kernel, mapToGrid, { target, choices: { mapping: 'tiles', launch: 'block [32, 8] grid [ceil(bags / 8), ceil(dim / 32)]' } })).toMatchInlineSnapshot(`
      "{
        const row = this.block.x * this.blockDim.y + this.local.y;
        const column = this.block.y * this.blockDim.x + this.local.x;
        if (row < this.constants.bags && column < this.constants.dim) {
          let sum = 0.0;
          for (let j = offsets[row]; j < offsets[row + 1]; j++) {
            sum += table[indices[j]][column];
          }
          pooled[row][column] = sum;
        }
      }"
    `);
    expect(mutant(kernel, mapToGrid, { target, choices: { mapping: 'line', launch: 'block [256] grid [ceil(bags * dim / 256)]' } })).toMatchInlineSnapshot(`
      "{
        const at = this.block.x * this.blockDim.x + this.local.x;
        const row = Math.floor(at / this.constants.dim);
        const column = at % this.constants.dim;
        if (at < this.constants.bags * this.constants.dim) {
          let sum = 0.0;
          for (let j = offsets[row]; j < offsets[row + 1]; j++) {
            sum += table[indices[j]][column];
          }
          pooled[row][column] = sum;
        }
      }"
    `);
  });

  it('stores in either branch what is returned in the middle', () => {
    const { kernel: interact } = kernelNamed('interactDot');
    const draft = { target: interact.body.id, choices: { mapping: 'tiles', launch: 'block [64, 4] grid [ceil(batch / 4), ceil((dim + (fields + 1) * fields / 2) / 64)]' } };
    expect(mutant(interact, mapToGrid, draft)).toMatchInlineSnapshot(`
      "{
        const row_3b2ba4 = this.block.x * this.blockDim.y + this.local.y;
        const column_3b2ba4a = this.block.y * this.blockDim.x + this.local.x;
        if (row_3b2ba4 < this.constants.batch && column_3b2ba4a < this.constants.dim + Math.floor((this.constants.fields + 1) * this.constants.fields / 2)) {
          const sample = row_3b2ba4;
          if (column_3b2ba4a < this.constants.dim) {
            interacted[row_3b2ba4][column_3b2ba4a] = dense[sample][column_3b2ba4a];
          } else {
            let column = column_3b2ba4a - this.constants.dim;
            let row = 1;
            while (column >= row) {
              column -= row;
              row++;
            }
            let sum = 0.0;
            for (let d = 0; d < this.constants.dim; d++) {
              const left = sparse[sample][row - 1][d];
              if (column === 0) {
                sum += left * dense[sample][d];
              } else {
                sum += left * sparse[sample][column - 1][d];
              }
            }
            interacted[row_3b2ba4][column_3b2ba4a] = sum;
          }
        }
      }"
    `);
  });

  it('finds places in three dimensions', () => {
    const { kernel: scaled } = parseKernel('/** @param {f32[a][b][c]} x\n @returns {f32[a][b][c]} */ function scaled(x) { return x[this.thread.z][this.thread.y][this.thread.x] * this.output.x; }', 'scaled.js');
    expect(mutant(scaled, mapToGrid, { target: scaled.body.id, choices: { mapping: 'line', launch: 'block [64] grid [ceil(a * b * c / 64)]' } })).toMatchInlineSnapshot(`
      "{
        const at = this.block.x * this.blockDim.x + this.local.x;
        const plane = Math.floor(at / (this.constants.b * this.constants.c));
        const row = Math.floor(at / this.constants.c) % this.constants.b;
        const column = at % this.constants.c;
        if (at < this.constants.a * this.constants.b * this.constants.c) {
          out[plane][row][column] = x[plane][row][column] * this.constants.c;
        }
      }"
    `);
    expect(mutant(scaled, mapToGrid, { target: scaled.body.id, choices: { mapping: 'tiles', launch: 'block [32, 4] grid [ceil(b / 4), ceil(c / 32), a]' } })).toContain('out[this.block.z][row][column] =');
  });

  it('draws blocks of 1,024 threads at most, of whole rows where they fit', () => {
    const checked = check(kernel, 'any');
    if (!checked.ok) throw new Error(checked.detail);
    const random = randomStream('blocks');
    for (const dim of [1, 3, 64, 300, 1024, 1025]) {
      const drawn = Array.from({ length: 100 }, () => mapToGrid.propose(checked.typed, random, { dim })!.choices);
      expect(new Set(drawn.map(({ mapping }) => mapping))).toEqual(new Set(dim <= 1024 ? ['rows', 'tiles', 'line'] : ['tiles', 'line']));
      for (const { launch } of drawn) {
        const threads = parseLaunch(launch as string).block.reduce((product, extent) => product * evaluateSize(extent, { dim }), 1);
        expect(threads >= 1 && threads <= 1024, `${launch as string} with dim = ${dim}`).toBe(true);
      }
    }
  });

  it('refuses returns in loops, and kernels that have a grid', () => {
    expect(() => proposal(loopKernel('answersEarly').kernel, mapToGrid, () => true)).toThrow('no such proposal');
    const { kernel: grid } = kernelNamed('poolRows');
    expect(mutant(grid, mapToGrid, { target: grid.body.id, choices: { mapping: 'line', launch: 'block [64] grid [bags]' } })).toMatch(/inactive$/);
  });
});
