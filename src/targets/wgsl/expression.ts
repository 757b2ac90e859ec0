import { isNonNegative, type ValueType } from '../../dialect/index.ts';
import type { Binary, Call, Conditional, Element, Expression, Literal, Logical, SizeExpression, Unary } from '../../model/index.ts';
import { apart, type EmitContext, indent } from './context.ts';
import { foldComparison, foldFloat, foldInteger, foldWhole } from './fold.ts';
import type { Helper } from './helpers.ts';
import { atom, call, constantPiece, infix, type Piece, prefix, strengths, within } from './piece.ts';

/**
 * Expressions as WGSL text. What needs statements of its own (a choice between operands that must not both be
 * evaluated) puts them into `context.before`.
 */
export function emit(node: Expression, context: EmitContext): Piece {
  switch (node.type) {
    case 'Identifier': {
      if (!context.typed.parameters.has(node.name)) return atom(context.names.of(node.name));
      return stored(context.surroundings.scalar(node.name), typeOf(node, context));
    }
    case 'Literal': return literal(node, typeOf(node, context), context);
    case 'Element': return element(node, context);
    case 'Builtin': return node.group === 'thread' ? context.surroundings.thread(node.axis) : context.surroundings.extent(node.axis);
    case 'SizeConstant': return context.surroundings.size({ kind: 'symbol', name: node.name });
    case 'UnaryExpression': return unary(node, context);
    case 'LogicalExpression': return logical(node, context);
    case 'ConditionalExpression': return conditional(node, context);
    case 'BinaryExpression': return binary(node, context);
    case 'MathCall': return mathCall(node, context);
    default: throw new Error(`WGSL is not written for ${node.type}`);
  }
}

export function typeOf(node: Expression, { typed }: EmitContext): ValueType {
  return typed.types.get(node.id)!;
}

/** The expression converted to a type, as an operator that wants this type does. */
export function emitAs(node: Expression, type: ValueType, context: EmitContext): Piece {
  const own = typeOf(node, context);
  if (node.type === 'Literal') return literal(node, type, context);
  const piece = emit(node, context);
  if (own === type || own === 'bool' || type === 'bool') return piece;
  if (piece.constant !== undefined) return known(type === 'i32' ? foldWhole(Number(piece.constant)) : Math.fround(Number(piece.constant)), type, context);
  return call(type, piece);
}

function literal({ value }: Literal, type: ValueType, context: EmitContext): Piece {
  const kept = type === 'f32' ? Math.fround(Number(value)) : type === 'i32' ? Number(value) | 0 : value;
  return known(kept, type, context);
}

/** A known value; infinities and NaN by way of helpers, and no longer known. */
function known(value: number | boolean, type: ValueType, context: EmitContext): Piece {
  if (type !== 'f32' || Number.isFinite(value)) return constantPiece(value, type);
  const name = Number.isNaN(value) ? 'not_a_number' : 'infinity';
  const piece = helper(name, context);
  return { ...(Number(value) < 0 ? prefix('-', piece) : piece), constant: value };
}

function helper(name: Helper, context: EmitContext, ...args: readonly Piece[]): Piece {
  context.helpers.add(name);
  return call(name, ...args);
}

/** A value as it is stored, made a value of the language: bools are stored as u32. */
function stored(piece: Piece, type: ValueType): Piece {
  return type === 'bool' ? infix(piece, '!=', atom('0u')) : piece;
}

/** Arrays lie flat, row-major. */
function element(node: Element, context: EmitContext): Piece {
  const { dims } = context.typed.parameters.get(node.array)!.type;
  const place = node.indices.map((index) => emitAs(index, 'i32', context)).reduce((outer, index, at) =>
    integerArithmetic('+', integerArithmetic('*', outer, context.surroundings.size(dims[at] as SizeExpression)), index));
  // a place before the array is a fault of the kernel, but WGSL would refuse the text even where nobody goes
  const index = typeof place.constant === 'number' && place.constant < 0 ? constantPiece(0, 'i32') : place;
  return stored(atom(`${context.names.of(node.array)}[${index.text}]`), typeOf(node, context));
}

function unary(node: Unary, context: EmitContext): Piece {
  const type = typeOf(node, context);
  const operand = emitAs(node.argument, type, context);
  const { constant } = operand;
  if (constant === undefined) return prefix(node.operator, operand);
  if (node.operator === '!') return known(!constant, type, context);
  if (node.operator === '~') return known(~Number(constant), type, context);
  return known(type === 'i32' ? -Number(constant) | 0 : -Number(constant), type, context);
}

function binary(node: Binary, context: EmitContext): Piece {
  const { operator, left, right } = node;
  switch (operator) {
    case '<': case '<=': case '>': case '>=': case '===': case '!==': {
      const [a, b] = [typeOf(left, context), typeOf(right, context)];
      const type = a === 'f32' || b === 'f32' ? 'f32' : a;
      const [first, second] = [emitAs(left, type, context), emitAs(right, type, context)];
      if (first.constant !== undefined && second.constant !== undefined) return known(foldComparison(operator, first.constant, second.constant), 'bool', context);
      return infix(first, operator === '===' ? '==' : operator === '!==' ? '!=' : operator, second);
    }
    case '|':
      if (right.type === 'Literal' && right.value === 0) {
        return isQuotient(left, context) ? quotient('trunc', left, context) : emitAs(left, 'i32', context); // x | 0 cuts to a whole number
      }
  }
  const type = typeOf(node, context);
  return arithmetic(operator, type, emitAs(left, type, context), emitAs(right, type, context), context);
}

type ArithmeticOperator = Exclude<Binary['operator'], '<' | '<=' | '>' | '>=' | '===' | '!=='>;

/** `left op right` of a type, for expressions and for `local op= right`. */
export function arithmetic(operator: ArithmeticOperator, type: ValueType, left: Piece, right: Piece, context: EmitContext): Piece {
  if (type === 'i32') return integerArithmetic(operator, left, right);
  if (typeof left.constant === 'number' && typeof right.constant === 'number') return known(foldFloat(operator, left.constant, right.constant), 'f32', context);
  return operator === '%' ? helper('remainder', context, left, right) : infix(left, operator, right);
}

function integerArithmetic(operator: ArithmeticOperator, left: Piece, right: Piece): Piece {
  const [a, b] = [left.constant, right.constant];
  if (typeof a === 'number' && typeof b === 'number') return constantPiece(foldInteger(operator, a, b), 'i32');
  if (operator === '%' && b === 0) return constantPiece(0, 'i32');
  if (operator === '*' && (a === 1 || b === 1)) return a === 1 ? right : left;
  if (operator === '+' && (a === 0 || b === 0)) return a === 0 ? right : left;
  if (operator === '<<' || operator === '>>') return infix(left, operator, shiftAmount(right));
  if (operator === '>>>') return call('i32', infix(unsigned(left), '>>', shiftAmount(right)));
  return infix(left, operator, right);
}

/** JavaScript shifts by the amount's lowest five bits; WGSL does too, but not where it can see the amount. */
export function shiftAmount(amount: Piece): Piece {
  return typeof amount.constant === 'number' ? atom(`${amount.constant & 31}u`) : call('u32', amount);
}

function unsigned(piece: Piece): Piece {
  return typeof piece.constant === 'number' ? atom(`${piece.constant >>> 0}u`) : call('u32', piece);
}

type Rounding = 'floor' | 'ceil' | 'round' | 'trunc';

/** `a / b` of two integers, whose parent rounds it: integer division. */
function isQuotient(node: Expression, context: EmitContext): node is Binary {
  return node.type === 'BinaryExpression' && node.operator === '/' && typeOf(node, context) === 'i32';
}

function quotient(rounding: Rounding, { left, right }: Binary, context: EmitContext): Piece {
  const [a, b] = [emitAs(left, 'i32', context), emitAs(right, 'i32', context)];
  if (b.constant === 0) return constantPiece(0, 'i32');
  if (typeof a.constant === 'number' && typeof b.constant === 'number') return constantPiece(foldWhole(Math[rounding](a.constant / b.constant)), 'i32');
  const nonNegative = (node: Expression) => isNonNegative(node, context.typed, context.nonNegative);
  if (rounding === 'trunc' || (rounding === 'floor' && nonNegative(left) && nonNegative(right))) return infix(a, '/', b);
  return helper(`${rounding}_divide`, context, a, b);
}

function mathCall(node: Call, context: EmitContext): Piece {
  const [first, second] = node.arguments as [Expression, Expression?];
  const { name } = node;
  switch (name) {
    case 'fround': return emitAs(first, 'f32', context);
    case 'floor': case 'ceil': case 'round': case 'trunc': {
      if (isQuotient(first, context)) return quotient(name, first, context);
      const argument = emitAs(first, 'f32', context);
      if (typeof argument.constant === 'number') return constantPiece(foldWhole(Math[name](argument.constant)), 'i32');
      return name === 'round' ? helper('round_half_up', context, argument) : call('i32', name === 'trunc' ? argument : call(name, argument));
    }
  }
  const type = typeOf(node, context);
  const a = emitAs(first, type, context);
  const b = second && emitAs(second, type, context);
  if (typeof a.constant === 'number' && (b === undefined || typeof b.constant === 'number')) {
    const value = (Math[name as 'min'] as (...values: readonly number[]) => number)(a.constant, ...(b === undefined ? [] : [b.constant as number]));
    return known(type === 'i32' ? value | 0 : Math.fround(value), type, context);
  }
  if (name === 'imul') return infix(a, '*', b!);
  if (name === 'pow') return helper('power', context, a, b!);
  // it may be computed as a quotient of exponentials, which overflow; ±10 gives ±1 in f32
  if (name === 'tanh') return call('tanh', call('clamp', a, constantPiece(-10, 'f32'), constantPiece(10, 'f32')));
  return call(name, ...(b === undefined ? [a] : [a, b]));
}

/** The right side runs only where the left one leaves it open; a right side with statements of its own becomes one of an `if`. */
function logical(node: Logical, context: EmitContext): Piece {
  const left = emit(node.left, context);
  const decides = node.operator === '||';
  if (left.constant !== undefined) return left.constant === decides ? left : emit(node.right, context);
  const inner = apart(context);
  const right = emit(node.right, inner);
  if (inner.before.length === 0) {
    if (right.constant !== undefined) return right.constant === decides ? right : left;
    return infix(left, node.operator, right);
  }
  const name = context.names.fresh('holds');
  context.before.push(
    `var ${name}: bool = ${left.text};`,
    `if (${decides ? prefix('!', atom(name)).text : name}) {`,
    ...indent([...inner.before, `${name} = ${right.text};`]),
    '}',
  );
  return atom(name);
}

/**
 * WGSL's `select` evaluates both operands, so it stands only where that costs and risks nothing; else the value is put
 * into a variable by an `if` before the statement.
 */
function conditional(node: Conditional, context: EmitContext): Piece {
  const type = typeOf(node, context);
  const test = emit(node.test, context);
  if (test.constant !== undefined) return emitAs(test.constant ? node.consequent : node.alternate, type, context);
  if (isHarmless(node.consequent) && isHarmless(node.alternate)) {
    const [yes, no] = [emitAs(node.consequent, type, context), emitAs(node.alternate, type, context)];
    // a bare `a < b, c > d` would be read as a template and its arguments
    return call('select', ...[no, yes].map((each) => atom(within(each, strengths.bits))), test);
  }
  const name = context.names.fresh('choice');
  context.before.push(`var ${name}: ${type};`, ...choice(node, test, context, (side, inner) => [`${name} = ${emitAs(side, type, inner).text};`]));
  return atom(name);
}

/** An `if` over the sides of a conditional, each made statements by `put`, after what the side needs before it. */
export function choice(
  { consequent, alternate }: Conditional, test: Piece, context: EmitContext, put: (side: Expression, context: EmitContext) => string[],
): string[] {
  const side = (node: Expression) => {
    const inner = apart(context);
    const lines = put(node, inner);
    return indent([...inner.before, ...lines]);
  };
  return [`if (${test.text}) {`, ...side(consequent), '} else {', ...side(alternate), '}'];
}

/** True if evaluating the expression for nothing does no harm and costs next to nothing. */
export function isHarmless(node: Expression): boolean {
  switch (node.type) {
    case 'Identifier': case 'Literal': case 'Builtin': case 'SizeConstant': return true;
    case 'UnaryExpression': return isHarmless(node.argument);
    case 'BinaryExpression': return node.operator !== '/' && node.operator !== '%' && isHarmless(node.left) && isHarmless(node.right);
    case 'LogicalExpression': return isHarmless(node.left) && isHarmless(node.right);
    case 'MathCall': return ['abs', 'min', 'max', 'sign', 'fround'].includes(node.name) && node.arguments.every(isHarmless);
    default: return false;
  }
}
