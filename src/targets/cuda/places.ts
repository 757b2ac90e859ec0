import type { Expression, SizeExpression } from '../../model/index.ts';
import type { EmitContext } from './context.ts';
import { atom, infix, integer, type Piece, prefix } from './piece.ts';

/**
 * An element's place in its array, which lies flat, row-major. In 64 bits from the first product on, which no later step
 * leaves; shared arrays and kernels whose arrays are promised to be small stay in 32.
 */
export function placeOf(array: string, indices: readonly Expression[], context: EmitContext): Piece {
  const { space, type: { dims } } = context.typed.arrays.get(array)!;
  const wide = space !== 'shared' && context.surroundings.addresses === 64;
  const extent = (dim: SizeExpression) => (space === 'shared' ? integer(context.fixedSize(dim)) : context.surroundings.uniforms.size(dim));
  return indices.map((index) => context.emitAs(index, 'i32')).reduce((outer, index, at) => {
    const rows = product(at === 1 && wide && outer.constant !== 0 ? prefix('(long long)', outer) : outer, extent(dims[at]!));
    return rows.constant === 0 ? index : index.constant === 0 ? rows : infix(rows, '+', index);
  });
}

function product(outer: Piece, extent: Piece): Piece {
  if (outer.constant === 0 || extent.constant === 0) return integer(0);
  if (extent.constant === 1) return outer;
  return outer.constant === 1 ? extent : infix(outer, '*', extent);
}

/** `tile[place]`. */
export function elementAt(array: string, indices: readonly Expression[], context: EmitContext): string {
  return `${context.names.of(array)}[${placeOf(array, indices, context).text}]`;
}

/** `&tile[place]`. */
export function addressOf(array: string, indices: readonly Expression[], context: EmitContext): Piece {
  return atom(`&${elementAt(array, indices, context)}`);
}
