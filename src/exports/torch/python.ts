import type { Signature, SizeExpression, Sizes } from '../../model/index.ts';
import { showSize, symbolsOf } from '../../util/size-expression.ts';

/** Sizes as Python: expressions over a dictionary `size`, and the symbols solved from the shapes of tensors. */

/** A size as Python over `size["rows"]`; divisions that come out whole are `//`. */
export function sizeText(expression: SizeExpression): string {
  switch (expression.kind) {
    case 'number': return String(expression.value);
    case 'symbol': return `size["${expression.name}"]`;
    case 'operation': return `(${sizeText(expression.left)} ${expression.operator === '/' ? '//' : expression.operator} ${sizeText(expression.right)})`;
    case 'function': {
      const [first, second] = expression.arguments as [SizeExpression, SizeExpression?];
      if (expression.name === 'min' || expression.name === 'max') return `${expression.name}(${sizeText(first)}, ${sizeText(second!)})`;
      if (first.kind !== 'operation' || first.operator !== '/') return sizeText(first);
      const quotient = `${sizeText(first.left)} // ${sizeText(first.right)}`;
      return expression.name === 'floor' ? `(${quotient})` : `(-(-${sizeText(first.left)} // ${sizeText(first.right)}))`;
    }
  }
}

/** One symbol told from one dimension of one tensor: `bags` is `offsets.shape[0] - 1`. */
export interface Solved {
  readonly symbol: string;
  readonly text: string;
}

/** Every run-time symbol, solved where a dimension is the symbol itself or the symbol and a number; null in `text` where none is. */
export function solvedSizes({ parameters, returns }: Signature, fixed: Sizes): { readonly solved: readonly Solved[]; readonly untold: readonly string[] } {
  const all = new Set([...parameters.flatMap(({ type }) => type.dims), ...returns.dims].flatMap(symbolsOf));
  const solved: Solved[] = [];
  const untold: string[] = [];
  for (const symbol of all) {
    if (Object.hasOwn(fixed, symbol)) continue;
    const found = parameters.flatMap(({ name, type }) => type.dims.flatMap((dim, axis) => {
      const text = inverse(dim, symbol, `${name}.shape[${axis}]`);
      return text === undefined ? [] : [text];
    }))[0];
    if (found === undefined) untold.push(symbol);
    else solved.push({ symbol, text: found });
  }
  return { solved, untold };
}

/** The symbol from the value of `symbol`, `symbol + 1`, `2 * symbol` and the like; undefined for other forms. */
function inverse(expression: SizeExpression, symbol: string, value: string): string | undefined {
  if (expression.kind === 'symbol') return expression.name === symbol ? value : undefined;
  if (expression.kind !== 'operation') return undefined;
  const { operator, left, right } = expression;
  const [inner, other] = right.kind === 'number' ? [left, right.value] : left.kind === 'number' && (operator === '+' || operator === '*') ? [right, left.value] : [undefined, 0];
  if (inner === undefined || other === 0) return undefined;
  const undone = { '+': `(${value} - ${other})`, '-': `(${value} + ${other})`, '*': `(${value} // ${other})`, '/': `(${value} * ${other})` }[operator];
  return inverse(inner, symbol, undone);
}

/** `[bags + 1][16]`, static symbols as their numbers, for messages. */
export function shapeText(dims: readonly SizeExpression[]): string {
  return dims.map((dim) => `[${showSize(dim)}]`).join('');
}
