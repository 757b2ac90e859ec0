import type { SizeExpression } from '../model/index.ts';

/**
 * The little language of array dimensions: `dim`, `bags + 1`, `dim + (fields + 1) * fields / 2`.
 * Throws SyntaxError with the place's message; the caller knows file and line.
 */
export function parseSize(text: string): SizeExpression {
  const tokens = text.match(/[A-Za-z_]\w*|\d+|[-+*/()]|\S/g) ?? [];
  let at = 0;
  const fail = (wanted: string): never => {
    throw new SyntaxError(`a size may hold numbers, symbols, + - * / and parentheses; found ${tokens[at] === undefined ? 'the end' : `'${tokens[at]}'`} where ${wanted} was expected in '${text.trim()}'`);
  };
  const primary = (): SizeExpression => {
    const token = tokens[at];
    if (token === '(') {
      at++;
      const inner = sum();
      if (tokens[at] !== ')') fail("')'");
      at++;
      return inner;
    }
    if (token !== undefined && /^\d+$/.test(token)) { at++; return { kind: 'number', value: Number(token) }; }
    if (token !== undefined && /^[A-Za-z_]/.test(token)) { at++; return { kind: 'symbol', name: token }; }
    return fail('a number or a symbol');
  };
  const chain = (operand: () => SizeExpression, operators: string): SizeExpression => {
    let left = operand();
    while (tokens[at] !== undefined && operators.includes(tokens[at]!)) {
      const operator = tokens[at++] as '+' | '-' | '*' | '/';
      left = { kind: 'operation', operator, left, right: operand() };
    }
    return left;
  };
  const product = () => chain(primary, '*/');
  const sum = (): SizeExpression => chain(product, '+-');
  const result = sum();
  if (at < tokens.length) fail('an operator');
  return result;
}
