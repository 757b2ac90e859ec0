import type { ComponentType } from '../../dialect/index.ts';
import { atom, decimal, type Piece as SharedPiece, strengths } from '../support/piece.ts';

export { atom, call, infix, prefix, strengths, within } from '../support/piece.ts';

/** A piece of WGSL. */
export interface Piece extends SharedPiece {
  /** The value, where it is known while emitting. Arithmetic on such pieces is done here: WGSL refuses overflow in it. */
  readonly constant?: number | boolean;
}

/**
 * A known value as text. Floats must be finite: WGSL has no words for the others. Arithmetic in f16 is left to WGSL, which
 * rounds as the GPU does.
 */
export function constantPiece(value: number | boolean, type: ComponentType): Piece {
  if (type === 'bool') return { ...atom(String(Boolean(value))), constant: Boolean(value) };
  const text = type === 'i32' ? integerText(Number(value)) : decimal(Number(value));
  const strength = text.startsWith('-') ? strengths.unary : strengths.atom;
  return type === 'f16' ? { text: `${text}h`, strength } : { text, strength, constant: Number(value) };
}

function integerText(value: number): string {
  return value === -(2 ** 31) ? `i32(${value})` : String(value); // its digits without the minus are no i32
}
