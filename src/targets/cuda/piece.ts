/**
 * Pieces of CUDA C++ that know how strongly they hold together. More parentheses than C++ asks for stand round bit
 * operations, shifts and mixtures of && and ||, whose order few readers know by heart.
 */
export interface Piece {
  readonly text: string;
  readonly strength: number;
  /** The operator at the top: `a & b & c` needs no parentheses. */
  readonly operator?: string;
  /** The value, where it is a number that is written down. */
  readonly constant?: number;
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

export function prefix(operator: '-' | '!' | '~' | '(long long)', operand: Piece): Piece {
  return { text: `${operator}${within(operand, strengths.atom)}`, strength: strengths.unary };
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

/** A finite f32 as text: the shortest decimal that rounds to it. */
export function float(value: number): Piece {
  const text = Object.is(value, -0) ? '-0.0f' : `${withPoint(shortest(value))}f`;
  return { text, strength: text.startsWith('-') ? strengths.unary : strengths.atom };
}

function shortest(value: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

function withPoint(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
