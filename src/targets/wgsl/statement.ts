import { componentOf, type ValueType, widthOf } from '../../dialect/index.ts';
import type { Assignment, Block, Declaration, Expression, For, If, Statement, Store } from '../../model/index.ts';
import { atomicAddLine, storedAs, storing } from './access.ts';
import { shiftAmount } from './arithmetic.ts';
import { indent } from '../support/indent.ts';
import { apart, type EmitContext } from './context.ts';
import { accessOf, arithmetic, choice, emit, emitAs, isHarmless, typeOf } from './expression.ts';
import { atom } from './piece.ts';
import { wgslType } from './wgsl-type.ts';

/** Statements as lines of WGSL, one statement a line. */
export function blockLines(block: Block, context: EmitContext): string[] {
  return block.body.flatMap((statement) => statementLines(statement, context));
}

function statementLines(node: Statement, context: EmitContext): string[] {
  switch (node.type) {
    case 'VariableDeclaration': return declarationLines(node, context);
    case 'Assignment': return assignmentLines(node, context);
    case 'ReturnStatement': return storeLines(node.argument, 'f32', context.surroundings.returned, context);
    case 'BreakStatement': return ['break;'];
    case 'ContinueStatement': return ['continue;'];
    case 'IfStatement': return ifLines(node, context);
    case 'ForStatement': return loopLines(node, context);
    case 'Store': return arrayStoreLines(node, context);
    case 'AtomicAdd': {
      const inner = apart(context);
      const access = accessOf(node, inner);
      const line = atomicAddLine(access, emitAs(node.value, access.form.array.type.scalar === 'i32' ? 'i32' : 'f32', inner), inner);
      return [...inner.before, line];
    }
    case 'SharedDeclaration': return []; // stands before the entry point
    case 'Barrier': return barrierLines(context);
    default: throw new Error(`WGSL has no ${node.type}, and a kernel with one gets no text`);
  }
}

/** A value put where it belongs; the two sides of a choice each by themselves, without a variable between. */
function storeLines(value: Expression, type: ValueType, put: (text: string) => string[], context: EmitContext): string[] {
  const inner = apart(context);
  if (isStatementChoice(value, type, context)) {
    const test = emit(value.test, inner);
    if (test.constant === undefined) {
      return [...inner.before, ...choice(value, test, inner, (side, sideContext) => storeLines(side, type, put, sideContext))];
    }
  }
  const { text } = emitAs(value, type, inner);
  return [...inner.before, ...put(text)];
}

function arrayStoreLines(node: Store, context: EmitContext): string[] {
  const inner = apart(context);
  const access = accessOf(node, inner);
  const put = storing(access, inner);
  return [...inner.before, ...storeLines(node.value, storedAs(access), put, context)];
}

/**
 * A warp's barrier is the workgroup's too: WGSL has none for subgroups, and it compiles a barrier only where it sees that
 * all of a workgroup come by together, so that to wait for all is to wait for the warp.
 */
function barrierLines({ forms }: EmitContext): string[] {
  const adds = [...forms.values()].some(({ atomic, array }) => atomic && array.space === 'output');
  return [...(adds ? ['storageBarrier();'] : []), 'workgroupBarrier();'];
}

function isStatementChoice(value: Expression, type: ValueType, context: EmitContext): value is Expression & { type: 'ConditionalExpression' } {
  if (value.type !== 'ConditionalExpression') return false;
  const own = typeOf(value, context);
  return (own === type || own === 'i32') && widthOf(own) === widthOf(type) && !(isHarmless(value.consequent) && isHarmless(value.alternate));
}

function declarationLines({ name, init }: Declaration, context: EmitContext): string[] {
  const type = context.typed.locals.get(name)!;
  const called = context.names.of(name);
  if (init === null) return [`var ${called}: ${wgslType(type)};`];
  if (isStatementChoice(init, type, context)) return [`var ${called}: ${wgslType(type)};`, ...storeLines(init, type, (text) => [`${called} = ${text};`], context)];
  return storeLines(init, type, (text) => [`${context.assigned.has(name) ? 'var' : 'let'} ${called}: ${wgslType(type)} = ${text};`], context);
}

const compound: ReadonlySet<string> = new Set(['+=', '-=', '*=', '/=', '&=', '|=', '^=']);

function assignmentLines(node: Assignment, context: EmitContext): string[] {
  const { name, operator, value } = node;
  const type = context.typed.locals.get(name)!;
  const called = context.names.of(name);
  if (operator === '=') return storeLines(value, type, (text) => [`${called} = ${text};`], context);
  const inner = apart(context);
  const piece = emitAs(value, widthOf(typeOf(value, inner)) === 1 ? componentOf(type) : type, inner);
  if (compound.has(operator)) return [...inner.before, `${called} ${operator} ${piece.text};`];
  if (operator === '<<=' || operator === '>>=') return [...inner.before, `${called} ${operator} ${shiftAmount(piece).text};`];
  const whole = arithmetic(operator.slice(0, -1) as '%' | '>>>', type, atom(called), piece, inner);
  return [...inner.before, `${called} = ${whole.text};`];
}

function ifLines(node: If, context: EmitContext): string[] {
  const inner = apart(context);
  const test = emit(node.test, inner);
  const lines = [...inner.before, `if (${test.text}) {`, ...indent(blockLines(node.consequent, context))];
  if (node.alternate === null) return [...lines, '}'];
  const alternate = blockLines(node.alternate, context);
  const isElseIf = node.alternate.body.length === 1 && node.alternate.body[0]!.type === 'IfStatement' && alternate[0]!.startsWith('if (');
  if (isElseIf) return [...lines, `} else ${alternate[0]!}`, ...alternate.slice(1)];
  return [...lines, '} else {', ...indent(alternate), '}'];
}

/** A loop whose test or update needs statements of its own becomes a `loop` with a `break` and a `continuing` block. */
function loopLines(node: For, context: EmitContext): string[] {
  const inner = apart(context);
  const test = emit(node.test, inner);
  const init = node.init === null ? [] : statementLines(node.init, context);
  const update = node.update === null ? [] : assignmentLines(node.update, context);
  const body = indent(blockLines(node.body, context));
  if (inner.before.length > 0 || update.length > 1) {
    return [
      ...init,
      'loop {',
      ...indent([...inner.before, `if (!(${test.text})) {`, '  break;', '}']),
      ...body,
      ...(update.length === 0 ? [] : indent(['continuing {', ...indent(update), '}'])),
      '}',
    ];
  }
  if (init.length === 0 && update.length === 0) return [`while (${test.text}) {`, ...body, '}'];
  // what comes before the first value stays outside
  const first = init.at(-1)?.replace(/;$/, '') ?? '';
  const isHead = node.init !== null && init.length > 0 && !first.endsWith('}');
  const head = `for (${isHead ? first : ''}; ${test.text}; ${update.join('').replace(/;$/, '')}) {`;
  return [...(isHead ? init.slice(0, -1) : init), head, ...body, '}'];
}
