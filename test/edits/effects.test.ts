import { describe, expect, it } from 'vitest';
import { check, nodesOf, parseKernel, printExpression } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { commonSubexpression } from '../../src/edits/common-subexpression.ts';
import { deleteStatement } from '../../src/edits/delete-statement.ts';
import { hoistInvariant } from '../../src/edits/hoist-invariant.ts';
import { editOperators, operatorsByName } from '../../src/edits/index.ts';
import { inlineLocal } from '../../src/edits/inline-local.ts';
import { editFrom, type EditOperator } from '../../src/edits/operator.ts';
import { isExpression } from '../../src/edits/support/expression.ts';
import { removeDeadCode } from '../../src/edits/remove-dead-code.ts';
import { splitAccumulator } from '../../src/edits/split-accumulator.ts';
import { unswitchLoop } from '../../src/edits/unswitch-loop.ts';
import type { Kernel } from '../../src/model/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { gridSources } from './kernels.ts';
import { mutant, proposal, statement } from './shown.ts';

/** What other threads see, and what lanes do together, stays where it is. */
const { kernel } = parseKernel(`/**
 * @param {f32[n]} values
 * @param {out f32[n]} result
 * @launch block [32] grid [ceil(n / 32)]
 */
export default function effects(values, result) {
  const tile = shared(f32, 32);
  const unused = shared(f32, 8);
  const at = this.block.x * 32 + this.local.x;
  const first = tile[0];
  tile[this.local.x] = at < this.constants.n ? values[at] : 0.0;
  barrier();
  let sum = f32x4(first);
  for (let i = 0; i < 4; i++) {
    if (at > 3) {
      sum += tile[0] + values[0];
    }
    sum += load4(tile, 0);
    barrier();
    tile[this.local.x] = i;
  }
  const total = reduceAdd(values[1]);
  if (at < this.constants.n) {
    result[at] = sum[0] + tile[0] + total;
  }
}`, 'effects.js');

/** The expressions or statements of all proposals, as text. */
function targets(base: Kernel, operator: EditOperator): Set<string> {
  const checked = check(base, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const random = randomStream(operator.name);
  const found = new Set<string>();
  for (let count = 0; count < 300; count++) {
    const draft = operator.propose(checked.typed, random);
    if (draft) found.add(draft.target);
  }
  return new Set(nodesOf(base.body).flatMap((node) => (found.has(node.id) ? [isExpression(node) ? printExpression(node) : 'name' in node ? node.name : node.type] : [])));
}

describe('what threads have in common', () => {
  it('is not hoisted out of a loop that stores it or waits, inputs are', () => {
    expect([...targets(kernel, hoistInvariant)]).toEqual(['at > 3', 'values[0]']);
  });

  it('is not computed once for places before and behind a store', () => {
    expect([...targets(kernel, commonSubexpression)]).toEqual(['at < this.constants.n']);
  });

  it('is not inlined behind a store, nor what lanes do together into a branch', () => {
    expect([...targets(kernel, inlineLocal)]).toEqual(['at']);
  });

  it('keeps threads that wait for each other in one loop', () => {
    expect([...targets(kernel, unswitchLoop)]).toEqual([]);
  });

  it('has its array taken away only where nothing names it', () => {
    expect([...targets(kernel, removeDeadCode)]).toEqual(['unused']);
    expect(targets(kernel, deleteStatement).has('tile')).toBe(false);
    expect(mutant(kernel, removeDeadCode, { target: statement(kernel, 'const unused'), choices: {} })).not.toContain('unused');
  });
});

describe('vectors', () => {
  it('are mended by vectors', () => {
    const grid = gridSources.find(({ file }) => file === 'poolGrid.js')!.kernel;
    const draft = proposal(grid, deleteStatement, ({ target }) => target === statement(grid, 'let sum'));
    expect(draft.repairs!.map(({ replacement }) => replacement)).toEqual([{ kind: 'removed' }, { kind: 'constant', value: 1, float: true, vector: 'f32x4' }]);
    expect(mutant(grid, deleteStatement, draft)).toContain('store4(pooled, bag, 4 * this.local.x, f32x4(1.0))');
  });

  it('are gathered in vectors', () => {
    const draft = proposal(kernel, splitAccumulator, ({ choices }) => choices.ways === 2);
    expect(draft.choices).toMatchObject({ accumulator: 'sum', ways: 2, float: true, vector: 'f32x4' });
    expect(mutant(kernel, splitAccumulator, draft)).toMatch(/let sum_\w+ = f32x4\(0\.0\);[^]*sum \+= sum_\w+;/);
  });
});

it('a shared array is declared once, at its place, whatever is done', () => {
  for (const { kernel: base } of gridSources) {
    const checked = check(base, 'any');
    if (!checked.ok) throw new Error(checked.detail);
    for (const operator of editOperators) {
      const random = randomStream(operator.name);
      for (let count = 0; count < 12; count++) {
        const draft = operator.propose(checked.typed, random, { dim: 64 });
        if (!draft) continue;
        const { kernel: made } = applyGenome(base, [editFrom(operator.name, draft)], operatorsByName);
        const names = nodesOf(made.body).flatMap((node) => (node.type === 'SharedDeclaration' ? [node.name] : []));
        const after = check(made, 'any');
        expect(new Set(names).size).toBe(names.length);
        if (!after.ok) expect(after.detail).not.toMatch(/shared array is declared at the top/);
      }
    }
  }
});
