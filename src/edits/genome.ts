import type { Block, Edit, Genome, Kernel } from '../model/index.ts';
import { freshFrom, type EditOperator } from './operator.ts';

/** A genome applied: the mutant, and which of its edits did something here. */
export interface Applied {
  readonly kernel: Kernel;
  readonly active: readonly Edit[];
  readonly inactive: readonly Edit[];
}

/** Applies the edits in order to the base. An edit whose target is gone is inactive; nothing is drawn. */
export function applyGenome(base: Kernel, genome: Genome, operators: ReadonlyMap<string, EditOperator>): Applied {
  let body = base.body;
  const active: Edit[] = [];
  const inactive: Edit[] = [];
  for (const edit of genome) {
    const changed = applyEdit(body, edit, operators, base);
    if (changed === undefined || changed === body) inactive.push(edit);
    else {
      body = changed;
      active.push(edit);
    }
  }
  return { kernel: body === base.body ? base : { signature: base.signature, body }, active, inactive };
}

function applyEdit(body: Block, edit: Edit, operators: ReadonlyMap<string, EditOperator>, kernel: Kernel): Block | undefined {
  const operator = operators.get(edit.operator);
  if (!operator) throw new Error(`edit ${edit.id} names operator '${edit.operator}', which this version does not have`);
  return operator.apply(body, edit, freshFrom(edit), kernel);
}
