import type { Signature, SizeExpression, Sizes } from '../../model/index.ts';
import { pythonName } from '../support/names.ts';
import { constantOf, runTimeSymbols, sizeText as textIn, type SizeWords } from '../support/sizes.ts';

/** Sizes as Python: expressions over a dictionary `size`, and the symbols solved from the shapes of tensors. */
const words: SizeWords = {
  symbol: (name) => `size["${name}"]`,
  product: (left, right) => `(${left} * ${right})`,
  quotient: (left, right) => `(${left} // ${right})`,
  floor: (left, right) => `(${left} // ${right})`,
  ceil: (left, right) => `(-(-${left} // ${right}))`,
  least: (left, right) => `min(${left}, ${right})`,
  most: (left, right) => `max(${left}, ${right})`,
};

export function sizeText(expression: SizeExpression, fixed: Sizes): string {
  return textIn(expression, fixed, words);
}

/** A tuple of sizes. */
export function shapeTuple(dims: readonly SizeExpression[], fixed: Sizes): string {
  return tuple(dims.map((dim) => sizeText(dim, fixed)));
}

/** Every run-time symbol told from a dimension that is the symbol itself or the symbol and a number; `untold` are the others. */
export function solvedSizes(signature: Signature, fixed: Sizes): { readonly solved: readonly { readonly symbol: string; readonly text: string }[]; readonly untold: readonly string[] } {
  const told = runTimeSymbols(signature, fixed).map((symbol) => ({
    symbol,
    text: signature.parameters.flatMap(({ name, type }) => type.dims.flatMap((dim, axis) => inverse(dim, symbol, `${pythonName(name)}.shape[${axis}]`, fixed) ?? []))[0],
  }));
  return { solved: told.flatMap(({ symbol, text }) => (text === undefined ? [] : [{ symbol, text }])), untold: told.filter(({ text }) => text === undefined).map(({ symbol }) => symbol) };
}

/** The symbol from the value of `symbol`, `symbol + 1`, `2 * symbol` and the like; undefined for other forms. */
function inverse(expression: SizeExpression, symbol: string, value: string, fixed: Sizes): string | undefined {
  if (expression.kind === 'symbol') return expression.name === symbol ? value : undefined;
  if (expression.kind !== 'operation') return undefined;
  const { operator, left, right } = expression;
  const [inner, other] = constantOf(right, fixed) !== undefined ? [left, right] : constantOf(left, fixed) !== undefined && (operator === '+' || operator === '*') ? [right, left] : [undefined, undefined];
  if (inner === undefined || other === undefined) return undefined;
  const known = sizeText(other, fixed);
  if (known === '0') return undefined;
  const undone = { '+': `(${value} - ${known})`, '-': `(${value} + ${known})`, '*': `(${value} // ${known})`, '/': `(${value} * ${known})` }[operator];
  return inverse(inner, symbol, undone, fixed);
}

/** A literal of Python; JSON's strings are. */
export const quoted = (text: string): string => JSON.stringify(text);

export function tuple(items: readonly string[]): string {
  return `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
}

/** Text inside of a docstring. */
export function docLine(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"""', "'''").replace(/"$/, "'");
}
