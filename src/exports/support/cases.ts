import type { Signature } from '../../model/index.ts';
import type { SelfCheckCase } from '../format.ts';

/**
 * The cases of a self-check as JSON, one a line: arguments by name, each with its type, shape and values, those `sizes` that
 * the package must be given, the output's type, and the answer in float64 with each element's tolerance.
 */
export function casesText({ parameters, returns }: Signature, checks: readonly SelfCheckCase[], symbols: readonly string[]): string {
  const cases = checks.map(({ name, sizes, arguments: given, expected, allowed }) => JSON.stringify({
    name,
    arguments: Object.fromEntries(parameters.map(({ name: parameter, type }) => {
      const { shape, values } = given[parameter]!;
      return [parameter, { type: type.scalar, shape, values: numbers(values) }];
    })),
    sizes: Object.fromEntries(symbols.map((symbol) => [symbol, sizes[symbol]])),
    output: returns.scalar,
    expected: numbers(expected),
    allowed: numbers(allowed),
  }));
  return `[\n${cases.join(',\n')}\n]\n`;
}

/** JSON has no NaN, no infinities, no -0 and few large integers: they are written as text, which `Number` and `float` read. */
function numbers(values: ArrayLike<number> | BigInt64Array): (number | string)[] {
  return Array.from(values as ArrayLike<number | bigint>, (value) => (
    typeof value === 'bigint' || !Number.isFinite(value) ? String(value) : Object.is(value, -0) ? '-0' : value));
}
