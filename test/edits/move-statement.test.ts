import { describe, expect, it } from 'vitest';
import { nodesOf } from '../../src/dialect/index.ts';
import { editFrom, freshFrom } from '../../src/edits/operator.ts';
import { moveStatement } from '../../src/edits/move-statement.ts';
import { kernelNamed } from './kernels.ts';
import { mutant, proposal, statement } from './shown.ts';

const { kernel } = kernelNamed('jumps');

describe('move-statement', () => {
  it('puts a statement before another one', () => {
    const draft = { target: statement(kernel, 'at = codes[at]'), choices: { side: 'before', at: statement(kernel, 'steps++') } };
    expect(mutant(kernel, moveStatement, draft)).toMatchInlineSnapshot(`
      "{
        let at = this.thread.x;
        let best = -1.0;
        let steps = 0;
        while (true) {
          at = codes[at];
          steps++;
          if (steps > 8) {
            break;
          }
          if (weights[at] < 0.0) {
            continue;
          }
          best = Math.max(best, weights[at]);
        }
        return best / (steps + 1);
      }"
    `);
  });

  it('mends what can no longer see the moved declaration', () => {
    const target = statement(kernel, 'let best');
    const draft = proposal(kernel, moveStatement, (each) => each.target === target && each.choices.at === statement(kernel, 'steps++'));
    expect(draft.repairs).toMatchInlineSnapshot(`
      [
        {
          "replacement": {
            "float": true,
            "kind": "constant",
            "value": 1,
          },
          "use": "n36",
        },
      ]
    `);
    expect(mutant(kernel, moveStatement, draft)).toMatchInlineSnapshot(`
      "{
        let at = this.thread.x;
        let steps = 0;
        while (true) {
          let best = -1.0;
          steps++;
          if (steps > 8) {
            break;
          }
          at = codes[at];
          if (weights[at] < 0.0) {
            continue;
          }
          best = Math.max(best, weights[at]);
        }
        return 1.0 / (steps + 1);
      }"
    `);
  });

  it('keeps the ids of what it moves', () => {
    const edit = editFrom('move-statement', { target: statement(kernel, 'at = codes[at]'), choices: { side: 'before', at: statement(kernel, 'steps++') } });
    const moved = moveStatement.apply(kernel.body, edit, freshFrom(edit), kernel)!;
    expect(nodesOf(moved).map(({ id }) => id).sort()).toEqual(nodesOf(kernel.body).map(({ id }) => id).sort());
  });

  it('is inactive where the place has come to lie inside the statement', () => {
    const loop = statement(kernel, 'while');
    expect(mutant(kernel, moveStatement, { target: loop, choices: { side: 'before', at: statement(kernel, 'steps++') } })).toMatch(/inactive$/);
  });

  it('never proposes to put a break outside a loop, or a statement where it stands', () => {
    const outermost = [kernel.body.id, ...kernel.body.body.map(({ id }) => id)];
    const breaks = statement(kernel, 'break');
    expect(() => proposal(kernel, moveStatement, (draft) => draft.target === breaks && outermost.includes(String(draft.choices.at)))).toThrow('no such proposal');
    const before = statement(kernel, 'best = Math.max');
    const last = statement(kernel, 'if (weights');
    expect(() => proposal(kernel, moveStatement, (draft) => draft.target === last && draft.choices.at === before)).toThrow('no such proposal');
  });
});
