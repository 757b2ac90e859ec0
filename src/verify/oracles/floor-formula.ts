import type { ArrayType, Signature } from '../../model/index.ts';
import { bytesOf } from '../../util/scalars.ts';
import { showSize } from '../../util/size-expression.ts';

/**
 * The bytes that must move, as a formula over a kernel's own sizes: `4·used·dim + 4·lookups + …`. What indices look up is read
 * no further than its `used` rows, the distinct ones; bytesThatMustMove counts them for given inputs.
 */
export function floorFormula({ parameters, roles, returns }: Signature): string {
  const lookedUp = new Set(Object.values(roles).flatMap((role) => (role.kind === 'index' ? [showSize(role.into)] : [])));
  const term = ({ scalar, dims }: ArrayType, input: boolean) => [
    String(bytesOf[scalar]),
    ...dims.map((dim, axis) => (input && axis === 0 && lookedUp.has(showSize(dim)) ? 'used' : dim.kind === 'operation' ? `(${showSize(dim)})` : showSize(dim))),
  ].join('·');
  return [...parameters.map(({ type }) => term(type, true)), term(returns, false)].join(' + ');
}
