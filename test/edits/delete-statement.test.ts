import { describe, expect, it } from 'vitest';
import { deleteStatement } from '../../src/edits/delete-statement.ts';
import { kernelNamed } from './kernels.ts';
import { mutant, proposal, statement } from './shown.ts';

const { kernel } = kernelNamed('weightedMean');

describe('delete-statement', () => {
  it('takes a whole if away', () => {
    expect(mutant(kernel, deleteStatement, { target: statement(kernel, 'if (first === last)'), choices: {} })).toMatchInlineSnapshot(`
      "{
        const first = offsets[this.thread.y];
        const last = offsets[this.thread.y + 1];
        let sum = 0.0;
        let total = 0.0;
        for (let j = first; j < last; j++) {
          const weight = weights[j];
          sum += weight * table[indices[j]][this.thread.x];
          total += weight;
        }
        return sum / total;
      }"
    `);
  });

  it('mends reads of the lost local and redirects or removes assignments to it, and writes it down', () => {
    const target = statement(kernel, 'let total');
    const redirected = proposal(kernel, deleteStatement, (draft) => draft.target === target && draft.repairs![0]!.replacement.kind === 'local');
    expect(redirected.repairs).toMatchInlineSnapshot(`
      [
        {
          "replacement": {
            "kind": "local",
            "name": "weight",
          },
          "use": "n39",
        },
        {
          "replacement": {
            "float": true,
            "kind": "constant",
            "value": 1,
          },
          "use": "n44",
        },
      ]
    `);
    expect(mutant(kernel, deleteStatement, redirected)).toMatchInlineSnapshot(`
      "{
        const first = offsets[this.thread.y];
        const last = offsets[this.thread.y + 1];
        if (first === last) {
          return 0.0;
        }
        let sum = 0.0;
        for (let j = first; j < last; j++) {
          let weight = weights[j];
          sum += weight * table[indices[j]][this.thread.x];
          weight += weight;
        }
        return sum / 1.0;
      }"
    `);
    const removed = proposal(kernel, deleteStatement, (draft) => draft.target === target && draft.repairs![0]!.replacement.kind === 'removed');
    expect(removed.repairs).toMatchInlineSnapshot(`
      [
        {
          "replacement": {
            "kind": "removed",
          },
          "use": "n39",
        },
        {
          "replacement": {
            "kind": "local",
            "name": "sum",
          },
          "use": "n44",
        },
      ]
    `);
    expect(mutant(kernel, deleteStatement, removed)).toMatchInlineSnapshot(`
      "{
        const first = offsets[this.thread.y];
        const last = offsets[this.thread.y + 1];
        if (first === last) {
          return 0.0;
        }
        let sum = 0.0;
        for (let j = first; j < last; j++) {
          const weight = weights[j];
          sum += weight * table[indices[j]][this.thread.x];
        }
        return sum / sum;
      }"
    `);
  });

  it('leaves a use without a record dangling, for the checker to reject', () => {
    expect(mutant(kernel, deleteStatement, { target: statement(kernel, 'const first'), choices: {} })).toMatch(/rejected: 'first' is not declared here$/);
  });
});
