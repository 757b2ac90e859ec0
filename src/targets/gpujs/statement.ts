import type { Assignment, Block, Declaration, For, If, Statement } from '../../model/index.ts';
import { indent } from '../support/indent.ts';
import { type EmitContext, expressionText, valueText } from './expression.ts';

/** Statements as lines of gpu.js source, one statement a line. */
export function blockLines(block: Block, context: EmitContext, onContinue: readonly string[] = []): string[] {
  return block.body.flatMap((statement) => statementLines(statement, context, onContinue));
}

/** `onContinue`: what must run before a `continue` of the loop around, since some backends skip the loop's own update. */
function statementLines(node: Statement, context: EmitContext, onContinue: readonly string[]): string[] {
  switch (node.type) {
    case 'VariableDeclaration': return [`${declaration(node, context)};`];
    case 'Assignment': return [`${assignment(node, context)};`];
    case 'ReturnStatement': return [`return ${expressionText(node.argument, context)};`];
    case 'BreakStatement': return ['break;'];
    case 'ContinueStatement': return [...onContinue, 'continue;'];
    case 'IfStatement': return ifLines(node, context, onContinue);
    case 'ForStatement': return loopLines(node, context);
    default: throw new Error(`gpu.js has no ${node.type}; its capabilities keep such kernels away`);
  }
}

/** gpu.js needs a value to infer the type from; one that is never read is never seen. */
function declaration({ name, init }: Declaration, context: EmitContext): string {
  const value = init !== null ? valueText(init, context) : context.typed.locals.get(name) === 'bool' ? 'false' : '0';
  return `let ${name} = ${value}`;
}

/** Compound assignments beyond + - * / are written out: not every backend has them. */
function assignment(node: Assignment, context: EmitContext): string {
  const { name, operator, value } = node;
  if (['=', '+=', '-=', '*=', '/='].includes(operator)) return `${name} ${operator} ${valueText(value, context)}`;
  const left = { type: 'Identifier', id: `${node.id}.left`, name } as const;
  const whole = { type: 'BinaryExpression', id: `${node.id}.whole`, operator: operator.slice(0, -1), left, right: value } as const;
  const type = context.typed.locals.get(name)!;
  const types = new Map([...context.typed.types, [left.id, type], [whole.id, type]] as const);
  return `${name} = ${expressionText(whole as never, { ...context, typed: { ...context.typed, types } })}`;
}

function ifLines(node: If, context: EmitContext, onContinue: readonly string[]): string[] {
  const lines = [`if (${expressionText(node.test, context)}) {`, ...indent(blockLines(node.consequent, context, onContinue))];
  if (node.alternate === null) return [...lines, '}'];
  const [only] = node.alternate.body;
  if (node.alternate.body.length === 1 && only?.type === 'IfStatement') {
    const [head, ...rest] = ifLines(only, context, onContinue);
    return [...lines, `} else ${head}`, ...rest];
  }
  return [...lines, '} else {', ...indent(blockLines(node.alternate, context, onContinue)), '}'];
}

/**
 * A counted loop stays a `for`. A loop with a `continue` becomes a `while` with its update written out before each
 * `continue` and at the end: gpu.js's cpu and WebGPU backends jump over a `for`'s update.
 */
function loopLines(node: For, context: EmitContext): string[] {
  const test = expressionText(node.test, context);
  if (node.init?.type === 'VariableDeclaration' && node.update !== null && !continues(node.body)) {
    return [
      `for (${declaration(node.init, context)}; ${test}; ${assignment(node.update, context)}) {`,
      ...indent(blockLines(node.body, context)),
      '}',
    ];
  }
  const before = node.init === null ? [] : statementLines(node.init, context, []);
  const update = node.update === null ? [] : [`${assignment(node.update, context)};`];
  return [...before, `while (${test}) {`, ...indent([...blockLines(node.body, context, update), ...update]), '}'];
}

/** True if a `continue` in the block belongs to the loop around the block. */
function continues(block: Block): boolean {
  return block.body.some((statement) => {
    switch (statement.type) {
      case 'ContinueStatement': return true;
      case 'IfStatement': return continues(statement.consequent) || (statement.alternate !== null && continues(statement.alternate));
      default: return false;
    }
  });
}
