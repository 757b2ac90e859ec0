import type { Block, For, NodeId } from '../../model/index.ts';
import { findExpression } from './expression.ts';
import { findStatement } from './place.ts';
import type { ExpressionSite } from './sites.ts';

export function findLoop(body: Block, id: NodeId): For | undefined {
  const found = findStatement(body, id);
  return found?.type === 'ForStatement' ? found : undefined;
}

/** The loops in whose turns the expression is computed, innermost first. A loop's start is computed before its turns. */
export function loopsAround({ expression, owner }: ExpressionSite): For[] {
  const loops = owner.loops.toReversed();
  const { statement } = owner;
  if (statement.type !== 'ForStatement' || (statement.init && findExpression(statement.init, expression.id))) return loops;
  return [statement, ...loops];
}
