import { expect, it } from 'vitest';
import { canonicalHash, check, nodesOf, parseKernel, printKernel, type TypedKernel } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { editFrom, freshFrom, type EditOperator } from '../../src/edits/operator.ts';
import type { Block, Edit, Kernel, SourceKernel } from '../../src/model/index.ts';
import { randomStream } from '../../src/util/random.ts';

/**
 * What every edit operator keeps, shown on random proposals for each kernel: call it inside a `describe` of the operator.
 * `floor` is the least share of its proposals that must obey the rules of the language, over all kernels.
 */
export function editContract(operator: EditOperator, kernels: readonly SourceKernel[], floor: number, proposals = 200): void {
  const operators = new Map([[operator.name, operator]]);
  const drawn = kernels.map((source) => ({ source, edits: draw(operator, typedOf(source.kernel), proposals) }));
  /** The edits of which something that should hold does not. */
  const failing = (holds: (edit: Edit, kernel: Kernel) => boolean): string[] =>
    drawn.flatMap(({ source, edits }) => edits.filter((edit) => !holds(edit, source.kernel)).map((edit) => `${source.file} ${JSON.stringify(edit)}`));
  const apply = (kernel: Kernel, edit: Edit) => operator.apply(kernel.body, edit, freshFrom(edit), kernel);
  const mutate = (kernel: Kernel, edit: Edit): Kernel => applyGenome(kernel, [edit], operators).kernel;
  const passes = (kernel: Kernel) => check(kernel, 'any').ok;

  it('finds places, the same ones for the same random stream', () => {
    expect(drawn.some(({ edits }) => edits.length > 0)).toBe(true);
    for (const { source, edits } of drawn) expect(idsOf(draw(operator, typedOf(source.kernel), proposals))).toEqual(idsOf(edits));
  });

  it('leaves its input alone', () => {
    for (const { source, edits } of drawn) {
      const before = JSON.stringify(source.kernel);
      expect(nodesOf(source.kernel.body).every((node) => Object.isFrozen(node))).toBe(true);
      for (const edit of edits) apply(source.kernel, edit);
      expect(JSON.stringify(source.kernel)).toBe(before);
    }
  });

  it('changes the tree, and replays exactly, ids and all, also from JSON', () => {
    expect(failing((edit, kernel) => {
      const changed = apply(kernel, edit);
      if (!changed || changed === kernel.body) return false;
      const stored = JSON.parse(JSON.stringify(edit)) as Edit;
      const text = JSON.stringify(changed);
      return text === JSON.stringify(apply(kernel, edit)) && text === JSON.stringify(apply(kernel, stored)) && editFrom(stored.operator, stored).id === edit.id;
    })).toEqual([]);
  });

  it('gives every node its own id', () => {
    expect(failing((edit, kernel) => allDifferent(idsOf(nodesOf(mutate(kernel, edit).body))))).toEqual([]);
  });

  it('ends in a kernel that declares each local once, or in a broken rule', () => {
    expect(failing((edit, kernel) => {
      const mutant = mutate(kernel, edit);
      return !passes(mutant) || allDifferent(nodesOf(mutant.body).flatMap((node) => (node.type === 'VariableDeclaration' ? [node.name] : [])));
    })).toEqual([]);
  });

  it('prints to text that is the same kernel', () => {
    const printed = drawn.map(({ source, edits }) => ({ source, edits: new Set(edits.slice(0, 40)) }));
    expect(failing((edit, kernel) => {
      if (!printed.some(({ edits }) => edits.has(edit))) return true;
      const mutant = mutate(kernel, edit);
      return !passes(mutant) || parseKernel(printKernel(mutant), 'mutant.js').hash === canonicalHash(mutant);
    })).toEqual([]);
  });

  it('is inactive where its target is gone', () => {
    const bodies = new Map<string, Block>();
    expect(failing((edit, kernel) => {
      const key = `${kernel.signature.name} ${edit.target}`;
      if (!bodies.has(key)) bodies.set(key, without(kernel.body, edit.target));
      return operator.apply(bodies.get(key)!, edit, freshFrom(edit), kernel) === undefined;
    })).toEqual([]);
  });

  it(`obeys the rules of the language in at least ${floor * 100} % of its proposals`, () => {
    const all = drawn.reduce((sum, { edits }) => sum + edits.length, 0);
    const broken = failing((edit, kernel) => passes(mutate(kernel, edit)));
    expect(1 - broken.length / all).toBeGreaterThanOrEqual(floor);
  });
}

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);
const allDifferent = (names: readonly string[]) => new Set(names).size === names.length;

function typedOf(kernel: Kernel): TypedKernel {
  const checked = check(kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  return checked.typed;
}

function draw(operator: EditOperator, typed: TypedKernel, proposals: number): Edit[] {
  const random = randomStream(`${operator.name} ${typed.kernel.signature.name}`);
  const fixed = Object.fromEntries(typed.kernel.signature.statics.map((symbol) => [symbol, 4]));
  const edits = new Map<string, Edit>(); // the same one is drawn again and again where there are few places
  for (let count = 0; count < proposals; count++) {
    const draft = operator.propose(typed, random, fixed);
    const edit = draft && editFrom(operator.name, draft);
    if (edit) edits.set(edit.id, edit);
  }
  return [...edits.values()];
}

/** The tree with another id on the target: to an edit, the target is not there. */
function without(body: Block, target: string): Block {
  return JSON.parse(JSON.stringify(body), (_, value: unknown) =>
    value !== null && typeof value === 'object' && 'id' in value && value.id === target ? { ...value, id: 'another' } : value) as Block;
}
