import type { Block, Conditional, Expression, For, If, Kernel, Node, NodeId, Statement } from '../model/index.ts';
import { rewrite, walk, type Replacement, type TypedKernel } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { copyStatement, mayGrowBy } from './support/copy.ts';
import { isInvariantIn, isTogether } from './support/dataflow.ts';
import { isJump, proposingInLoop } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { findLoop, loopsAround } from './support/loops.ts';
import { isNaturally } from './support/natural-type.ts';
import { exchangeStatement } from './support/place.ts';
import { sameTree } from './support/same.ts';
import { sitesOf } from './support/sites.ts';

/**
 * A condition that no turn of a loop changes is asked once: `if (c) { for … } else { for … }`, each loop with its branch
 * of every `if` and `?:` on that condition. The loop with the `true` branches keeps its nodes.
 */
type Choice = If | Conditional;

function isChoice(node: Node): node is Choice {
  return node.type === 'IfStatement' || node.type === 'ConditionalExpression';
}

/** The loop as it goes if the test is `outcome`. */
function decided<N extends Node>(root: N, test: Expression, outcome: boolean): N {
  const decide = (node: Node): Replacement | undefined => {
    if (!isChoice(node) || !sameTree(node.test, test)) return undefined;
    const branch = outcome ? node.consequent : node.alternate;
    const inside = branch && decided<Block | Expression>(branch, test, outcome);
    return inside?.type === 'BlockStatement' ? inside.body : inside ?? [];
  };
  return rewrite(root, decide);
}

/** Without what stands behind a jump, now that the jump stands in its block without an `if`. */
function withoutDeadTails<N extends Node>(root: N): N {
  return rewrite(root, (node) => {
    if (node.type !== 'BlockStatement') return undefined;
    const jump = node.body.findIndex(isJump);
    return jump < 0 || jump === node.body.length - 1 ? undefined : { ...node, body: node.body.slice(0, jump + 1).map((each) => withoutDeadTails(each)) };
  });
}

function maySplit({ test }: Choice, loop: For, { signature }: Kernel): boolean {
  // threads that answer otherwise would wait for each other in two loops
  return test.type !== 'Literal' && !isTogether(loop) && isInvariantIn(test, loop, signature.parameters);
}

/** The two branches of a `?:` must be of its type on their own, as nothing is there to make them so. */
function mayStandApart(choice: Choice, typed: TypedKernel): boolean {
  if (choice.type === 'IfStatement') return true;
  const type = typed.types.get(choice.id);
  return [choice.consequent, choice.alternate].every((branch) => typed.types.get(branch.id) === type && isNaturally(branch, typed));
}

const sites = keptPerTree((typed: TypedKernel) => {
  const { statements, expressions } = sitesOf(typed.kernel.body);
  const found: { target: NodeId; loop: NodeId }[] = [];
  const add = (node: Node, loops: readonly For[]) => {
    if (!isChoice(node) || !mayStandApart(node, typed)) return;
    for (const loop of loops) if (maySplit(node, loop, typed.kernel)) found.push({ target: node.id, loop: loop.id });
  };
  for (const { statement, loops } of statements) add(statement, loops);
  for (const site of expressions) if (isChoice(site.expression)) add(site.expression, loopsAround(site));
  return found;
});

export const unswitchLoop: EditOperator = {
  name: 'unswitch-loop',
  description: 'asks a condition that a loop does not change once, and has a loop for either answer',
  requires: [],
  propose: proposingInLoop(sites),
  apply(body, { target, choices }, fresh, kernel) {
    const loop = findLoop(body, choices.loop as NodeId);
    const choice = loop && choiceIn(loop, target);
    if (!choice || !maySplit(choice, loop, kernel) || !mayGrowBy(body, loop)) return undefined;
    const goes = (outcome: boolean) => withoutDeadTails(decided(loop, choice.test, outcome));
    const block = (statement: Statement): Block => ({ type: 'BlockStatement', id: fresh(), body: [statement] });
    const consequent = block(goes(true));
    const alternate = block(copyStatement(goes(false), fresh).statement);
    return exchangeStatement(body, loop.id, () => [{ type: 'IfStatement', id: fresh(), test: choice.test, consequent, alternate }]);
  },
};

function choiceIn(loop: For, id: NodeId): Choice | undefined {
  let found: Choice | undefined;
  walk(loop, (node) => {
    if (node.id === id && isChoice(node)) found = node;
  });
  return found;
}
