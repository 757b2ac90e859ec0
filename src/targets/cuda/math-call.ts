import { componentOf, widthOf } from '../../dialect/index.ts';
import type { Call, Expression } from '../../model/index.ts';
import { isQuotient, quotient } from './arithmetic.ts';
import { type EmitContext, typeOf } from './context.ts';
import { helper } from './helpers.ts';
import { call, type Piece } from './piece.ts';
import { needFunction } from './vector.ts';

/** `Math.…`. Functions that C has in f32 take its names with an f. */
export function mathCall(node: Call, context: EmitContext): Piece {
  const [first, second] = node.arguments as [Expression, Expression?];
  const { name } = node;
  switch (name) {
    case 'fround': return context.emitAs(first, 'f32');
    case 'floor': case 'ceil': case 'round': case 'trunc': {
      if (isQuotient(first, context)) return quotient(name, first, context);
      const argument = context.emitAs(first, 'f32');
      return name === 'round' ? helper(context.library, 'round_half_up', argument) : call('int', name === 'trunc' ? argument : call(`${name}f`, argument));
    }
    case 'min': case 'max': case 'abs': case 'sign': return sameType(node, context);
    case 'imul': return helper(context.library, 'multiply_wrapping', context.emitAs(first, 'i32'), context.emitAs(second!, 'i32'));
    case 'pow': return helper(context.library, 'power', context.emitAs(first, 'f32'), context.emitAs(second!, 'f32'));
    default: return call(`${name}f`, context.emitAs(first, 'f32'));
  }
}

/** Least, most, magnitude and sign, of any type of number; those of halves are the same in f32. */
function sameType(node: Call, context: EmitContext): Piece {
  const { library } = context;
  const type = typeOf(node, context);
  const values = node.arguments.map((argument) => context.emitAs(argument, type));
  const general = ({ min: 'minimum', max: 'maximum', abs: 'absolute' } as const)[node.name as 'min'];
  if (widthOf(type) > 1) {
    needFunction(library, general, type);
    return call(general, ...values);
  }
  if (componentOf(type) === 'i32') return node.name === 'sign' ? helper(library, 'whole_sign', ...values) : call(node.name, ...values);
  const ofFloats = (operands: readonly Piece[]) =>
    (node.name === 'abs' ? call('fabsf', ...operands) : helper(library, node.name === 'sign' ? 'sign' : general as 'minimum', ...operands));
  return type === 'f16' ? call('__float2half', ofFloats(values.map((value) => call('__half2float', value)))) : ofFloats(values);
}
