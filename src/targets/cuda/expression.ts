import { componentOf, type ValueType, vectorOf, widthOf } from '../../dialect/index.ts';
import type { Component, Construct, Element, Expression, FunctionCall, Logical, Unary } from '../../model/index.ts';
import { loadWith, needLoad } from './access.ts';
import { binary } from './arithmetic.ts';
import { type EmitContext, typeOf } from './context.ts';
import { helper } from './helpers.ts';
import { laneFunction } from './lanes.ts';
import type { Library } from './library.ts';
import { mathCall } from './math-call.ts';
import { atom, call, float, infix, integer, type Piece, prefix, strengths, ternary, within } from './piece.ts';
import { addressOf, elementAt } from './places.ts';
import { widened } from './storage.ts';
import { componentText, needConversion, needDot, needList, needOperator, needSplat } from './vector.ts';

/** Expressions as CUDA C++, in which && || and ?: leave operands unevaluated as JavaScript's do. */
export function emit(node: Expression, context: EmitContext): Piece {
  switch (node.type) {
    case 'Identifier': return context.typed.parameters.has(node.name) ? context.surroundings.uniforms.scalar(node.name) : atom(context.names.of(node.name));
    case 'Literal': return literal(node.value, typeOf(node, context), context);
    case 'Element': return element(node, typeOf(node, context), context);
    case 'Builtin': return context.surroundings.builtin(node);
    case 'SizeConstant': return context.surroundings.uniforms.size({ kind: 'symbol', name: node.name });
    case 'UnaryExpression': return unary(node, context);
    case 'LogicalExpression': return logical(node, context);
    case 'ConditionalExpression': {
      const type = typeOf(node, context);
      return ternary(emit(node.test, context), emitAs(node.consequent, type, context), emitAs(node.alternate, type, context));
    }
    case 'BinaryExpression': return binary(node, context);
    case 'MathCall': return mathCall(node, context);
    case 'Construct': return construct(node, context);
    case 'Component': return component(node, context);
    case 'FunctionCall': return node.name === 'dot' ? dot(node, context) : laneFunction(node, context);
  }
}

/** The expression converted to a type, as an operator that wants this type does. */
export function emitAs(node: Expression, type: ValueType, context: EmitContext): Piece {
  const own = typeOf(node, context);
  if (node.type === 'Literal') return widthOf(type) > 1 ? splat(literal(node.value, componentOf(type), context), type, context) : literal(node.value, type, context);
  return converted(emit(node, context), own, type, context);
}

/** A value of one type as one of another: i32 → f16 → f32, numbers to vectors, and f32 → i32 where `| 0` cuts. */
function converted(piece: Piece, from: ValueType, to: ValueType, context: EmitContext): Piece {
  if (from === to || from === 'bool' || to === 'bool') return piece;
  if (widthOf(from) > 1) return call(needConversion(context.library, from, to), piece);
  const component = componentOf(to);
  const single = from === component ? piece : convertedNumber(piece, from, component);
  return widthOf(to) > 1 ? splat(single, to, context) : single;
}

function convertedNumber(piece: Piece, from: ValueType, to: ValueType): Piece {
  if (piece.constant !== undefined && to !== 'i32') return to === 'f32' ? float(Math.fround(piece.constant)) : call('__int2half_rn', piece);
  if (to === 'f32') return from === 'f16' ? call('__half2float', piece) : call('float', piece);
  if (to === 'f16') return call(from === 'f32' ? '__float2half' : '__int2half_rn', piece);
  return call('int', from === 'f16' ? call('__half2float', piece) : piece);
}

function splat(piece: Piece, type: ValueType, { library }: EmitContext): Piece {
  return call(needSplat(library, type), piece);
}

function literal(value: number | boolean, type: ValueType, { library }: EmitContext): Piece {
  if (type === 'bool') return atom(String(Boolean(value)));
  if (type === 'i32') return integer(Number(value) | 0);
  if (type === 'f16') library.include('cuda_fp16.h');
  const rounded = Math.fround(Number(value));
  const piece = Number.isFinite(rounded) ? float(rounded) : strange(rounded, library);
  return type === 'f16' ? call('__float2half', piece) : piece;
}

function strange(value: number, library: Library): Piece {
  if (Number.isNaN(value)) return helper(library, 'not_a_number');
  const infinity = helper(library, 'infinity');
  return value < 0 ? prefix('-', infinity) : infinity;
}

/** A load, as a value of a type: of the element's own or, halves, as they are stored. */
function element(node: Element, type: ValueType, context: EmitContext): Piece {
  const { space, type: { scalar } } = context.typed.arrays.get(node.array)!;
  const hint = space === 'shared' ? undefined : node.hint;
  if (node.width !== undefined) return call(needLoad(context.library, scalar, node.width, type, hint), addressOf(node.array, node.indices, context));
  const text = hint === undefined ? elementAt(node.array, node.indices, context) : `${loadWith(hint)}(${addressOf(node.array, node.indices, context).text})`;
  if (type === 'f16') return atom(text);
  return scalar === 'bool' ? infix(atom(text), '!=', integer(0)) : atom(widened(scalar, text));
}

function unary(node: Unary, context: EmitContext): Piece {
  const type = typeOf(node, context);
  const operand = emitAs(node.argument, type, context);
  if (widthOf(type) > 1) needOperator(context.library, 'minus', type);
  return prefix(node.operator, operand);
}

function logical({ left, operator, right }: Logical, context: EmitContext): Piece {
  return infix(emit(left, context), operator, emit(right, context));
}

function construct(node: Construct, context: EmitContext): Piece {
  const { to, arguments: [first, second] } = node;
  const { library } = context;
  if (second !== undefined) return call(needList(library, to), ...node.arguments.map((argument) => emitAs(argument, componentOf(to), context)));
  // what lies there as halves is not widened first, only to be rounded back
  if (first!.type === 'Element' && componentOf(to) === 'f16' && context.typed.arrays.get(first!.array)!.type.scalar === 'f16') {
    const halves = vectorOf('f16', widthOf(typeOf(first!, context)));
    return converted(element(first!, halves, context), halves, to, context);
  }
  return emitAs(first!, to, context);
}

function component({ vector, at }: Component, context: EmitContext): Piece {
  return atom(componentText(typeOf(vector, context), within(emit(vector, context), strengths.atom), at));
}

function dot({ arguments: [left, right] }: FunctionCall, context: EmitContext): Piece {
  const [a, b] = [typeOf(left!, context), typeOf(right!, context)];
  const type = componentOf(a) === 'f32' ? a : componentOf(b) === 'f32' ? b : componentOf(a) === 'f16' ? a : b;
  needDot(context.library, type);
  return call('dot', emitAs(left!, type, context), emitAs(right!, type, context));
}
