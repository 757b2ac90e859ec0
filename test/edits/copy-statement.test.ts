import { describe, expect, it } from 'vitest';
import { copyStatement } from '../../src/edits/copy-statement.ts';
import { kernelNamed } from './kernels.ts';
import { expression, mutant, proposal, statement } from './shown.ts';

const { kernel } = kernelNamed('weightedMean');

describe('copy-statement', () => {
  it('copies a loop with fresh names for what it declares', () => {
    const draft = { target: statement(kernel, 'for'), choices: { side: 'before', at: statement(kernel, 'return sum') } };
    expect(mutant(kernel, copyStatement, draft)).toMatchInlineSnapshot(`
      "{
        const first = offsets[this.thread.y];
        const last = offsets[this.thread.y + 1];
        if (first === last) {
          return 0.0;
        }
        let sum = 0.0;
        let total = 0.0;
        for (let j = first; j < last; j++) {
          const weight = weights[j];
          sum += weight * table[indices[j]][this.thread.x];
          total += weight;
        }
        for (let j_9df64a = first; j_9df64a < last; j_9df64a++) {
          const weight_9df64aa = weights[j_9df64a];
          sum += weight_9df64aa * table[indices[j_9df64a]][this.thread.x];
          total += weight_9df64aa;
        }
        return sum / total;
      }"
    `);
  });

  it('lets an expression behind read a copied local', () => {
    const draft = {
      target: statement(kernel, 'const weight '),
      choices: { side: 'before', at: statement(kernel, 'total += '), use: expression(kernel, 'weight', 1) },
    };
    expect(mutant(kernel, copyStatement, draft)).toMatchInlineSnapshot(`
      "{
        const first = offsets[this.thread.y];
        const last = offsets[this.thread.y + 1];
        if (first === last) {
          return 0.0;
        }
        let sum = 0.0;
        let total = 0.0;
        for (let j = first; j < last; j++) {
          const weight = weights[j];
          sum += weight * table[indices[j]][this.thread.x];
          const weight_c8bca8 = weights[j];
          total += weight_c8bca8;
        }
        return sum / total;
      }"
    `);
  });

  it('mends names that the copy cannot see, under the ids of what was copied', () => {
    const target = statement(kernel, 'total += ');
    const draft = proposal(kernel, copyStatement, (each) => each.target === target && each.choices.at === statement(kernel, 'for') && each.repairs![0]!.replacement.kind === 'local');
    expect(draft.repairs!.map(({ use }) => use)).toEqual([expression(kernel, 'weight', 1)]);
    expect(mutant(kernel, copyStatement, draft)).toMatchInlineSnapshot(`
      "{
        const first = offsets[this.thread.y];
        const last = offsets[this.thread.y + 1];
        if (first === last) {
          return 0.0;
        }
        let sum = 0.0;
        let total = 0.0;
        total += sum;
        for (let j = first; j < last; j++) {
          const weight = weights[j];
          sum += weight * table[indices[j]][this.thread.x];
          total += weight;
        }
        return sum / total;
      }"
    `);
  });

  it('proposes no copy of a declaration that nothing would read, nor one behind a return', () => {
    const target = statement(kernel, 'const weight ');
    expect(() => proposal(kernel, copyStatement, ({ target: drawn, choices }) => drawn === target && choices.use === undefined)).toThrow('no such proposal');
    expect(() => proposal(kernel, copyStatement, ({ choices }) => choices.side === 'end' && choices.at === kernel.body.id)).toThrow('no such proposal');
  });
});
