import { decimal, type Piece as SharedPiece, strengths, within } from '../support/piece.ts';

export { atom, call, infix, prefix, strengths, within } from '../support/piece.ts';

/** A piece of CUDA C++. */
export interface Piece extends SharedPiece {
  /** The value, where it is a number that is written down. */
  readonly constant?: number;
}

export function ternary(test: Piece, yes: Piece, no: Piece): Piece {
  const part = (piece: Piece) => within(piece, strengths.logical);
  return { text: `${part(test)} ? ${part(yes)} : ${part(no)}`, strength: strengths.conditional };
}

/** An i32 as text. */
export function integer(value: number): Piece {
  const text = value === -(2 ** 31) ? '(-2147483647 - 1)' : String(value); // its digits without the minus are no int
  return { text, strength: value < 0 && !text.startsWith('(') ? strengths.unary : strengths.atom, constant: value };
}

/** A finite f32 as text. */
export function float(value: number): Piece {
  const text = `${decimal(value)}f`;
  return { text, strength: text.startsWith('-') ? strengths.unary : strengths.atom };
}
