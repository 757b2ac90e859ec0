import { componentOf, type ComponentType, isNonNegative, type ValueType, vectorOf, wider, widthOf } from '../../dialect/index.ts';
import type { Binary, Call, Conditional, Construct, Element, Expression, FunctionCall, Literal, Logical, Unary } from '../../model/index.ts';
import { type Access, componentNames, load } from './access.ts';
import { type ArithmeticOperator, integerArithmetic } from './arithmetic.ts';
import { indent } from '../support/indent.ts';
import { apart, type EmitContext } from './context.ts';
import { foldComparison, foldFloat, foldWhole } from './fold.ts';
import { callHelper } from './helpers.ts';
import { laneCall } from './lanes.ts';
import { atom, call, constantPiece, infix, type Piece, prefix, strengths, within } from './piece.ts';
import type { Indices } from './place.ts';
import { wgslType } from './wgsl-type.ts';

/**
 * Expressions as WGSL text. What needs statements of its own (a choice between operands that must not both be
 * evaluated) puts them into `context.before`.
 */
export function emit(node: Expression, context: EmitContext): Piece {
  switch (node.type) {
    case 'Identifier': {
      if (!context.typed.parameters.has(node.name)) return atom(context.names.of(node.name));
      const scalar = context.surroundings.scalar(node.name);
      return typeOf(node, context) === 'bool' ? infix(scalar, '!=', atom('0u')) : scalar;
    }
    case 'Literal': return literal(node, componentOf(typeOf(node, context)), context);
    case 'Element': return load({ ...accessOf(node, context), uniform: context.uniformLoads.has(node.id) }, context);
    case 'Builtin': return context.surroundings.builtin(node);
    case 'SizeConstant': return context.surroundings.size({ kind: 'symbol', name: node.name });
    case 'UnaryExpression': return unary(node, context);
    case 'LogicalExpression': return logical(node, context);
    case 'ConditionalExpression': return conditional(node, context);
    case 'BinaryExpression': return binary(node, context);
    case 'MathCall': return mathCall(node, context);
    case 'Construct': return construct(node, context);
    case 'Component': return atom(`${within(emit(node.vector, context), strengths.atom)}.${componentNames[node.at]!}`);
    case 'FunctionCall': return functionCall(node, context);
  }
}

export function typeOf(node: Expression, { typed }: EmitContext): ValueType {
  return typed.types.get(node.id)!;
}

/** The expression converted to a type, as an operator that wants this type does; a number becomes all components of a vector. */
export function emitAs(node: Expression, type: ValueType, context: EmitContext): Piece {
  const own = typeOf(node, context);
  const component = componentOf(type);
  if (widthOf(own) < widthOf(type)) return call(wgslType(type), emitAs(node, component, context));
  if (node.type === 'Literal') return literal(node, component, context);
  const piece = emit(node, context);
  if (own === type || own === 'bool' || type === 'bool') return piece;
  if (piece.constant !== undefined) return known(component === 'i32' ? foldWhole(Number(piece.constant)) : Math.fround(Number(piece.constant)), component, context);
  return call(wgslType(type), piece);
}

/** An operand of an operator that takes a number beside a vector, which WGSL's do: only its components are converted. */
function operandAs(node: Expression, type: ValueType, context: EmitContext): Piece {
  return emitAs(node, widthOf(typeOf(node, context)) === 1 ? componentOf(type) : type, context);
}

function literal({ value }: Literal, type: ComponentType, context: EmitContext): Piece {
  const kept = type === 'f32' ? Math.fround(Number(value)) : type === 'i32' ? Number(value) | 0 : value;
  return known(kept, type, context);
}

/** From here on numbers round to infinity in f16. */
const beyondHalf = 65520;

/** A known value; infinities and NaN by way of helpers, and no longer known. */
function known(value: number | boolean, type: ComponentType, context: EmitContext): Piece {
  if (type === 'f16' && !(Math.abs(Number(value)) < beyondHalf)) return call('f16', known(Number.isNaN(value) ? NaN : Math.sign(Number(value)) * Infinity, 'f32', context));
  if (type === 'f16' || type !== 'f32' || Number.isFinite(value)) return constantPiece(value, type);
  const piece = callHelper(Number.isNaN(value) ? 'not_a_number' : 'infinity', context);
  return { ...(Number(value) < 0 ? prefix('-', piece) : piece), constant: value };
}

/** An access by its indices. */
export function accessOf({ array, indices, width }: Pick<Element, 'array' | 'indices' | 'width'>, context: EmitContext): Access {
  const pieces = indices.map((index) => emitAs(index, 'i32', context));
  const lastOver: Indices['lastOver'] = (divisor) => divided(indices.at(-1)!, divisor, context);
  return { form: context.forms.get(array)!, indices: { pieces, lastOver }, width: width ?? 1, uniform: false };
}

/** A whole number over another, where it is seen to be a multiple of it. */
function divided(node: Expression, divisor: number, context: EmitContext): Piece | undefined {
  if (node.type === 'Literal') return Number(node.value) % divisor === 0 ? constantPiece(Number(node.value) / divisor, 'i32') : undefined;
  if (node.type !== 'BinaryExpression') return undefined;
  const { operator, left, right } = node;
  const [a, b] = [divided(left, divisor, context), divided(right, divisor, context)];
  if (operator === '+' || operator === '-') return a && b && integerArithmetic(operator, a, b);
  if (operator !== '*' || (a === undefined && b === undefined)) return undefined;
  return a === undefined ? integerArithmetic('*', emitAs(left, 'i32', context), b!) : integerArithmetic('*', a, emitAs(right, 'i32', context));
}

function construct({ to, arguments: args }: Construct, context: EmitContext): Piece {
  const [first] = args as readonly [Expression];
  return args.length === 1 ? emitAs(first, to, context) : call(wgslType(to), ...args.map((each) => emitAs(each, componentOf(to), context)));
}

function functionCall(node: FunctionCall, context: EmitContext): Piece {
  const [first, second] = node.arguments as [Expression, Expression?];
  if (node.name === 'dot') {
    const type = vectorOf(typeOf(node, context) as ComponentType, widthOf(typeOf(first, context)));
    return call('dot', emitAs(first, type, context), emitAs(second!, type, context));
  }
  return laneCall(node.name, typeOf(node, context), emit(first, context), second && emitAs(second, 'i32', context), context);
}

function unary(node: Unary, context: EmitContext): Piece {
  const type = typeOf(node, context);
  const operand = emitAs(node.argument, type, context);
  const { constant } = operand;
  if (constant === undefined) return prefix(node.operator, operand);
  const component = componentOf(type);
  if (node.operator === '!') return known(!constant, component, context);
  if (node.operator === '~') return known(~Number(constant), component, context);
  return known(component === 'i32' ? -Number(constant) | 0 : -Number(constant), component, context);
}

function binary(node: Binary, context: EmitContext): Piece {
  const { operator, left, right } = node;
  switch (operator) {
    case '<': case '<=': case '>': case '>=': case '===': case '!==': {
      const type = wider(componentOf(typeOf(left, context)), componentOf(typeOf(right, context)));
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
  return arithmetic(operator, type, operandAs(left, type, context), operandAs(right, type, context), context);
}

/** `left op right` of a type, for expressions and for `local op= right`. */
export function arithmetic(operator: ArithmeticOperator, type: ValueType, left: Piece, right: Piece, context: EmitContext): Piece {
  if (componentOf(type) === 'i32') return integerArithmetic(operator, left, right);
  if (typeof left.constant === 'number' && typeof right.constant === 'number') return known(foldFloat(operator, left.constant, right.constant), 'f32', context);
  if (operator !== '%') return infix(left, operator, right);
  return type === 'f16' ? call('f16', callHelper('remainder', context, call('f32', left), call('f32', right))) : callHelper('remainder', context, left, right);
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
  return callHelper(`${rounding}_divide`, context, a, b);
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
      return name === 'round' ? callHelper('round_half_up', context, argument) : call('i32', name === 'trunc' ? argument : call(name, argument));
    }
  }
  const type = typeOf(node, context);
  const a = emitAs(first, type, context);
  const b = second && emitAs(second, type, context);
  if (typeof a.constant === 'number' && (b === undefined || typeof b.constant === 'number')) {
    const value = (Math[name as 'min'] as (...values: readonly number[]) => number)(a.constant, ...(b === undefined ? [] : [b.constant as number]));
    return known(type === 'i32' ? value | 0 : Math.fround(value), componentOf(type), context);
  }
  if (name === 'imul') return infix(a, '*', b!);
  if (name === 'pow') return callHelper('power', context, a, b!);
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
  context.before.push(`var ${name}: ${wgslType(type)};`, ...choice(node, test, context, (side, inner) => [`${name} = ${emitAs(side, type, inner).text};`]));
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
    case 'Construct': return node.arguments.every(isHarmless);
    case 'Component': return isHarmless(node.vector);
    default: return false;
  }
}
