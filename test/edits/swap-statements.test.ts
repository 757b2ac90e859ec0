import { describe, expect, it } from 'vitest';
import { swapStatements } from '../../src/edits/swap-statements.ts';
import { kernelNamed } from './kernels.ts';
import { mutant, proposal, statement } from './shown.ts';

const { kernel } = kernelNamed('nestedLoops');

describe('swap-statements', () => {
  it('lets two statements change places', () => {
    const draft = { target: statement(kernel, 'sum += product'), choices: { with: statement(kernel, 'rest += product') } };
    expect(mutant(kernel, swapStatements, draft)).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        if (row > this.thread.x) {
          return 0.0;
        }
        let sum = 0.0;
        let rest = 0.0;
        for (let i = 0; i < this.constants.n; i++) {
          for (let k = 0; k < this.constants.m; k++) {
            const product = a[row][k] * b[k][i];
            if (product > 0.5) {
              rest += product * 0.25;
            } else {
              for (let t = 0; t < 2; t++) {
                sum += product;
              }
            }
          }
        }
        return sum - rest;
      }"
    `);
  });

  it('mends both sides', () => {
    const target = statement(kernel, 'const row');
    const other = statement(kernel, 'const product');
    const draft = proposal(kernel, swapStatements, (each) => each.target === target && each.choices.with === other);
    expect(draft.repairs).toMatchInlineSnapshot(`
      [
        {
          "replacement": {
            "float": false,
            "kind": "constant",
            "value": 1,
          },
          "use": "n35",
        },
        {
          "replacement": {
            "float": false,
            "kind": "constant",
            "value": 1,
          },
          "use": "n36",
        },
        {
          "replacement": {
            "float": false,
            "kind": "constant",
            "value": 1,
          },
          "use": "n38",
        },
        {
          "replacement": {
            "float": false,
            "kind": "constant",
            "value": 1,
          },
          "use": "n39",
        },
        {
          "replacement": {
            "float": false,
            "kind": "constant",
            "value": 1,
          },
          "use": "n5",
        },
      ]
    `);
    expect(mutant(kernel, swapStatements, draft)).toMatchInlineSnapshot(`
      "{
        const product = a[1][1] * b[1][1];
        if (1 > this.thread.x) {
          return 0.0;
        }
        let sum = 0.0;
        let rest = 0.0;
        for (let i = 0; i < this.constants.n; i++) {
          for (let k = 0; k < this.constants.m; k++) {
            const row = this.thread.y;
            if (product > 0.5) {
              sum += product;
            } else {
              for (let t = 0; t < 2; t++) {
                rest += product * 0.25;
              }
            }
          }
        }
        return sum - rest;
      }"
    `);
  });

  it('is inactive where one lies in the other', () => {
    const outer = statement(kernel, 'for (let i');
    const inner = statement(kernel, 'sum += product');
    expect(mutant(kernel, swapStatements, { target: outer, choices: { with: inner } })).toMatch(/inactive$/);
    expect(mutant(kernel, swapStatements, { target: inner, choices: { with: outer } })).toMatch(/inactive$/);
  });
});
