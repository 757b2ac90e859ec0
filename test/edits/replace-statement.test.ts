import { describe, expect, it } from 'vitest';
import { replaceStatement } from '../../src/edits/replace-statement.ts';
import { kernelNamed } from './kernels.ts';
import { mutant, proposal, statement } from './shown.ts';

const { kernel } = kernelNamed('integers');

describe('replace-statement', () => {
  it('puts a copy in the place of a statement', () => {
    const draft = { target: statement(kernel, 'high = Math.floor'), choices: { source: statement(kernel, 'high = key >> 4') } };
    expect(mutant(kernel, replaceStatement, draft)).toMatchInlineSnapshot(`
      "{
        const key = keys[this.thread.x];
        let high;
        const low = key & 15;
        if (key > 255) {
          high = key >> 4 | 1;
        } else {
          high = key >> 4 | 1;
        }
        let folded = 0;
        for (let bit = 0; bit < 4; bit++) {
          folded ^= (low >> bit) % 2;
        }
        return high * 0.5 + folded;
      }"
    `);
  });

  it('lets a declaration take over the name of the one it replaces', () => {
    const draft = { target: statement(kernel, 'let folded'), choices: { source: statement(kernel, 'const low') } };
    expect(mutant(kernel, replaceStatement, draft)).toMatchInlineSnapshot(`
      "{
        const key = keys[this.thread.x];
        let high;
        const low = key & 15;
        if (key > 255) {
          high = Math.floor(key / 16);
        } else {
          high = key >> 4 | 1;
        }
        let folded = key & 15;
        for (let bit = 0; bit < 4; bit++) {
          folded ^= (low >> bit) % 2;
        }
        return high * 0.5 + folded;
      }"
    `);
  });

  it('mends a lost declaration in the copied statement and where it was copied from alike', () => {
    const target = statement(kernel, 'let folded');
    const source = statement(kernel, 'for');
    const draft = proposal(kernel, replaceStatement, (each) => each.target === target && each.choices.source === source && each.repairs![0]!.replacement.kind === 'local');
    expect(draft.repairs).toMatchInlineSnapshot(`
      [
        {
          "replacement": {
            "kind": "local",
            "name": "high",
          },
          "use": "n37",
        },
        {
          "replacement": {
            "kind": "local",
            "name": "low",
          },
          "use": "n48",
        },
      ]
    `);
    expect(mutant(kernel, replaceStatement, draft)).toMatchInlineSnapshot(`
      "{
        const key = keys[this.thread.x];
        let high;
        const low = key & 15;
        if (key > 255) {
          high = Math.floor(key / 16);
        } else {
          high = key >> 4 | 1;
        }
        for (let bit_a3e7dd = 0; bit_a3e7dd < 4; bit_a3e7dd++) {
          high ^= (low >> bit_a3e7dd) % 2;
        }
        for (let bit = 0; bit < 4; bit++) {
          high ^= (low >> bit) % 2;
        }
        return high * 0.5 + low;
      }"
    `);
  });
});
