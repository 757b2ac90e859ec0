import type { Signature, SizeExpression, Sizes } from '../model/index.ts';
import { UserError } from './errors.ts';

/**
 * Arithmetic on the dimensions of arrays. Think of a signature as equations: every dimension of an argument says
 * `expression = number`, and binding a launch means solving them for the symbols.
 */

/** The value of a dimension: an integer ≥ 0. UserError for a symbol without a value, a fraction or a negative number. */
export function evaluateSize(expression: SizeExpression, sizes: Sizes): number {
  const value = evaluate(expression, sizes);
  if (!Number.isInteger(value) || value < 0) {
    throw new UserError(`the dimension ${showSize(expression)} is ${value}; it must be a whole number of at least 0: change its sizes`);
  }
  return value;
}

/** A dimension as its author would write it: `(fields + 1) * fields / 2`. */
export function showSize(expression: SizeExpression): string {
  if (expression.kind === 'number') return String(expression.value);
  if (expression.kind === 'symbol') return expression.name;
  if (expression.kind === 'function') return `${expression.name}(${expression.arguments.map(showSize).join(', ')})`;
  const product = expression.operator === '*' || expression.operator === '/';
  const part = (side: SizeExpression, right: boolean) => {
    if (side.kind !== 'operation') return showSize(side);
    const sum = side.operator === '+' || side.operator === '-';
    return (product && sum) || (right && (product || expression.operator === '-')) ? `(${showSize(side)})` : showSize(side);
  };
  return `${part(expression.left, false)} ${expression.operator} ${part(expression.right, true)}`;
}

/** The symbols that an expression names, each once, in order. */
export function symbolsOf(expression: SizeExpression): string[] {
  if (expression.kind === 'number') return [];
  if (expression.kind === 'symbol') return [expression.name];
  if (expression.kind === 'function') return [...new Set(expression.arguments.flatMap(symbolsOf))];
  return [...new Set([...symbolsOf(expression.left), ...symbolsOf(expression.right)])];
}

/**
 * Solves the size symbols from the shapes of the arguments (by parameter name). An expression helps once it has one
 * unknown left and is linear in it (`bags + 1`, `2 * dim`); every equation is checked at the end. UserError on a missing
 * array, a wrong number of dimensions, a contradiction, or a symbol that the shapes do not tell.
 */
export function bindSizes(signature: Signature, shapes: Record<string, readonly number[]>): Sizes {
  const equations = equationsOf(signature, shapes);
  const sizes: Record<string, number> = {};
  for (let progress = true; progress; ) {
    progress = false;
    for (const { expression, value } of equations) {
      const unknown = symbolsOf(expression).filter((name) => !Object.hasOwn(sizes, name));
      if (unknown.length !== 1) continue;
      const line = linearIn(expression, unknown[0]!, sizes);
      if (line === undefined || line.slope === 0) continue;
      sizes[unknown[0]!] = (value - line.constant) / line.slope;
      progress = true;
    }
  }
  for (const { expression, value, where } of equations) {
    const untold = symbolsOf(expression).find((name) => !Object.hasOwn(sizes, name));
    if (untold !== undefined) {
      throw new UserError(`the size ${untold} cannot be told from the shapes of the arguments of ${signature.name}; give an array with the dimension ${untold}`);
    }
    const expected = evaluate(expression, sizes);
    if (expected !== value || !wholeSizes(expression, sizes)) {
      throw new UserError(`${where} is ${value}, but ${showSize(expression)} = ${expected} with ${showSizes(expression, sizes)}; give arrays whose shapes fit each other`);
    }
  }
  return sizes;
}

interface Equation {
  readonly expression: SizeExpression;
  readonly value: number;
  readonly where: string;
}

function equationsOf(signature: Signature, shapes: Record<string, readonly number[]>): Equation[] {
  return signature.parameters.flatMap(({ name, type }) => {
    const shape = shapes[name];
    if (shape === undefined) {
      throw new UserError(`the array ${name} is missing; ${signature.name} takes ${signature.parameters.map((each) => each.name).join(', ')}`);
    }
    if (shape.length !== type.dims.length) {
      throw new UserError(`${name} has ${shape.length} dimensions; ${signature.name} takes ${type.dims.length}: [${type.dims.map(showSize).join('][')}]`);
    }
    return type.dims.map((expression, axis) => ({ expression, value: shape[axis]!, where: `dimension ${axis + 1} of ${name}` }));
  });
}

/** The value of an expression whatever it is, a fraction or negative. UserError for a symbol without a value. */
export function evaluate(expression: SizeExpression, sizes: Sizes): number {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind === 'symbol') {
    const value = Object.hasOwn(sizes, expression.name) ? sizes[expression.name] : undefined;
    if (value === undefined) {
      const known = Object.keys(sizes);
      throw new UserError(`the size ${expression.name} has no value; ${known.length === 0 ? 'no sizes are' : `only ${known.join(', ')} are`} given: give ${expression.name}`);
    }
    return value;
  }
  if (expression.kind === 'function') return Math[expression.name](...(expression.arguments.map((each) => evaluate(each, sizes)) as [number]));
  return combine(expression.operator, evaluate(expression.left, sizes), evaluate(expression.right, sizes));
}

function combine(operator: '+' | '-' | '*' | '/', left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  return operator === '*' ? left * right : left / right;
}

/** `expression = slope · unknown + constant`, or undefined where it is not a line (no function is). All other symbols are known. */
function linearIn(expression: SizeExpression, unknown: string, sizes: Sizes): { slope: number; constant: number } | undefined {
  if (expression.kind === 'number') return { slope: 0, constant: expression.value };
  if (expression.kind === 'symbol') {
    return expression.name === unknown ? { slope: 1, constant: 0 } : { slope: 0, constant: evaluate(expression, sizes) };
  }
  if (expression.kind === 'function') return symbolsOf(expression).includes(unknown) ? undefined : { slope: 0, constant: evaluate(expression, sizes) };
  const left = linearIn(expression.left, unknown, sizes);
  const right = linearIn(expression.right, unknown, sizes);
  if (left === undefined || right === undefined) return undefined;
  const { operator } = expression;
  if (operator === '+' || operator === '-') {
    return { slope: combine(operator, left.slope, right.slope), constant: combine(operator, left.constant, right.constant) };
  }
  if (right.slope === 0) {
    return { slope: combine(operator, left.slope, right.constant), constant: combine(operator, left.constant, right.constant) };
  }
  return operator === '*' && left.slope === 0
    ? { slope: left.constant * right.slope, constant: left.constant * right.constant }
    : undefined;
}

function wholeSizes(expression: SizeExpression, sizes: Sizes): boolean {
  return symbolsOf(expression).every((name) => Number.isInteger(sizes[name]!) && sizes[name]! >= 0);
}

function showSizes(expression: SizeExpression, sizes: Sizes): string {
  return symbolsOf(expression).map((name) => `${name} = ${sizes[name]}`).join(', ') || 'no symbols';
}
