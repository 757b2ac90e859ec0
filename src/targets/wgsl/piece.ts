import type { ComponentType } from '../../dialect/index.ts';

/**
 * Pieces of WGSL text that know how strongly they hold together. WGSL's grammar asks for more parentheses than
 * JavaScript's: bit operations and shifts take only what binds like a minus sign, `&&` and `||` do not mix, and
 * comparisons do not chain.
 */
export interface Piece {
  readonly text: string;
  readonly strength: number;
  /** The operator at the top: `a & b & c` needs no parentheses. */
  readonly operator?: string;
  /** The value, where it is known while emitting. Arithmetic on such pieces is done here: WGSL refuses overflow in it. */
  readonly constant?: number | boolean;
}

export const strengths = { logical: 1, comparison: 2, bits: 3, sum: 4, product: 5, unary: 6, atom: 7 } as const;

export function atom(text: string): Piece {
  return { text, strength: strengths.atom };
}

export function call(name: string, ...args: readonly Piece[]): Piece {
  return atom(`${name}(${args.map((each) => each.text).join(', ')})`);
}

/** The text, in parentheses if it holds together less than `least`. */
export function within(piece: Piece, least: number): string {
  return piece.strength < least ? `(${piece.text})` : piece.text;
}

const rules: Readonly<Record<string, { readonly own: number; readonly left: number; readonly right: number; readonly chains?: true }>> = {
  ...group(['&&', '||'], { own: strengths.logical, left: strengths.comparison, right: strengths.comparison, chains: true }),
  ...group(['<', '<=', '>', '>=', '==', '!='], { own: strengths.comparison, left: strengths.sum, right: strengths.sum }),
  ...group(['&', '|', '^'], { own: strengths.bits, left: strengths.unary, right: strengths.unary, chains: true }),
  ...group(['<<', '>>'], { own: strengths.bits, left: strengths.unary, right: strengths.unary }),
  ...group(['+', '-'], { own: strengths.sum, left: strengths.sum, right: strengths.product }),
  ...group(['*', '/', '%'], { own: strengths.product, left: strengths.product, right: strengths.unary }),
};

function group<Rule>(operators: readonly string[], rule: Rule): Record<string, Rule> {
  return Object.fromEntries(operators.map((operator) => [operator, rule]));
}

export function infix(left: Piece, operator: string, right: Piece): Piece {
  const { own, left: leastLeft, right: leastRight, chains } = rules[operator]!;
  const first = chains && left.operator === operator ? left.text : within(left, leastLeft);
  return { text: `${first} ${operator} ${within(right, leastRight)}`, strength: own, operator };
}

export function prefix(operator: '-' | '!' | '~', operand: Piece): Piece {
  return { text: `${operator}${within(operand, strengths.atom)}`, strength: strengths.unary };
}

/**
 * A known value as text. Floats must be finite: WGSL has no words for the others. Arithmetic in f16 is left to WGSL, which
 * rounds as the GPU does.
 */
export function constantPiece(value: number | boolean, type: ComponentType): Piece {
  if (type === 'bool') return { ...atom(String(Boolean(value))), constant: Boolean(value) };
  const text = type === 'i32' ? integerText(Number(value)) : floatText(Number(value));
  const strength = text.startsWith('-') ? strengths.unary : strengths.atom;
  return type === 'f16' ? { text: `${text}h`, strength } : { text, strength, constant: Number(value) };
}

function integerText(value: number): string {
  return value === -(2 ** 31) ? `i32(${value})` : String(value); // its digits without the minus are no i32
}

/** The shortest decimal that rounds to this f32. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  let shortest = value;
  for (let digits = 1; digits <= 9; digits++) {
    shortest = Number(value.toPrecision(digits));
    if (Math.fround(shortest) === value) break;
  }
  const text = String(shortest);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
