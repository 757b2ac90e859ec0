import type { Expression, For, Kernel, Node, NodeId } from '../model/index.ts';
import { rewrite, walk, type TypedKernel } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { isIndexOf, isInvariantIn, isTogether } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { isExpression } from './support/expression.ts';
import { keptPerTree } from './support/kept.ts';
import { findLoop, loopsAround } from './support/loops.ts';
import { isNaturally, isTypedBySurroundings, mayStandAlone } from './support/natural-type.ts';
import { exchangeStatement } from './support/place.ts';
import { sameTree } from './support/same.ts';
import { sitesOf } from './support/sites.ts';

/**
 * An expression that is the same in every turn of a loop is computed once, before it: `j < offsets[y + 1]` becomes
 * `j < offsets_4f2a91`. Its other occurrences in the loop read the same local. A load may be hoisted out of a loop that
 * never turns, where it may fault: the sanitizer judges.
 */
interface Found {
  readonly expression: Expression;
  readonly parent: Node;
}

function findIn(loop: For, id: NodeId): Found | undefined {
  let found: Found | undefined;
  walk(loop, (node, parent) => {
    if (node.id === id && parent && isExpression(node)) found = { expression: node, parent };
  });
  return found;
}

function mayLeave({ expression, parent }: Found, loop: For, { signature }: Kernel): boolean {
  // lanes that meet in the loop may not all meet before it
  return !isLeaf(expression) && mayStandAlone(expression, parent) && !isTogether(expression) && isInvariantIn(expression, loop, signature.parameters);
}

function isLeaf({ type }: Expression): boolean {
  return type === 'Identifier' || type === 'Literal' || type === 'SizeConstant' || type === 'Builtin';
}

/** The expression wherever the loop computes it with the same type. */
function occurrencesIn(loop: For, { expression, parent: where }: Found): Set<Node> {
  const asIndex = isTypedBySurroundings(expression);
  const found = new Set<Node>([expression]);
  walk(loop, (node, parent) => {
    if (node.type !== expression.type || !parent || !sameTree(node, expression) || !mayStandAlone(expression, parent)) return;
    if (!asIndex || (isIndexOf(where, expression) && isIndexOf(parent, node))) found.add(node);
  });
  return found;
}

/** For each expression that may be hoisted, the loops that it can leave, innermost first. */
const sites = keptPerTree((typed: TypedKernel) => sitesOf(typed.kernel.body).expressions.flatMap((site) => {
  if (isLeaf(site.expression) || !isNaturally(site.expression, typed)) return [];
  const around = loopsAround(site);
  const stays = around.findIndex((loop) => !mayLeave(site, loop, typed.kernel));
  const loops = stays < 0 ? around : around.slice(0, stays);
  return loops.length === 0 ? [] : [{ target: site.expression.id, loops }];
}));

export const hoistInvariant: EditOperator = {
  name: 'hoist-invariant',
  description: 'computes what is the same in every turn of a loop once, before the loop',
  requires: [],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    if (found.length === 0) return undefined;
    const { target, loops } = random.pick(found);
    return { target, choices: { loop: (random.chance(0.5) ? loops[0]! : loops.at(-1)!).id } };
  }),
  apply(body, { target, choices }, fresh, kernel) {
    const loop = findLoop(body, choices.loop as NodeId);
    const found = loop && findIn(loop, target);
    if (!found || !mayLeave(found, loop, kernel)) return undefined;
    const name = fresh.local(found.expression.type === 'Element' ? found.expression.array : 'kept');
    const occurrences = occurrencesIn(loop, found);
    const lighter = rewrite(loop, (node) => (occurrences.has(node) ? { type: 'Identifier', id: fresh(), name } : undefined));
    return exchangeStatement(body, loop.id, () => [{ type: 'VariableDeclaration', id: fresh(), name, init: found.expression }, lighter]);
  },
};
