import { nodesOf, type TypedKernel } from '../../dialect/index.ts';
import type { BinaryOperator, Expression, LogicalOperator, Node, Sizes } from '../../model/index.ts';
import { constantOf, constantText } from './constants.ts';
import { isNonNegative, isPowerOfTwo } from './integers.ts';

/** Thrown inside the emitter where gpu.js cannot say something; `emitGpujs` makes it a value. */
export class Unsupported extends Error {}

export interface EmitContext {
  readonly typed: TypedKernel;
  /** Values of the static symbols. */
  readonly statics: Sizes;
  /** Locals that are never negative. */
  readonly nonNegative: ReadonlySet<string>;
}

/** How strongly operators bind, as in JavaScript; an operand that binds less gets parentheses. */
const strength: Readonly<Record<BinaryOperator | LogicalOperator, number>> = {
  '||': 2, '&&': 3, '|': 4, '^': 5, '&': 6, '===': 7, '!==': 7, '<': 8, '<=': 8, '>': 8, '>=': 8,
  '<<': 9, '>>': 9, '>>>': 9, '+': 10, '-': 10, '*': 11, '/': 11, '%': 11,
};
const conditionalStrength = 1;
const unaryStrength = 12;
const atom = 13;

interface Piece {
  readonly text: string;
  readonly strength: number;
}

/** gpu.js has these, and they mean the same on all its backends. `imul` needs all 32 bits, which f32 has not. */
const mathFunctions = new Set([
  'abs', 'min', 'max', 'sign', 'floor', 'ceil', 'round', 'trunc', 'sqrt', 'exp', 'log', 'log2', 'sin', 'cos', 'tan', 'tanh', 'fround', 'pow',
]);
const bitOperators: ReadonlySet<BinaryOperator> = new Set(['&', '|', '^', '<<', '>>', '>>>']);
const exactIntegers = 2 ** 24;

/** An expression as gpu.js source, to be tested or used as a number. */
export function expressionText(node: Expression, context: EmitContext): string {
  return emit(node, context).text;
}

/** An expression whose value is kept: assigned to a local. */
export function valueText(node: Expression, context: EmitContext): string {
  return value(node, 0, context);
}

function emit(node: Expression, context: EmitContext): Piece {
  const type = context.typed.types.get(node.id);
  if (node.type === 'BinaryExpression') {
    const constant = constantOf(node, context.typed, context.statics);
    if (constant !== undefined) return constantPiece(constant, type === 'f32');
  }
  switch (node.type) {
    case 'Identifier': {
      const isArgument = context.typed.parameters.has(node.name);
      return isArgument && type === 'bool' ? { text: `${node.name} !== 0`, strength: strength['!=='] } : { text: node.name, strength: atom };
    }
    case 'Literal': {
      if (typeof node.value === 'boolean') return { text: String(node.value), strength: atom };
      checkLiteral(node.value, type === 'i32');
      return constantPiece(node.value, node.float);
    }
    case 'Element': {
      const text = node.array + node.indices.map((index) => `[${integer(index, 0, context)}]`).join('');
      return type === 'bool' ? { text: `${text} !== 0`, strength: strength['!=='] } : { text, strength: atom };
    }
    case 'Builtin': return { text: `this.${node.group}.${node.axis}`, strength: atom };
    case 'SizeConstant': {
      const value = context.statics[node.name];
      return { text: value === undefined ? `this.constants.${node.name}` : String(value), strength: atom };
    }
    case 'UnaryExpression': {
      const argument = node.operator === '~' ? integer : operand;
      return { text: `${node.operator}${argument(node.argument, unaryStrength + 1, context)}`, strength: unaryStrength };
    }
    case 'LogicalExpression': {
      const own = strength[node.operator];
      return { text: `${operand(node.left, own, context)} ${node.operator} ${operand(node.right, own + 1, context)}`, strength: own };
    }
    case 'ConditionalExpression': return {
      text: `${operand(node.test, conditionalStrength + 1, context)} ? ${value(node.consequent, conditionalStrength + 1, context)} : ${value(node.alternate, conditionalStrength + 1, context)}`,
      strength: conditionalStrength,
    };
    case 'BinaryExpression': return binary(node, context);
    case 'MathCall': return call(node, context);
    default: throw new Error(`gpu.js has no ${node.type}; its capabilities keep such kernels away`);
  }
}

/** Inside another expression, a conditional must not begin with an integer literal: gpu.js would mistake its type. */
function operand(node: Expression, least: number, context: EmitContext): string {
  const piece = emit(node, context);
  let { text } = piece;
  if (node.type === 'ConditionalExpression') {
    const constant = constantOf(node.consequent, context.typed, context.statics);
    if (constant !== undefined) {
      text = `${operand(node.test, conditionalStrength + 1, context)} ? ${constantText(constant, true)} / 1 : ${operand(node.alternate, conditionalStrength + 1, context)}`;
    }
  }
  return piece.strength < least ? `(${text})` : text;
}

/**
 * A value that is kept or compared. gpu.js gives a comparison but `<` and `>` the type of its left side, and `!` that of
 * its operand, so `let same = a === b` would declare a number; joined with `true` they are bool.
 */
function value(node: Expression, least: number, context: EmitContext): string {
  // within a conditional, WebGPU's dynamic output size would be float or integer by accident
  if (node.type === 'Builtin' && node.group === 'output') return `${emit(node, context).text} / 1`;
  const mistyped = node.type === 'UnaryExpression' ? node.operator === '!'
    : node.type === 'BinaryExpression' && ['===', '!==', '<=', '>='].includes(node.operator);
  if (!mistyped) return operand(node, least, context);
  const text = `${operand(node, strength['&&'], context)} && true`;
  return least > strength['&&'] ? `(${text})` : text;
}

function constantPiece(value: number, float: boolean): Piece {
  const text = constantText(value, float);
  return { text, strength: text.startsWith('-') ? unaryStrength : atom };
}

function binary(node: Expression & { type: 'BinaryExpression' }, context: EmitContext): Piece {
  const { operator, left, right } = node;
  if (operator === '|' && right.type === 'Literal' && right.value === 0) {
    if (isQuotient(left, context)) return { text: `Math.trunc(${quotient(left, 'trunc', context)})`, strength: atom };
    // gpu.js rounds a literal under a bit operation: `0.5 | 0` would be 1
    if (context.typed.types.get(left.id) === 'f32') return { text: `Math.trunc(${emit(left, context).text})`, strength: atom };
  }
  if (operator === '%' && context.typed.types.get(node.id) === 'i32' && !isPowerOfTwo(right, context.statics)) {
    return remainder(left, right, context);
  }
  const own = strength[operator];
  const side = bitOperators.has(operator) ? integer : operator === '===' || operator === '!==' ? value : operand;
  return { text: `${side(left, own, context)} ${operator} ${side(right, own + 1, context)}`, strength: own };
}

/**
 * An operand that gpu.js makes an integer of: an index, or a side of a bit operation. It does so from the literals up,
 * through floats too: `x[Math.floor(2 * y)]` would read 2 * int(y), and a conditional would not compile for WebGPU. A
 * product of a float with 1 stops it.
 */
function integer(node: Expression, least: number, context: EmitContext): string {
  if (!nodesOf(node).some((each) => computesFloat(each, context))) return operand(node, least, context);
  const isRounded = node.type === 'MathCall' && roundings.includes(node.name as Rounding);
  const text = `${isRounded ? emit(node, context).text : `Math.floor(${emit(node, context).text})`} * 1`;
  return least > strength['*'] ? `(${text})` : text;
}

function computesFloat(node: Node, { typed, statics }: EmitContext): boolean {
  if (node.type === 'ConditionalExpression') return true;
  if (node.type === 'MathCall') {
    return typed.types.get(node.id) === 'f32' || node.arguments.some((argument) => nodesOf(argument).some((each) =>
      each.type === 'BinaryExpression' && constantOf(each.left, typed, statics) !== undefined));
  }
  if (node.type === 'BinaryExpression' && (node.operator === '/' || node.operator === '%') && constantOf(node.left, typed, statics) !== undefined) return true;
  return node.type !== 'Identifier' && node.type !== 'Element' && typed.types.get(node.id) === 'f32';
}

function call(node: Expression & { type: 'MathCall' }, context: EmitContext): Piece {
  if (!mathFunctions.has(node.name)) throw new Unsupported(`gpu.js has no Math.${node.name} that is exact in f32`);
  const [first] = node.arguments;
  const rounding = node.name as Rounding;
  if (first !== undefined && isQuotient(first, context) && roundings.includes(rounding)) {
    const name = rounding === 'round' ? 'floor' : rounding;
    return { text: `Math.${name}(${quotient(first, rounding, context)})`, strength: atom };
  }
  return { text: `Math.${node.name}(${node.arguments.map((argument) => emit(argument, context).text).join(', ')})`, strength: atom };
}

type Rounding = 'floor' | 'ceil' | 'trunc' | 'round';
const roundings: readonly Rounding[] = ['floor', 'ceil', 'trunc', 'round'];

/** `a / b` of two integers, whose parent rounds it: integer division. */
function isQuotient(node: Expression, { typed }: EmitContext): node is Expression & { type: 'BinaryExpression' } {
  return node.type === 'BinaryExpression' && node.operator === '/' && typed.types.get(node.id) === 'i32';
}

/**
 * The quotient to be rounded. Quotients of integers are multiples of 1/b; moving the numerator by half a unit, away from
 * where rounding would be wrong, leaves room for an inexact division on either side.
 */
function quotient(node: Expression & { type: 'BinaryExpression' }, rounding: Rounding, context: EmitContext): string {
  const { left, right } = node;
  const multiply = strength['*'];
  const divisor = operand(right, multiply + 1, context);
  if (rounding === 'round') {
    return `(2 * ${operand(left, multiply + 1, context)} + ${operand(right, strength['+'] + 1, context)} + ${half(right, context)}) / (2 * ${divisor})`;
  }
  if (isPowerOfTwo(right, context.statics)) return `${operand(left, multiply, context)} / ${divisor}`;
  if (rounding === 'trunc') return `${shifted(left, '+', left, context)} / ${divisor}`;
  return `${shifted(left, rounding === 'floor' ? '+' : '-', right, context)} / ${divisor}`;
}

/** A numerator moved by half a unit with the sign of `sign`, in parentheses if it has to. */
function shifted(node: Expression, operator: '+' | '-', sign: Expression, context: EmitContext): string {
  const constant = constantOf(node, context.typed, context.statics);
  if (constant !== undefined && sign === node) return constantText(constant + (constant < 0 ? -0.5 : 0.5), true);
  if (constant !== undefined && isNonNegative(sign, context.typed, context.nonNegative)) {
    return constantText(operator === '+' ? constant + 0.5 : constant - 0.5, true);
  }
  return `(${operand(node, strength['+'], context)} ${operator} ${half(sign, context)})`;
}

/** Half a unit with the sign of an expression. */
function half(node: Expression, context: EmitContext): string {
  return isNonNegative(node, context.typed, context.nonNegative) ? '0.5' : `0.5 * Math.sign(${emit(node, context).text})`;
}

/** `a % b` of integers with the sign of a, as `a - b * trunc(a / b)`: a GPU's own `%` divides inexactly. */
function remainder(left: Expression, right: Expression, context: EmitContext): Piece {
  const add = strength['+'];
  const numerator = operand(left, add, context);
  const divisor = operand(right, strength['*'] + 1, context);
  return {
    text: `${numerator} - ${divisor} * Math.trunc(${shifted(left, '+', left, context)} / ${divisor})`,
    strength: add,
  };
}

function checkLiteral(value: number, integer: boolean): void {
  if (Number.isNaN(value)) throw new Unsupported('gpu.js has no NaN literal');
  if (integer && Math.abs(value) > exactIntegers) {
    throw new Unsupported(`the integer ${value} is beyond 2^24, to which gpu.js's f32 values are exact`);
  }
}
