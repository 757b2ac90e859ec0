import type { SizeExpression } from '../../model/index.ts';
import { integerArithmetic } from './arithmetic.ts';
import type { Surroundings } from './surroundings.ts';
import { constantPiece, type Piece } from './piece.ts';

/** Places in arrays, which lie flat, row-major. */
export interface Indices {
  /** Outermost first. */
  readonly pieces: readonly Piece[];
  /** The last index over a number, where it is seen to be a multiple of it. */
  lastOver(divisor: number): Piece | undefined;
}

const integer = (value: number) => constantPiece(value, 'i32');

/** An element's place in an array of these dimensions. */
export function flatPlace({ pieces }: Indices, dims: readonly SizeExpression[], { size }: Surroundings): Piece {
  return notBefore(flat(pieces, (at) => size(dims[at]!)));
}

/**
 * The place of the unit of `per` elements that an access begins with. Where rows are whole units it is worked out in
 * units from the start: `table[row * 16 + x]` for `load4(table, row, 4 * x)` and rows of 64.
 */
export function unitPlace(indices: Indices, per: number, dims: readonly SizeExpression[], surroundings: Surroundings): Piece {
  if (per === 1) return flatPlace(indices, dims, surroundings);
  const last = indices.lastOver(per);
  if (last !== undefined && dims.length === 1) return notBefore(last);
  const row = surroundings.size(dims.at(-1)!).constant;
  if (last === undefined || typeof row !== 'number' || row % per !== 0) return unitOf(flatPlace(indices, dims, surroundings), per);
  return notBefore(flat([...indices.pieces.slice(0, -1), last], (at) => (at === dims.length - 1 ? integer(row / per) : surroundings.size(dims[at]!))));
}

/** The unit in which an element lies. */
export function unitOf(place: Piece, per: number): Piece {
  return per === 1 ? place : integerArithmetic('>>', place, integer(Math.log2(per)));
}

/** An element's place in its unit. */
export function withinUnit(place: Piece, per: number): Piece {
  return integerArithmetic('&', place, integer(per - 1));
}

/** The place so many elements on. */
export function onward(place: Piece, elements: number): Piece {
  return integerArithmetic('+', place, integer(elements));
}

function flat(indices: readonly Piece[], size: (dimension: number) => Piece): Piece {
  return indices.reduce((outer, index, at) => integerArithmetic('+', integerArithmetic('*', outer, size(at)), index));
}

/** A place before the array is a fault of the kernel, but WGSL would refuse the text even where nobody goes. */
function notBefore(place: Piece): Piece {
  return typeof place.constant === 'number' && place.constant < 0 ? integer(0) : place;
}
