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
    if (!changed || sameTree(changed, body)) continue;
    keep(kept.get(base)!, keyOf([...genome, edit]), { signature: base.signature, body: changed });
    return edit;
  }
  return undefined;
}

/**
 * The kernel that the genome makes of the base, as `applyGenome` does; kept for the last few genomes, so that a child of
 * one that was just made costs one edit and not all of them.
 */
export function kernelOf(base: Kernel, genome: Genome): Kernel {
  return keptOf(base, genome).kernel;
}

interface Kept {
  readonly kernel: Kernel;
  /** Null for a kernel that breaks a rule; absent until somebody asks. */
  typed?: TypedKernel | null;
}

const mostKept = 256;
const kept = new WeakMap<Kernel, Map<string, Kept>>();

function keptOf(base: Kernel, genome: Genome): Kept {
  const all = kept.get(base) ?? new Map<string, Kept>();
  kept.set(base, all);
  const key = keyOf(genome);
  const known = all.get(key);
  if (known) {
    all.delete(key); // and back in as the youngest
    all.set(key, known);
    return known;
  }
  const parent = genome.length > 0 ? all.get(keyOf(genome.slice(0, -1))) : undefined;
  const { kernel } = parent ? applyGenome(parent.kernel, genome.slice(-1), operatorsByName) : applyGenome(base, genome, operatorsByName);
  return keep(all, key, kernel);
}

function keep(all: Map<string, Kept>, key: string, kernel: Kernel): Kept {
  const made: Kept = { kernel };
  all.set(key, made);
  if (all.size > mostKept) all.delete(all.keys().next().value!);
  return made;
}

function keyOf(genome: Genome): string {
  return genome.map(({ id }) => id).join(' ');
}

/** The genome's kernel with its types; null if it breaks a rule. */
function parentOf(base: Kernel, genome: Genome): TypedKernel | null {
  const made = keptOf(base, genome);
  if (made.typed === undefined) {
    const checked = check(made.kernel, 'any');
    made.typed = checked.ok ? checked.typed : null;
  }
  return made.typed;
}
