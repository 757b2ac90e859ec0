import { describe, expect, it } from 'vitest';
import { check } from '../../src/dialect/index.ts';
import { replaceOperand } from '../../src/edits/replace-operand.ts';
import type { Kernel } from '../../src/model/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { kernelNamed } from './kernels.ts';
import { expression, mutant } from './shown.ts';

function operandsOffered(kernel: Kernel, target: string): string[] {
  const checked = check(kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const random = randomStream(3);
  const offered = new Set<string>();
  for (let count = 0; count < 4000; count++) {
    const draft = replaceOperand.propose(checked.typed, random);
    if (draft?.target === target) offered.add(JSON.stringify(draft.choices.operand));
  }
  return [...offered].sort();
}

describe('replace-operand', () => {
  it('puts a leaf in the place of a leaf', () => {
    const { kernel } = kernelNamed('poolSum');
    const draft = { target: expression(kernel, 'this.thread.x'), choices: { operand: { type: 'Identifier', name: 'j' } } };
    expect(mutant(kernel, replaceOperand, draft)).toMatchInlineSnapshot(`
      "{
        let sum = 0.0;
        for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
          sum += table[indices[j]][j];
        }
        return sum;
      }"
    `);
  });

  it('offers what is of the same type and in scope, and nothing equal', () => {
    const { kernel } = kernelNamed('scalars');
    expect(operandsOffered(kernel, expression(kernel, 'shift', 0))).toMatchInlineSnapshot(`
      [
        "{"type":"Builtin","group":"thread","axis":"x"}",
        "{"type":"Identifier","name":"x"}",
        "{"type":"Literal","value":0,"float":false}",
        "{"type":"Literal","value":1,"float":false}",
        "{"type":"SizeConstant","name":"n"}",
      ]
    `);
    expect(operandsOffered(kernel, expression(kernel, 'scale'))).toMatchInlineSnapshot(`
      [
        "{"type":"Literal","value":0,"float":true}",
        "{"type":"Literal","value":1,"float":true}",
        "{"type":"Literal","value":2,"float":true}",
      ]
    `);
    expect(operandsOffered(kernel, expression(kernel, 'inside', 1))).toMatchInlineSnapshot(`
      [
        "{"type":"Identifier","name":"big"}",
        "{"type":"Literal","value":false,"float":false}",
        "{"type":"Literal","value":true,"float":false}",
      ]
    `);
  });

  it('takes an integer literal among floats for a float', () => {
    const { kernel } = kernelNamed('integers');
    expect(operandsOffered(kernel, expression(kernel, '0.5'))).toMatchInlineSnapshot(`
      [
        "{"type":"Literal","value":0,"float":true}",
        "{"type":"Literal","value":1,"float":true}",
      ]
    `);
  });
});
