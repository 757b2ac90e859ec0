import type { Binary } from '../../model/index.ts';
import { foldInteger } from './fold.ts';
import { atom, call, constantPiece, infix, type Piece } from './piece.ts';

/** Integer arithmetic on pieces; what is known is worked out here, since WGSL refuses overflow and division by zero in it. */

export type ArithmeticOperator = Exclude<Binary['operator'], '<' | '<=' | '>' | '>=' | '===' | '!=='>;

export function integerArithmetic(operator: ArithmeticOperator, left: Piece, right: Piece): Piece {
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

export function unsigned(piece: Piece): Piece {
  return typeof piece.constant === 'number' ? atom(`${piece.constant >>> 0}u`) : call('u32', piece);
}
