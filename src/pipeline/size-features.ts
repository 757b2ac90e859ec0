import type { Signature, SizeExpression } from '../model/index.ts';
import { symbolsOf } from '../util/size-expression.ts';

/**
 * What a dispatcher may ask of a launch before it begins: every run-time size, and how many elements a bag has on the
 * mean, where offsets say what the bags are.
 */
export function sizeFeatures({ parameters, returns, roles, statics }: Signature): SizeExpression[] {
  const dims = [...parameters.flatMap(({ type }) => type.dims), ...returns.dims];
  const symbols = [...new Set(dims.flatMap(symbolsOf))].filter((symbol) => !statics.includes(symbol));
  const named = (expression: SizeExpression | undefined) => (expression ? symbolsOf(expression).find((symbol) => symbols.includes(symbol)) : undefined);
  const perBag = parameters.flatMap(({ name, type }): SizeExpression[] => {
    const role = roles[name];
    const [elements, bags] = role?.kind === 'offsets' ? [named(role.into), named(type.dims[0])] : [];
    return elements === undefined || bags === undefined ? [] : [{ kind: 'operation', operator: '/', left: symbol(elements), right: symbol(bags) }];
  });
  return [...symbols.map(symbol), ...perBag];
}

function symbol(name: string): SizeExpression {
  return { kind: 'symbol', name };
}
