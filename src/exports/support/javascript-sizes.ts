import type { Signature, SizeExpression, Sizes } from '../../model/index.ts';
import { symbolsOf } from '../../util/size-expression.ts';
import { runTimeSymbols, sizeText as textIn, type SizeWords } from './sizes.ts';

/**
 * Sizes as JavaScript of an exported module. Flat arrays tell only their lengths, so each run-time symbol is solved
 * from a length in advance, here, as text: `bags = length.offsets - 1`. Static symbols stand as their numbers.
 */
export interface Solution {
  readonly symbol: string;
  /** JavaScript over `length.<parameter>` and `size.<symbol solved before>`; null where no length tells the symbol. */
  readonly text: string | null;
}

/** Numbers have fractions here, so that what is not whole shows. */
const words: SizeWords = {
  symbol: (name) => `size.${name}`,
  product: (left, right) => `(${left} * ${right})`,
  quotient: (left, right) => `(${left} / ${right})`,
  floor: (left, right) => `Math.floor(${left} / ${right})`,
  ceil: (left, right) => `Math.ceil(${left} / ${right})`,
  least: (left, right) => `Math.min(${left}, ${right})`,
  most: (left, right) => `Math.max(${left}, ${right})`,
};

/** A size as JavaScript over `size`. */
export function sizeText(expression: SizeExpression, fixed: Sizes): string {
  return textIn(expression, fixed, words);
}

/** Every run-time symbol of a signature, in an order in which each can be solved; those that no length tells come last. */
export function solveSizes(signature: Signature, fixed: Sizes): Solution[] {
  const solved: Solution[] = [];
  const isKnown = (symbol: string) => Object.hasOwn(fixed, symbol) || solved.some((each) => each.symbol === symbol);
  for (let progress = true; progress; ) {
    progress = false;
    for (const { name, type: { dims } } of signature.parameters) {
      const unknown = [...new Set(dims.flatMap(symbolsOf))].filter((symbol) => !isKnown(symbol));
      const holders = dims.filter((dim) => symbolsOf(dim).includes(unknown[0] ?? ''));
      if (unknown.length !== 1 || holders.length !== 1) continue;
      const others = dims.filter((dim) => dim !== holders[0]).map((dim) => sizeText(dim, fixed));
      const text = inverted(holders[0]!, unknown[0]!, others.length === 0 ? `length.${name}` : `length.${name} / ${product(others)}`, fixed);
      if (text === null) continue;
      solved.push({ symbol: unknown[0]!, text });
      progress = true;
    }
  }
  return [...solved, ...runTimeSymbols(signature, fixed).filter((symbol) => !isKnown(symbol)).map((symbol) => ({ symbol, text: null }))];
}

/** `expression = value`, solved for its unknown symbol by taking one operation after another to the other side. */
function inverted(expression: SizeExpression, unknown: string, value: string, fixed: Sizes): string | null {
  if (expression.kind === 'function') return null;
  if (expression.kind !== 'operation') return value;
  const { operator, left, right } = expression;
  const [inLeft, inRight] = [left, right].map((side) => symbolsOf(side).includes(unknown));
  if (inLeft && inRight) return null;
  const known = sizeText(inLeft ? right : left, fixed);
  const side = inLeft ? left : right;
  const moved: Record<typeof operator, string> = {
    '+': `${value} - ${known}`,
    '-': inLeft ? `${value} + ${known}` : `${known} - ${grouped(value)}`,
    '*': `${grouped(value)} / ${known}`,
    '/': inLeft ? `${grouped(value)} * ${known}` : `${known} / ${grouped(value)}`,
  };
  return inverted(side, unknown, moved[operator], fixed);
}

const product = (factors: readonly string[]) => (factors.length === 1 ? factors[0]! : `(${factors.join(' * ')})`);
const grouped = (text: string) => (/^[\w.]+$/.test(text) ? text : `(${text})`);
