import { componentOf, isNonNegative, type ValueType, wider, widthOf } from '../../dialect/index.ts';
import type { Binary, Expression } from '../../model/index.ts';
import { type EmitContext, typeOf } from './context.ts';
import { helper } from './helpers.ts';
import { call, infix, integer, type Piece } from './piece.ts';
import { needOperator } from './vector.ts';

/** Operators. A product may be fused with a sum, in f32 as in f16; else every operation rounds to its type. */
export function binary(node: Binary, context: EmitContext): Piece {
  const { operator, left, right } = node;
  switch (operator) {
    case '<': case '<=': case '>': case '>=': case '===': case '!==': {
      const [a, b] = [typeOf(left, context), typeOf(right, context)];
      const met = a === 'bool' ? a : wider(componentOf(a), componentOf(b));
      const type = met === 'f16' ? 'f32' : met; // compares alike
      return infix(context.emitAs(left, type), operator === '===' ? '==' : operator === '!==' ? '!=' : operator, context.emitAs(right, type));
    }
    case '|':
      if (right.type === 'Literal' && right.value === 0) { // x | 0 cuts to a whole number
        return isQuotient(left, context) ? quotient('trunc', left, context) : context.emitAs(left, 'i32');
      }
  }
  const type = typeOf(node, context);
  return arithmetic(operator, type, context.emitAs(left, type), context.emitAs(right, type), context);
}

export type ArithmeticOperator = Exclude<Binary['operator'], '<' | '<=' | '>' | '>=' | '===' | '!=='>;

/** `left op right` of a type, for expressions and for `local op= right`. */
export function arithmetic(operator: ArithmeticOperator, type: ValueType, left: Piece, right: Piece, { library }: EmitContext): Piece {
  if (type === 'i32') return integerArithmetic(operator, left, right, library);
  if (widthOf(type) > 1) needOperator(library, operator as '+', type);
  if (operator !== '%') return infix(left, operator, right);
  if (type === 'f16') return call('__float2half', call('fmodf', call('__half2float', left), call('__half2float', right)));
  return call('fmodf', left, right);
}

function integerArithmetic(operator: ArithmeticOperator, left: Piece, right: Piece, library: EmitContext['library']): Piece {
  switch (operator) {
    case '<<': return helper(library, 'shift_left', left, right);
    case '>>>': return helper(library, 'shift_right_zeros', left, right);
    case '>>': return infix(left, '>>', shiftAmount(right));
    case '*': return left.constant === 1 ? right : right.constant === 1 ? left : infix(left, operator, right);
    case '%': case '/': return right.constant === 0 ? integer(0) : infix(left, operator, right);
    default: return infix(left, operator, right);
  }
}

/** JavaScript shifts by the amount's lowest five bits; C leaves the others open. */
function shiftAmount(amount: Piece): Piece {
  return amount.constant === undefined ? infix(amount, '&', integer(31)) : integer(amount.constant & 31);
}

export type Rounding = 'floor' | 'ceil' | 'round' | 'trunc';

/** `a / b` of two integers, whose parent rounds it: integer division. */
export function isQuotient(node: Expression, context: EmitContext): node is Binary {
  return node.type === 'BinaryExpression' && node.operator === '/' && typeOf(node, context) === 'i32';
}

export function quotient(rounding: Rounding, { left, right }: Binary, context: EmitContext): Piece {
  const [a, b] = [context.emitAs(left, 'i32'), context.emitAs(right, 'i32')];
  if (b.constant === 0) return integer(0);
  const nonNegative = (node: Expression) => isNonNegative(node, context.typed, context.nonNegative);
  if (rounding === 'trunc' || (rounding === 'floor' && nonNegative(left) && nonNegative(right))) return infix(a, '/', b);
  return helper(context.library, `${rounding}_divide`, a, b);
}
