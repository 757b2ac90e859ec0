import { copyStatement } from './copy-statement.ts';
import { deleteStatement } from './delete-statement.ts';
import { moveStatement } from './move-statement.ts';
import type { EditOperator } from './operator.ts';
import { replaceExpression } from './replace-expression.ts';
import { replaceOperand } from './replace-operand.ts';
import { replaceStatement } from './replace-statement.ts';
import { swapStatements } from './swap-statements.ts';

/** Every way that evolution may change a kernel. An operator that is not in this list does not exist. */
export const editOperators: readonly EditOperator[] = [
  // GEVO's (arXiv 2004.08140): they know syntax and types only
  deleteStatement, copyStatement, moveStatement, swapStatements, replaceStatement, replaceExpression, replaceOperand,
];

export const operatorsByName: ReadonlyMap<string, EditOperator> = new Map(editOperators.map((operator) => [operator.name, operator]));
