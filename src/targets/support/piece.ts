/**
 * Pieces of text of a language of C's family that know how strongly they hold together. More parentheses than C++ asks
 * for stand round bit operations, shifts and mixtures of && and ||: WGSL's grammar asks for them, and few readers of C++
 * know their order by heart.
 */
export interface Piece {
  readonly text: string;
  readonly strength: number;
  /** The operator at the top: `a & b & c` needs no parentheses. */
  readonly operator?: string;
}

export const strengths = { conditional: 0, logical: 1, comparison: 2, bits: 3, sum: 4, product: 5, unary: 6, atom: 7 } as const;

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

/** What an operator makes, what it asks of either side, and whether it may follow itself. */
interface Rule { readonly own: number; readonly left: number; readonly right: number; readonly chains?: true }

const rules: Readonly<Record<string, Rule>> = {
  ...group(['&&', '||'], { own: strengths.logical, left: strengths.comparison, right: strengths.comparison, chains: true }),
  ...group(['<', '<=', '>', '>=', '==', '!='], { own: strengths.comparison, left: strengths.sum, right: strengths.sum }),
  ...group(['&', '|', '^'], { own: strengths.bits, left: strengths.unary, right: strengths.unary, chains: true }),
  ...group(['<<', '>>'], { own: strengths.bits, left: strengths.unary, right: strengths.unary }),
  ...group(['+', '-'], { own: strengths.sum, left: strengths.sum, right: strengths.product }),
  ...group(['*', '/', '%'], { own: strengths.product, left: strengths.product, right: strengths.unary }),
};

function group(operators: readonly string[], rule: Rule): Record<string, Rule> {
  return Object.fromEntries(operators.map((operator) => [operator, rule]));
}

export function infix(left: Piece, operator: string, right: Piece): Piece {
  const { own, left: leastLeft, right: leastRight, chains } = rules[operator]!;
  const first = chains && left.operator === operator ? left.text : within(left, leastLeft);
  return { text: `${first} ${operator} ${within(right, leastRight)}`, strength: own, operator };
}

/** An operator, or a cast, before its operand. */
export function prefix(operator: '-' | '!' | '~' | '(long long)', operand: Piece): Piece {
  return { text: `${operator}${within(operand, strengths.atom)}`, strength: strengths.unary };
}

/** A finite f32 as the shortest decimal that rounds to it, always with a point or an exponent. */
export function decimal(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  let shortest = value;
  for (let digits = 1; digits <= 9; digits++) {
    shortest = Number(value.toPrecision(digits));
    if (Math.fround(shortest) === value) break;
  }
  const text = String(shortest);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
