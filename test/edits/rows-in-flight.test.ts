import { describe, expect, it } from 'vitest';
import { rowsInFlight } from '../../src/edits/rows-in-flight.ts';
import { gridSources, kernelNamed } from './kernels.ts';
import { loopKernel } from './loop-kernels.ts';
import { mutant, proposal, statement } from './shown.ts';

describe('rows-in-flight', () => {
  it('loads the indices of several turns, then their rows, then adds', () => {
    const { kernel } = kernelNamed('poolRows');
    expect(mutant(kernel, rowsInFlight, { target: statement(kernel, 'for ('), choices: { by: 2 } })).toMatchInlineSnapshot(`
      "{
        const row = this.block.x * this.blockDim.y + this.local.y;
        if (row < this.constants.bags) {
          let sum = 0.0;
          let j = offsets[row];
          for (; j < offsets[row + 1] - 1; j += 2) {
            const indices_50dc5c = indices[j];
            const indices_50dc5cb = indices[j + 1];
            const table_50dc5ca = table[indices_50dc5c][this.local.x];
            const table_50dc5cc = table[indices_50dc5cb][this.local.x];
            sum += table_50dc5ca;
            sum += table_50dc5cc;
          }
          for (; j < offsets[row + 1]; j++) {
            sum += table[indices[j]][this.local.x];
          }
          pooled[row][this.local.x] = sum;
        }
      }"
    `);
  });

  it('deals vectors out over sums that do not wait for each other', () => {
    const { kernel } = gridSources.find(({ file }) => file === 'poolGrid.js')!;
    const draft = { target: statement(kernel, 'for ('), choices: { by: 2, accumulator: 'sum', ways: 2, float: true, vector: 'f32x4' } };
    expect(mutant(kernel, rowsInFlight, draft)).toMatchInlineSnapshot(`
      "{
        const bag = this.block.x * this.blockDim.y + this.local.y;
        if (bag < this.constants.bags) {
          let sum = f32x4(0.0);
          let j = offsets[bag];
          let sum_5954ded = f32x4(0.0);
          for (; j < offsets[bag + 1] - 1; j += 2) {
            const indices_5954de = indices[j];
            const indices_5954deb = indices[j + 1];
            const table_5954dea = load4(table, indices_5954de, 4 * this.local.x);
            const table_5954dec = load4(table, indices_5954deb, 4 * this.local.x);
            sum += table_5954dea;
            sum_5954ded += table_5954dec;
          }
          sum += sum_5954ded;
          for (; j < offsets[bag + 1]; j++) {
            sum += load4(table, indices[j], 4 * this.local.x);
          }
          store4(pooled, bag, 4 * this.local.x, sum);
        }
      }"
    `);
  });

  it('leaves loads where they are asked for under a condition, or behind stores to what they read', () => {
    const { kernel: staged } = kernelNamed('poolLanes');
    const first = mutant(staged, rowsInFlight, { target: statement(staged, 'for (let first'), choices: { by: 2 } });
    expect(first).toMatch(/inactive$/);
    const { kernel: none } = loopKernel('literals');
    expect(() => proposal(none, rowsInFlight, () => true)).toThrow('no such proposal');
  });
});
