import { componentOf, type ValueType, widthOf } from '../../dialect/index.ts';
import type { Assignment, Block, Declaration, For, If, Statement } from '../../model/index.ts';
import { arithmetic, type ArithmeticOperator } from './arithmetic.ts';
import { indent } from '../support/indent.ts';
import type { EmitContext } from './context.ts';
import { gridStatementLines } from './grid-statement.ts';
import { typeName } from './lanes.ts';
import { atom, infix, integer, type Piece } from './piece.ts';
import { narrowed } from './storage.ts';

/** Statements as lines of CUDA C++, one statement a line. */
export function blockLines(block: Block, context: EmitContext): string[] {
  return block.body.flatMap((statement) => statementLines(statement, context));
}

function statementLines(node: Statement, context: EmitContext): string[] {
  switch (node.type) {
    case 'VariableDeclaration': return [`${declaration(node, context)};`];
    case 'Assignment': return [`${assignment(node, context)};`];
    case 'ReturnStatement': {
      const { scalar } = context.typed.kernel.signature.returns;
      return [`${context.surroundings.destination} = ${narrowed(scalar, context.emitAs(node.argument, 'f32').text)};`, 'return;'];
    }
    case 'BreakStatement': return ['break;'];
    case 'ContinueStatement': return ['continue;'];
    case 'IfStatement': return ifLines(node, context);
    case 'ForStatement': return loopLines(node, context);
    default: return gridStatementLines(node, context);
  }
}

function declaration({ name, init }: Declaration, context: EmitContext): string {
  const type = context.typed.locals.get(name)!;
  const called = `${typeName(type, context.library)} ${context.names.of(name)}`;
  if (init === null) return called;
  return `${context.assigned.has(name) ? '' : 'const '}${called} = ${context.emitAs(init, type).text}`;
}

function assignment(node: Assignment, context: EmitContext): string {
  const { name, operator, value } = node;
  const type = context.typed.locals.get(name)!;
  const called = context.names.of(name);
  const piece = context.emitAs(value, type);
  if (operator === '=') return `${called} = ${piece.text}`;
  if (hasCompound(operator, type, piece)) return `${called} ${operator} ${operator === '>>=' ? shift(piece).text : piece.text}`;
  return `${called} = ${arithmetic(operator.slice(0, -1) as ArithmeticOperator, type, atom(called), piece, context).text}`;
}

/** Where C's `op=` means what JavaScript's does; vectors and halves have operators without `=` only. */
function hasCompound(operator: Assignment['operator'], type: ValueType, value: Piece): boolean {
  if (widthOf(type) > 1 || componentOf(type) === 'f16') return false;
  if (type === 'f32') return operator !== '%=';
  return operator !== '<<=' && operator !== '>>>=' && !(operator === '%=' && value.constant === 0);
}

function shift(amount: Piece): Piece {
  return amount.constant === undefined ? infix(amount, '&', integer(31)) : integer(amount.constant & 31);
}

function ifLines(node: If, context: EmitContext): string[] {
  const lines = [`if (${context.emit(node.test).text}) {`, ...indent(blockLines(node.consequent, context))];
  if (node.alternate === null) return [...lines, '}'];
  const alternate = blockLines(node.alternate, context);
  const isElseIf = node.alternate.body.length === 1 && node.alternate.body[0]!.type === 'IfStatement';
  if (isElseIf) return [...lines, `} else ${alternate[0]!}`, ...alternate.slice(1)];
  return [...lines, '} else {', ...indent(alternate), '}'];
}

function loopLines(node: For, context: EmitContext): string[] {
  const init = node.init === null ? '' : node.init.type === 'Assignment' ? assignment(node.init, context) : declaration(node.init, context);
  const test = context.emit(node.test).text;
  const update = node.update === null ? '' : ` ${assignment(node.update, context)}`;
  const head = node.init === null && node.update === null ? `while (${test}) {` : `for (${init}; ${test};${update}) {`;
  return [head, ...indent(blockLines(node.body, context)), '}'];
}
