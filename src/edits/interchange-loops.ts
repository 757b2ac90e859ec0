import type { Assignment, Block, For, NodeId } from '../model/index.ts';
import { walk, type TypedKernel } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { countedLoop, type CountedLoop } from './support/counted-loop.ts';
import { declaredIn, hasEffect, isInvariantIn } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { exchangeStatement, findStatement } from './support/place.ts';
import { countedLoopsOf } from './support/unroll.ts';

/**
 * Two loops, one all that the other does, change places. Fits where the turns do not care for their order: neither loop's
 * head hangs on the other, nothing leaves them, and what they leave behind is gathered by one commutative operation.
 * Sums of floats come out in another order of their terms, so their last bits may differ.
 */
interface Nest {
  readonly outer: For;
  readonly inner: For;
}

function nestAt(outer: For): Nest | undefined {
  const [inner] = outer.body.body;
  if (outer.body.body.length !== 1 || inner?.type !== 'ForStatement') return undefined;
  const heads = [headOf(outer), headOf(inner)];
  if (!heads[0] || !heads[1]) return undefined;
  const [outerInit, innerInit] = [outer.init, inner.init].map((init) => init?.type === 'VariableDeclaration' ? init.init : null);
  if (![outerInit, innerInit, heads[0].bound, heads[1].bound].every((each) => each && isInvariantIn(each, outer))) return undefined;
  return gathersOnly(outer, inner.body) ? { outer, inner } : undefined;
}

/** A counted loop with all of its head in its head. */
function headOf(loop: For): CountedLoop | undefined {
  return loop.init?.type === 'VariableDeclaration' && loop.update ? countedLoop(loop) : undefined;
}

/** True if all that the block writes outside itself is gathered there, and by nothing else read or written in the nest. */
function gathersOnly(nest: For, block: Block): boolean {
  if (hasEffect(block)) return false;
  const own = declaredIn(block);
  const kinds = new Map<string, string | undefined>();
  const reads = new Map<string, number>();
  let returns = false;
  walk(block, (node) => {
    if (node.type === 'ReturnStatement') returns = true;
    if (node.type !== 'Assignment' || own.has(node.name)) return;
    const kind = gathering(node);
    kinds.set(node.name, kinds.has(node.name) && kinds.get(node.name) !== kind ? undefined : kind);
    if (node.operator === '=') reads.set(node.name, (reads.get(node.name) ?? 0) - 1);
  });
  walk(nest, (node) => {
    if (node.type === 'Identifier') reads.set(node.name, (reads.get(node.name) ?? 0) + 1);
  });
  return !returns && [...kinds].every(([name, kind]) => kind !== undefined && (reads.get(name) ?? 0) === 0);
}

/** `sum += e` and `best = Math.max(best, e)`, which reads what it writes once, gather in any order. */
function gathering({ operator, name, value }: Assignment): string | undefined {
  if (operator === '+=' || operator === '-=') return '+';
  if (operator === '*=' || operator === '&=' || operator === '|=' || operator === '^=') return operator;
  if (operator !== '=' || value.type !== 'MathCall' || (value.name !== 'max' && value.name !== 'min')) return undefined;
  return value.arguments.some((each) => each.type === 'Identifier' && each.name === name) ? value.name : undefined;
}

const sites = keptPerTree((typed: TypedKernel): readonly NodeId[] => {
  const counted = new Set(countedLoopsOf(typed).map(({ loop }) => loop));
  return [...counted].filter((loop) => {
    const nest = nestAt(loop);
    return nest !== undefined && counted.has(nest.inner);
  }).map(({ id }) => id);
});

export const interchangeLoops: EditOperator = {
  name: 'interchange-loops',
  description: 'lets two loops, one right in the other, change places',
  requires: [],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    return found.length === 0 ? undefined : { target: random.pick(found), choices: {} };
  }),
  apply(body, { target }) {
    const found = findStatement(body, target);
    const nest = found?.type === 'ForStatement' ? nestAt(found) : undefined;
    if (!nest) return undefined;
    const { outer, inner } = nest;
    return exchangeStatement(body, target, () => [{ ...inner, body: { ...outer.body, body: [{ ...outer, body: inner.body }] } }]);
  },
};
