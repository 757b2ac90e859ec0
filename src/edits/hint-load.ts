import type { Element, Hint, Random } from '../model/index.ts';
import { rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { sitesOf } from './support/sites.ts';

/**
 * A load of an input tells the caches what becomes of its line, or no longer does: GEVO's cache toggle. All loads of the
 * array at once, as an unrolled loop has many; now and then one alone.
 */
const hints: readonly (Hint | 'none')[] = ['stream', 'keep', 'readOnly', 'none'];

const loads = keptPerTree(({ kernel: { body }, arrays }: TypedKernel): readonly Element[] =>
  (body.launch ? sitesOf(body).expressions.flatMap(({ expression }) => (expression.type === 'Element' && arrays.get(expression.array)?.space === 'input' ? [expression] : [])) : []));

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const found = loads(typed);
  if (found.length === 0) return undefined;
  const array = random.pick([...new Set(found.map((load) => load.array))]);
  const of = found.filter((load) => load.array === array);
  const everywhere = random.chance(0.75);
  const load = everywhere ? of[0]! : random.pick(of);
  const hint = random.pick(hints.filter((each) => each !== (load.hint ?? 'none')));
  return { target: load.id, choices: { hint, everywhere } };
}

function hinted({ hint: _, ...plain }: Element, hint: Hint | 'none'): Element {
  return hint === 'none' ? plain : { ...plain, hint };
}

export const hintLoad: EditOperator = {
  name: 'hint-load',
  description: 'tells the caches what a load is: read once, to be kept, or of what nobody writes',
  requires: ['grid', 'memory-hints'],
  propose: proposing(draw),
  apply(body, { target, choices }, _, kernel) {
    const hint = choices.hint as Hint | 'none';
    const found = sitesOf(body).expressionById.get(target)?.expression;
    if (!body.launch || found?.type !== 'Element' || !kernel.signature.parameters.some(({ name }) => name === found.array)) return undefined;
    // what indexes a load may be a load itself
    const change = <N extends Element>(load: N): Element => hinted({ ...load, indices: load.indices.map((index) => rewrite(index, visit)) }, hint);
    const visit = (node: Parameters<Parameters<typeof rewrite>[1]>[0]): Element | undefined =>
      (node.type === 'Element' && (node === found || (choices.everywhere && node.array === found.array)) ? change(node) : undefined);
    return rewrite(body, visit);
  },
};
