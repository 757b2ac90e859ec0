import { check, parseKernel, printExpression } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { editFrom, type EditOperator } from '../../src/edits/operator.ts';
import type { Declaration, Kernel } from '../../src/model/index.ts';
import { proposal } from './shown.ts';

/**
 * What a rule makes of an expression over the whole numbers i (never negative) and k, and the floats x and y. Says so if
 * the types forbid it, or if the result breaks a rule of the language.
 */
export function rewritten(operator: EditOperator, rule: string, text: string): string {
  const kernel = kernelOf(text);
  const target = foundIn(kernel).init!.id;
  let draft;
  try {
    draft = proposal(kernel, operator, (each) => each.target === target && each.choices.rule === rule);
  } catch (thrown) {
    if (thrown instanceof Error && thrown.message === 'no such proposal') return 'not proposed';
    throw thrown;
  }
  const { kernel: made } = applyGenome(kernel, [editFrom(operator.name, draft)], operatorsByName);
  const checked = check(made, 'any');
  return checked.ok ? printExpression(foundIn(made).init!) : `rejected: ${checked.detail}`;
}

function kernelOf(text: string): Kernel {
  return parseKernel(`/**
 * @param {f32[n]} a
 * @param {i32[n]} keys
 * @returns {f32[n]}
 */
export default function rewritten(a, keys) {
  const i = this.thread.x;
  const k = keys[i];
  const x = a[i];
  const y = a[0];
  const found = ${text};
  return i;
}`, 'rewritten.js').kernel;
}

function foundIn(kernel: Kernel): Declaration {
  return kernel.body.body[4] as Declaration;
}
