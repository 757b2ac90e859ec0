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
export function editContract(operator: EditOperator, kernels: readonly SourceKernel[], floor: number, proposals = 300): void {
  const operators = new Map([[operator.name, operator]]);
  const drawn = kernels.map((source) => ({ source, edits: draw(operator, typedOf(source.kernel), proposals) }));
  const every = (test: (edit: Edit, kernel: Kernel) => void) => {
    for (const { source, edits } of drawn) for (const edit of edits) test(edit, source.kernel);
  };
  const apply = (kernel: Kernel, edit: Edit) => operator.apply(kernel.body, edit, freshFrom(edit), kernel);
  const mutate = (kernel: Kernel, edit: Edit): Kernel => applyGenome(kernel, [edit], operators).kernel;

  it('finds places, the same ones for the same random stream', () => {
    expect(drawn.some(({ edits }) => edits.length > 0)).toBe(true);
    for (const { source, edits } of drawn) expect(draw(operator, typedOf(source.kernel), proposals).map(({ id }) => id)).toEqual(edits.map(({ id }) => id));
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
    every((edit, kernel) => {
      const changed = apply(kernel, edit);
      expect(changed).toBeDefined();
      expect(changed).not.toBe(kernel.body);
      const text = JSON.stringify(changed);
      expect(JSON.stringify(apply(kernel, edit))).toBe(text);
      const stored = JSON.parse(JSON.stringify(edit)) as Edit;
      expect(editFrom(stored.operator, stored).id).toBe(edit.id);
      expect(JSON.stringify(apply(kernel, stored))).toBe(text);
    });
  });

  it('gives every node its own id', () => {
    every((edit, kernel) => {
      const ids = nodesOf(apply(kernel, edit)!).map((node) => node.id);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it('ends in a kernel or a broken rule, and declares each local once', () => {
    every((edit, kernel) => {
      const mutant = mutate(kernel, edit);
      const names = nodesOf(mutant.body).flatMap((node) => (node.type === 'VariableDeclaration' ? [node.name] : []));
      if (check(mutant, 'any').ok) expect(new Set(names).size).toBe(names.length);
    });
  });

  it('prints to text that is the same kernel', () => {
    for (const { source, edits } of drawn) {
      for (const edit of edits.slice(0, 40)) {
        const mutant = mutate(source.kernel, edit);
        if (check(mutant, 'any').ok) expect(parseKernel(printKernel(mutant), 'mutant.js').hash).toBe(canonicalHash(mutant));
      }
    }
  });

  it('is inactive where its target is gone', () => {
    every((edit, kernel) => {
      expect(operator.apply(without(kernel.body, edit.target), edit, freshFrom(edit), kernel)).toBeUndefined();
    });
  });

  it(`obeys the rules of the language in at least ${floor * 100} % of its proposals`, () => {
    let all = 0;
    let good = 0;
    every((edit, kernel) => {
      all++;
      if (check(mutate(kernel, edit), 'any').ok) good++;
    });
    expect(good / all).toBeGreaterThanOrEqual(floor);
  });
}

function typedOf(kernel: Kernel): TypedKernel {
  const checked = check(kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  return checked.typed;
}

function draw(operator: EditOperator, typed: TypedKernel, proposals: number): Edit[] {
  const random = randomStream(`${operator.name} ${typed.kernel.signature.name}`);
  const edits: Edit[] = [];
  for (let count = 0; count < proposals; count++) {
    const draft = operator.propose(typed, random);
    if (draft) edits.push(editFrom(operator.name, draft));
  }
  return edits;
}

/** The tree with another id on the target: to an edit, the target is not there. */
function without(body: Block, target: string): Block {
  return JSON.parse(JSON.stringify(body), (_, value: unknown) =>
    value !== null && typeof value === 'object' && 'id' in value && value.id === target ? { ...value, id: 'another' } : value) as Block;
}
