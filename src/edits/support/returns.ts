import type { Block, Expression, NodeId, Statement } from '../../model/index.ts';
import { nodesOf } from '../../dialect/index.ts';
import type { Fresh } from '../operator.ts';

/**
 * A body in which the returns at the ends of its ways are stores instead, so that nothing is left behind them: what
 * followed an `if` that returns goes into its else. Undefined if a return stands in a loop, or if some way ends in none.
 */
export function storing(body: Block, store: (id: NodeId, value: Expression) => Statement, fresh: Fresh): readonly Statement[] | undefined {
  const first = body.body.findIndex(hasReturn);
  const statement = body.body[first];
  if (!statement) return undefined;
  const before = body.body.slice(0, first);
  if (statement.type === 'ReturnStatement') return [...before, store(statement.id, statement.argument)];
  if (statement.type !== 'IfStatement') return undefined;
  const rest = body.body.slice(first + 1);
  const { consequent, alternate } = statement;
  const otherwise: Block = alternate ?? { type: 'BlockStatement', id: fresh(), body: [] };
  const ends = [alwaysReturns(consequent), alwaysReturns(otherwise)];
  if (!ends[0] && !ends[1]) return undefined; // what follows would be there twice
  const [whenTrue, whenFalse] = [consequent, otherwise].map((block, at) => {
    const list = storing(ends[at] ? block : { ...block, body: [...block.body, ...rest] }, store, fresh);
    return list && { ...block, body: list };
  });
  return whenTrue && whenFalse && [...before, { ...statement, consequent: whenTrue, alternate: whenFalse }];
}

function hasReturn(statement: Statement): boolean {
  return nodesOf(statement).some(({ type }) => type === 'ReturnStatement');
}

function alwaysReturns({ body }: Block): boolean {
  return body.some((statement) => statement.type === 'ReturnStatement'
    || (statement.type === 'IfStatement' && statement.alternate !== null && alwaysReturns(statement.consequent) && alwaysReturns(statement.alternate)));
}
