import { check, nodesOf, printBlock, printExpression, printStatement } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { editFrom, type Draft, type EditOperator } from '../../src/edits/operator.ts';
import { isExpression } from '../../src/edits/support/expression.ts';
import { sitesOf } from '../../src/edits/support/sites.ts';
import type { Kernel, NodeId, Sizes } from '../../src/model/index.ts';
import { randomStream } from '../../src/util/random.ts';

/** Naming places of a kernel by their text, and showing what an edit makes of it. */

/** The first statement whose text begins like this. */
export function statement(kernel: Kernel, start: string): NodeId {
  const found = sitesOf(kernel.body).statements.find((site) => printStatement(site.statement, kernel.body).startsWith(start));
  if (!found) throw new Error(`no statement begins with ${start}`);
  return found.statement.id;
}

/** The expression of this text; of several the one at that place in source order. */
export function expression(kernel: Kernel, text: string, place = 0): NodeId {
  const found = nodesOf(kernel.body).filter((node) => isExpression(node) && printExpression(node) === text)[place];
  if (!found) throw new Error(`no expression ${text}`);
  return found.id;
}

/** The body that the edit makes, and what the checker says if it does not pass. */
export function mutant(kernel: Kernel, operator: EditOperator, draft: Draft): string {
  const { kernel: made, inactive } = applyGenome(kernel, [editFrom(operator.name, draft)], operatorsByName);
  const checked = check(made, 'any');
  return `${printBlock(made.body)}${checked.ok ? '' : `\nrejected: ${checked.detail}`}${inactive.length === 0 ? '' : '\ninactive'}`;
}

/** The first of many proposals that is as wanted. */
export function proposal(kernel: Kernel, operator: EditOperator, wanted: (draft: Draft) => boolean, fixed: Sizes = {}): Draft {
  const checked = check(kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const random = randomStream(operator.name);
  for (let count = 0; count < 3000; count++) {
    const draft = operator.propose(checked.typed, random, fixed);
    if (draft && wanted(draft)) return draft;
  }
  throw new Error('no such proposal');
}
