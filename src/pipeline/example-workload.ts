import type { Signature, WorkloadSpec } from '../model/index.ts';
import { symbolsOf } from '../util/size-expression.ts';

/** A workload that fits a kernel of the user's own, to start from: all its sizes but those that follow from its bags. */
export function exampleWorkload({ name, parameters, returns, roles, statics }: Signature): WorkloadSpec {
  const meanings = Object.values(roles);
  const follow = new Set(meanings.flatMap((role) => (role.kind === 'offsets' && role.into.kind === 'symbol' ? [role.into.name] : [])));
  const symbols = [...parameters.map(({ type }) => type), returns].flatMap(({ dims }) => dims.flatMap(symbolsOf)).filter((symbol) => !follow.has(symbol));
  return {
    name, operations: [], sizes: Object.fromEntries(symbols.map((symbol) => [symbol, statics.includes(symbol) ? 16 : 200])),
    ...(meanings.some(({ kind }) => kind === 'offsets') && { bagLengths: { distribution: 'geometric', mean: 10 } }),
    ...(meanings.some(({ kind }) => kind === 'index') && { indices: { distribution: 'uniform' } }),
    dtype: 'f32', seed: 1,
  };
}
