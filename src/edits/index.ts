import { closeCountingLoop } from './close-counting-loop.ts';
import { copyStatement } from './copy-statement.ts';
import { deleteStatement } from './delete-statement.ts';
import { hoistInvariant } from './hoist-invariant.ts';
import { interchangeLoops } from './interchange-loops.ts';
import { mergeBranches } from './merge-branches.ts';
import { moveStatement } from './move-statement.ts';
import type { EditOperator } from './operator.ts';
import { replaceExpression } from './replace-expression.ts';
import { replaceOperand } from './replace-operand.ts';
import { replaceStatement } from './replace-statement.ts';
import { swapStatements } from './swap-statements.ts';
import { unrollLoopFully } from './unroll-loop-fully.ts';
import { unrollLoop } from './unroll-loop.ts';
import { unrollWithoutRemainder } from './unroll-without-remainder.ts';
import { unswitchLoop } from './unswitch-loop.ts';

/** Every way that evolution may change a kernel. An operator that is not in this list does not exist. */
export const editOperators: readonly EditOperator[] = [
  // GEVO's (arXiv 2004.08140): they know syntax and types only
  deleteStatement, copyStatement, moveStatement, swapStatements, replaceStatement, replaceExpression, replaceOperand,
  // loops and what does not change in them
  unrollLoop, unrollLoopFully, unrollWithoutRemainder, interchangeLoops, hoistInvariant, unswitchLoop, mergeBranches,
  closeCountingLoop,
];

export const operatorsByName: ReadonlyMap<string, EditOperator> = new Map(editOperators.map((operator) => [operator.name, operator]));
