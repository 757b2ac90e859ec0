import type { Binary, Block, Expression, Node, NodeId, Statement } from '../model/index.ts';
import { copyFresh, rewrite, walk, type TypedKernel } from '../dialect/index.ts';
import type { EditOperator, Fresh } from './operator.ts';
import { binary, number, numberOf, parts, read } from './support/build.ts';
import { findCounted, type CountedLoop } from './support/counted-loop.ts';
import { isInvariantIn } from './support/dataflow.ts';
import { proposingInLoop } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { exchangeStatement } from './support/place.ts';
import { sameTree } from './support/same.ts';
import { countedLoopsOf } from './support/unroll.ts';

/**
 * The product of a loop's counter and something that the loop does not change, `i * n`, becomes a local of its own that
 * grows by `step * n` after each turn: an addition for a multiplication.
 */
function factorOf(expression: Node, { counter, loop }: CountedLoop): Expression | undefined {
  const product = expression.type === 'BinaryExpression' ? parts(expression, '*') : undefined;
  const at = product?.findIndex((part) => part.type === 'Identifier' && part.name === counter) ?? -1;
  const factor = product && at >= 0 ? product[1 - at] : undefined;
  return factor && isInvariantIn(factor, loop) ? factor : undefined;
}

function productsIn(counted: CountedLoop): Binary[] {
  const found: Binary[] = [];
  for (const statement of counted.work) walk(statement, (node) => { if (factorOf(node, counted)) found.push(node as Binary); });
  return found;
}

const sites = keptPerTree((typed: TypedKernel) => countedLoopsOf(typed).flatMap((counted) => productsIn(counted)
  .filter((product) => [product, product.left, product.right].every(({ id }) => typed.types.get(id) === 'i32'))
  .map(({ id }) => ({ target: id, loop: counted.loop.id }))));

function added(counted: CountedLoop, product: Binary, fresh: Fresh): Statement[] {
  const { loop, work, step, update, updatesInBody } = counted;
  const factor = factorOf(product, counted)!;
  const name = fresh.local('product');
  const lighter = work.map((statement) => rewrite<Statement>(statement, (node) => (node.type === 'BinaryExpression' && sameTree(node, product) ? read(name, fresh) : undefined)));
  const grows: Statement = { type: 'Assignment', id: fresh(), operator: step > 0 ? '+=' : '-=', name, value: times(factor, Math.abs(step), fresh) };
  const body: Block = { ...loop.body, body: updatesInBody ? [...lighter, grows, update] : [...lighter, grows] };
  const start: Statement = { type: 'VariableDeclaration', id: fresh(), name, init: product };
  return [...(loop.init ? [loop.init] : []), start, { ...loop, init: null, body }];
}

function times(factor: Expression, by: number, fresh: Fresh): Expression {
  const value = numberOf(factor);
  if (value !== undefined) return number(value * by, false, fresh);
  const copy = copyFresh(factor, fresh);
  return by === 1 ? copy : binary(copy, '*', number(by, false, fresh), fresh);
}

export const inductionVariable: EditOperator = {
  name: 'induction-variable',
  description: 'adds a product with a loop counter up from turn to turn instead of multiplying',
  requires: [],
  propose: proposingInLoop(sites),
  apply(body, { target, choices }, fresh) {
    const counted = findCounted(body, choices.loop as NodeId);
    const product = counted && productsIn(counted).find(({ id }) => id === target);
    return product && exchangeStatement(body, counted.loop.id, () => added(counted, product, fresh));
  },
};
