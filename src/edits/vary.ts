import type { Edit, Genome, Kernel, Random, Sizes } from '../model/index.ts';
import { check, type TypedKernel } from '../dialect/index.ts';
import { applyGenome } from './genome.ts';
import { operatorsByName } from './index.ts';
import { editFrom, freshFrom } from './operator.ts';
import { sameTree } from './support/same.ts';

/** How often an operator is asked for an edit that the genome does not have and that changes something. */
const tries = 4;

/**
 * One more edit for a genome, drawn by the named operator on the kernel that the genome makes of the base. Undefined if
 * the genome's kernel breaks a rule of the language, or if the operator finds nothing that would change it. `fixed`: the
 * values of the static symbols that the kernel is made for.
 */
export function proposeEdit(base: Kernel, genome: Genome, operatorName: string, random: Random, fixed: Sizes = {}): Edit | undefined {
  const operator = operatorsByName.get(operatorName);
  if (!operator) throw new Error(`there is no edit operator '${operatorName}'; there are ${[...operatorsByName.keys()].join(', ')}`);
  const parent = parentOf(base, genome);
  if (!parent) return undefined;
  const { body } = parent.kernel;
  for (let count = 0; count < tries; count++) {
    const draft = operator.propose(parent, random, fixed);
    if (!draft) return undefined;
    const edit = editFrom(operator.name, draft);
    if (genome.some(({ id }) => id === edit.id)) continue;
    const changed = operator.apply(body, edit, freshFrom(edit), base);
    if (changed && !sameTree(changed, body)) return edit;
  }
  return undefined;
}

/** A parent has many children in a row, so the last few are kept, typed; null for one that breaks a rule. */
const mostKept = 64;
const kept = new WeakMap<Kernel, Map<string, TypedKernel | null>>();

function parentOf(base: Kernel, genome: Genome): TypedKernel | null {
  let parents = kept.get(base);
  if (!parents) kept.set(base, (parents = new Map()));
  const key = genome.map(({ id }) => id).join(' ');
  let parent = parents.get(key);
  if (parent === undefined) {
    const checked = check(applyGenome(base, genome, operatorsByName).kernel, 'any');
    parent = checked.ok ? checked.typed : null;
  } else {
    parents.delete(key); // and back in as the youngest
  }
  parents.set(key, parent);
  if (parents.size > mostKept) parents.delete(parents.keys().next().value!);
  return parent;
}
