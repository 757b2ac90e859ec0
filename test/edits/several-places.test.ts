import { describe, expect, it } from 'vitest';
import { parseKernel, printKernel } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { gridStride } from '../../src/edits/grid-stride.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { editFrom, type Draft, type EditOperator } from '../../src/edits/operator.ts';
import { severalOutputsPerThread } from '../../src/edits/several-outputs-per-thread.ts';
import { severalRowsPerThread } from '../../src/edits/several-rows-per-thread.ts';
import type { Kernel } from '../../src/model/index.ts';
import { gridSources, kernelNamed } from './kernels.ts';
import { mutant, proposal, statement } from './shown.ts';

const { kernel } = kernelNamed('poolRows');
const { kernel: tiles } = kernelNamed('gatherTiles');
const row = statement(kernel, 'const row');

function launch(base: Kernel, operator: EditOperator, draft: Draft): string | undefined {
  return /@launch (.*)/.exec(printKernel(applyGenome(base, [editFrom(operator.name, draft)], operatorsByName).kernel))?.[1];
}

/** Threads that share memory, lanes, or a place that is asked for twice. */
const { kernel: twice } = parseKernel(`/**
 * @param {f32[n]} a
 * @param {out f32[n]} out
 * @launch block [64] grid [ceil(n / 64)]
 */
function twice(a, out) { const at = this.block.x * this.blockDim.x + this.local.x; if (at < this.constants.n) { out[at] = a[at] * this.block.x; } }`, 'twice.js');
const unfit = [twice, ...gridSources.filter(({ file }) => ['poolLanes.js', 'interactMatrix.js', 'features.js'].includes(file)).map((source) => source.kernel)];

describe('several-rows-per-thread', () => {
  it('puts a loop round what a thread does, over rows a block apart or side by side', () => {
    expect(mutant(kernel, severalRowsPerThread, { target: row, choices: { rows: 4, neighbours: false } })).toMatchInlineSnapshot(`
      "{
        for (let turn_d17e54 = 0; turn_d17e54 < 4; turn_d17e54++) {
          const row = (4 * this.block.x + turn_d17e54) * this.blockDim.y + this.local.y;
          if (row < this.constants.bags) {
            let sum = 0.0;
            for (let j = offsets[row]; j < offsets[row + 1]; j++) {
              sum += table[indices[j]][this.local.x];
            }
            pooled[row][this.local.x] = sum;
          }
        }
      }"
    `);
    expect(mutant(kernel, severalRowsPerThread, { target: row, choices: { rows: 2, neighbours: true } })).toMatch(/const row = 2 \* \(this\.block\.x \* this\.blockDim\.y \+ this\.local\.y\) \+ turn_\w+;/);
    expect(launch(kernel, severalRowsPerThread, { target: row, choices: { rows: 4, neighbours: false } })).toBe('block [dim, 8] grid [ceil(bags / 32)]');
  });

  it('refuses threads that do things together, or whose place is asked for elsewhere', () => {
    for (const each of unfit) expect(() => proposal(each, severalRowsPerThread, () => true)).toThrow('no such proposal');
  });
});

describe('grid-stride', () => {
  it('bounds the grid, and the loop stands for the guard', () => {
    expect(mutant(kernel, gridStride, { target: row, choices: { most: 528, resident: 4 } })).toMatchInlineSnapshot(`
      "{
        for (let row = this.block.x * this.blockDim.y + this.local.y; row < this.constants.bags; row += this.gridDim.x * this.blockDim.y) {
          let sum = 0.0;
          for (let j = offsets[row]; j < offsets[row + 1]; j++) {
            sum += table[indices[j]][this.local.x];
          }
          pooled[row][this.local.x] = sum;
        }
      }"
    `);
    expect(launch(kernel, gridStride, { target: row, choices: { most: 528, resident: 4 } })).toBe('block [dim, 8] grid [min(ceil(bags / 8), 528)] resident 4');
  });

  it('keeps a guard that asks for more', () => {
    expect(mutant(tiles, gridStride, { target: statement(tiles, 'const lookup'), choices: { most: 264 } })).toContain('if (lookup < this.constants.lookups && column < this.constants.dim) {');
  });

  it('refuses what it has bounded, and threads that do things together', () => {
    const bounded = applyGenome(kernel, [editFrom('grid-stride', { target: row, choices: { most: 528 } })], operatorsByName).kernel;
    for (const each of [bounded, ...unfit]) expect(() => proposal(each, gridStride, () => true)).toThrow('no such proposal');
  });
});

describe('several-outputs-per-thread', () => {
  it('does columns side by side, with one loop over the bag', () => {
    expect(mutant(kernel, severalOutputsPerThread, { target: kernel.body.id, choices: { outputs: 2, neighbours: false, axis: 0 } })).toMatchInlineSnapshot(`
      "{
        const row = this.block.x * this.blockDim.y + this.local.y;
        if (row < this.constants.bags) {
          let sum = 0.0;
          let sum_9d1ccf = 0.0;
          for (let j = offsets[row]; j < offsets[row + 1]; j++) {
            sum += table[indices[j]][this.local.x];
            sum_9d1ccf += table[indices[j]][this.local.x + this.blockDim.x];
          }
          pooled[row][this.local.x] = sum;
          pooled[row][this.local.x + this.blockDim.x] = sum_9d1ccf;
        }
      }"
    `);
    expect(launch(kernel, severalOutputsPerThread, { target: kernel.body.id, choices: { outputs: 2, neighbours: false, axis: 0 } })).toBe('block [dim / 2, 8] grid [ceil(bags / 8)]');
  });

  it('does rows side by side where all are in range, with their loads first', () => {
    expect(mutant(tiles, severalOutputsPerThread, { target: statement(tiles, 'const lookup'), choices: { outputs: 2, neighbours: false } })).toMatchInlineSnapshot(`
      "{
        const lookup = 2 * this.block.x * this.blockDim.y + this.local.y;
        const lookup_c60241 = (2 * this.block.x + 1) * this.blockDim.y + this.local.y;
        const column = this.block.y * this.blockDim.x + this.local.x;
        if (lookup_c60241 < this.constants.lookups && column < this.constants.dim) {
          const row = indices[lookup];
          const row_c60241a = indices[lookup_c60241];
          const table_c60241b = table[row][column];
          const table_c60241c = table[row_c60241a][column];
          gathered[lookup][column] = table_c60241b;
          gathered[lookup_c60241][column] = table_c60241c;
        } else {
          if (lookup < this.constants.lookups && column < this.constants.dim) {
            const row_c60241d = indices[lookup];
            gathered[lookup][column] = table[row_c60241d][column];
          }
        }
      }"
    `);
  });

  it('refuses threads that do things together, or whose place is asked for elsewhere', () => {
    for (const each of unfit) expect(() => proposal(each, severalOutputsPerThread, ({ choices }) => choices.axis === undefined)).toThrow('no such proposal');
    const lanes = gridSources.find(({ file }) => file === 'poolLanes.js')!.kernel;
    expect(mutant(lanes, severalOutputsPerThread, { target: lanes.body.id, choices: { outputs: 2, neighbours: false, axis: 0 } })).toMatch(/inactive$/);
  });
});
