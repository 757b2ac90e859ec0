import type { SizeExpression, SizeFunction } from '../model/index.ts';
import { nameProblem } from './names.ts';
import { excerpt } from './problem.ts';

/** Longer ones are no sizes, and would nest deeper than a walk can go. */
const longest = 200;

/** With how many arguments each takes. */
const functions: Readonly<Record<SizeFunction, number>> = { ceil: 1, floor: 1, min: 2, max: 2 };

/**
 * The little language of array dimensions and launches: `dim`, `bags + 1`, `dim + (fields + 1) * fields / 2`,
 * `min(ceil(bags / 8), 1056)`.
 * Throws SyntaxError with the place's message; the caller knows file and line.
 */
export function parseSize(text: string): SizeExpression {
  if (text.length > longest) throw new SyntaxError(`a size has at most ${longest} characters; found ${text.length}`);
  const tokens = text.match(/[A-Za-z_]\w*|\d+|[-+*/(),]|\S/g) ?? [];
  let at = 0;
  const fail = (wanted: string): never => {
    throw new SyntaxError(`a size may hold numbers, symbols, + - * /, parentheses, ceil, floor, min and max; found ${tokens[at] === undefined ? 'the end' : `'${tokens[at]}'`} where ${wanted} was expected in '${excerpt(text)}'`);
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
    if (token !== undefined && /^\d+$/.test(token)) {
      at++;
      if (Number(token) > 0x7fff_ffff) throw new SyntaxError(`a number in a size is at most 2147483647; found ${excerpt(token)}`);
      return { kind: 'number', value: Number(token) };
    }
    if (token !== undefined && /^[A-Za-z_]/.test(token)) {
      at++;
      if (tokens[at] === '(') return functionCall(token);
      const problem = nameProblem(token);
      if (problem !== undefined) throw new SyntaxError(problem);
      return { kind: 'symbol', name: token };
    }
    return fail('a number or a symbol');
  };
  const functionCall = (name: string): SizeExpression => {
    const arity = Object.hasOwn(functions, name) ? functions[name as SizeFunction] : undefined;
    if (arity === undefined) throw new SyntaxError(`a size may call ceil, floor, min and max; found '${excerpt(name)}('`);
    const args: SizeExpression[] = [];
    do {
      at++;
      args.push(sum());
    } while (tokens[at] === ',');
    if (tokens[at] !== ')') fail("')'");
    at++;
    if (args.length !== arity) throw new SyntaxError(`${name} takes ${arity === 1 ? 'one argument' : 'two arguments'}; found ${args.length} in '${excerpt(text)}'`);
    return { kind: 'function', name: name as SizeFunction, arguments: args };
  };
  const chain = (operand: () => SizeExpression, operators: string): SizeExpression => {
    let left = operand();
    while (tokens[at] !== undefined && operators.includes(tokens[at]!)) {
      const operator = tokens[at++] as '+' | '-' | '*' | '/';
      const right = operand();
      if (operator === '/' && right.kind === 'number' && right.value === 0) throw new SyntaxError(`a size cannot be divided by 0; found '${excerpt(text)}'`);
      left = { kind: 'operation', operator, left, right };
    }
    return left;
  };
  const product = () => chain(primary, '*/');
  const sum = (): SizeExpression => chain(product, '+-');
  const result = sum();
  if (at < tokens.length) fail('an operator');
  return result;
}
