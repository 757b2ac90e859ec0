import { literalText, type TypedKernel } from '../../dialect/index.ts';
import type { BinaryOperator, Expression, LogicalOperator, Sizes } from '../../model/index.ts';
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
const exactIntegers = 2 ** 24;

/** An expression as gpu.js source. */
export function expressionText(node: Expression, context: EmitContext): string {
  return emit(node, context).text;
}

function emit(node: Expression, context: EmitContext): Piece {
  const type = context.typed.types.get(node.id);
  switch (node.type) {
    case 'Identifier': {
      const isArgument = context.typed.parameters.has(node.name);
      return isArgument && type === 'bool' ? { text: `${node.name} !== 0`, strength: strength['!=='] } : { text: node.name, strength: atom };
    }
    case 'Literal': {
      if (typeof node.value === 'number') checkLiteral(node.value, type === 'i32');
      const text = literalText(node);
      return { text, strength: text.startsWith('-') ? unaryStrength : atom };
    }
    case 'Element': {
      const text = node.array + node.indices.map((index) => `[${emit(index, context).text}]`).join('');
      return type === 'bool' ? { text: `${text} !== 0`, strength: strength['!=='] } : { text, strength: atom };
    }
    case 'Builtin': return { text: `this.${node.group}.${node.axis}`, strength: atom };
    case 'SizeConstant': {
      const value = context.statics[node.name];
      return { text: value === undefined ? `this.constants.${node.name}` : String(value), strength: atom };
    }
    case 'UnaryExpression': return { text: `${node.operator}${operand(node.argument, unaryStrength + 1, context)}`, strength: unaryStrength };
    case 'LogicalExpression': {
      const own = strength[node.operator];
      return { text: `${operand(node.left, own, context)} ${node.operator} ${operand(node.right, own + 1, context)}`, strength: own };
    }
    case 'ConditionalExpression': return {
      text: `${operand(node.test, conditionalStrength + 1, context)} ? ${operand(node.consequent, conditionalStrength + 1, context)} : ${operand(node.alternate, conditionalStrength + 1, context)}`,
      strength: conditionalStrength,
    };
    case 'BinaryExpression': return binary(node, context);
    case 'MathCall': return call(node, context);
  }
}

function operand(node: Expression, least: number, context: EmitContext): string {
  const piece = emit(node, context);
  return piece.strength < least ? `(${piece.text})` : piece.text;
}

function binary(node: Expression & { type: 'BinaryExpression' }, context: EmitContext): Piece {
  const { operator, left, right } = node;
  if (operator === '|' && right.type === 'Literal' && right.value === 0 && isQuotient(left, context)) {
    return { text: `${quotient(left, 'trunc', context)} | 0`, strength: strength['|'] };
  }
  if (operator === '%' && context.typed.types.get(node.id) === 'i32' && !isPowerOfTwo(right, context.statics)) {
    return remainder(left, right, context);
  }
  const own = strength[operator];
  return { text: `${operand(left, own, context)} ${operator} ${operand(right, own + 1, context)}`, strength: own };
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
  const numerator = operand(left, strength['+'], context);
  if (rounding === 'trunc') return `(${numerator} + ${half(left, context)}) / ${divisor}`;
  return `(${numerator} ${rounding === 'floor' ? '+' : '-'} ${half(right, context)}) / ${divisor}`;
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
    text: `${numerator} - ${divisor} * ((${numerator} + ${half(left, context)}) / ${divisor} | 0)`,
    strength: add,
  };
}

function checkLiteral(value: number, integer: boolean): void {
  if (Number.isNaN(value)) throw new Unsupported('gpu.js has no NaN literal');
  if (integer && Math.abs(value) > exactIntegers) {
    throw new Unsupported(`the integer ${value} is beyond 2^24, to which gpu.js's f32 values are exact`);
  }
}
