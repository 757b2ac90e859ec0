import type { Signature, SizeExpression, Sizes } from '../../model/index.ts';
import { evaluate, showSize, symbolsOf } from '../../util/size-expression.ts';

/** How a language says what sizes are made of; `left` and `right` are texts that stand for themselves. */
export interface SizeWords {
  symbol(name: string): string;
  product(left: string, right: string): string;
  /** A quotient that `exactDivisions` holds to be whole, if the language's own division does not tell. */
  quotient(left: string, right: string): string;
  /** Quotients rounded down and up. */
  floor(left: string, right: string): string;
  ceil(left: string, right: string): string;
  least(left: string, right: string): string;
  most(left: string, right: string): string;
}

/** A size in a language, its static symbols as their numbers. */
export function sizeText(expression: SizeExpression, fixed: Sizes, words: SizeWords): string {
  const constant = constantOf(expression, fixed);
  if (constant !== undefined) return constant < 0 ? `(${constant})` : String(constant);
  const text = (part: SizeExpression) => sizeText(part, fixed, words);
  switch (expression.kind) {
    case 'number': return String(expression.value);
    case 'symbol': return words.symbol(expression.name);
    case 'operation': {
      const { operator, left, right } = expression;
      if (operator === '*') return words.product(text(left), text(right));
      return operator === '/' ? words.quotient(text(left), text(right)) : `(${text(left)} ${operator} ${text(right)})`;
    }
    case 'function': {
      const [first, second] = expression.arguments as [SizeExpression, SizeExpression?];
      if (expression.name === 'min') return words.least(text(first), text(second!));
      if (expression.name === 'max') return words.most(text(first), text(second!));
      // of anything but a quotient the value is whole already, as exact divisions are
      return first.kind === 'operation' && first.operator === '/' ? words[expression.name](text(first.left), text(first.right)) : text(first);
    }
  }
}

/** A division that must come out whole: `bags / 4`, unless it is rounded. */
export interface ExactDivision {
  readonly shown: string;
  readonly dividend: SizeExpression;
  readonly divisor: SizeExpression;
}

/** What run-time sizes must divide for these expressions to be whole, each once. */
export function exactDivisions(expressions: readonly SizeExpression[], fixed: Sizes): ExactDivision[] {
  const found = new Map<string, ExactDivision>();
  const look = (expression: SizeExpression, rounded: boolean): void => {
    if (constantOf(expression, fixed) !== undefined) return;
    if (expression.kind === 'function') {
      for (const each of expression.arguments) look(each, expression.name === 'floor' || expression.name === 'ceil');
    } else if (expression.kind === 'operation') {
      const { operator, left, right } = expression;
      if (operator === '/' && !rounded && !isPairCount(left, right)) found.set(showSize(expression), { shown: showSize(expression), dividend: left, divisor: right });
      look(left, false);
      look(right, false);
    }
  };
  for (const expression of expressions) look(expression, false);
  return [...found.values()];
}

/** Every symbol without a static value, in the order of the signature. */
export function runTimeSymbols({ parameters, returns }: Signature, fixed: Sizes): string[] {
  return [...new Set([...parameters.flatMap(({ type }) => type.dims), ...returns.dims].flatMap(symbolsOf))].filter((symbol) => !Object.hasOwn(fixed, symbol));
}

/** A shape for people, static symbols as their numbers: `[bags + 1][16]`. */
export function shapeText(dims: readonly SizeExpression[], fixed: Sizes): string {
  return dims.map((dim) => `[${constantOf(dim, fixed) ?? showSize(dim)}]`).join('');
}

/** Its value where all its symbols are static and it is whole; a part of a size may be negative. */
export function constantOf(expression: SizeExpression, fixed: Sizes): number | undefined {
  if (!symbolsOf(expression).every((symbol) => Object.hasOwn(fixed, symbol))) return undefined;
  const value = evaluate(expression, fixed);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `(n + 1) * n / 2` is whole for every n. */
function isPairCount(left: SizeExpression, right: SizeExpression): boolean {
  if (showSize(right) !== '2' || left.kind !== 'operation' || left.operator !== '*') return false;
  const [a, b] = [showSize(left.left), showSize(left.right)];
  return a === `${b} + 1` || b === `${a} + 1` || a === `${b} - 1` || b === `${a} - 1`;
}
