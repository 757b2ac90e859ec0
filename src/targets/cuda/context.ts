import type { TypedKernel, ValueType } from '../../dialect/index.ts';
import type { Expression, SizeExpression } from '../../model/index.ts';
import type { Library } from './library.ts';
import type { Names } from './names.ts';
import type { Piece } from './piece.ts';
import type { Surroundings } from './surroundings.ts';

export interface EmitContext {
  readonly typed: TypedKernel;
  /** Locals that are never negative. */
  readonly nonNegative: ReadonlySet<string>;
  /** Locals that are assigned after their declaration. */
  readonly assigned: ReadonlySet<string>;
  readonly names: Names;
  readonly surroundings: Surroundings;
  readonly library: Library;
  /** The text of an expression: see expression.ts. */
  emit(node: Expression): Piece;
  /** The same converted to a type, as an operator that wants this type does. */
  emitAs(node: Expression, type: ValueType): Piece;
  /** Value of a size over static symbols. Unsayable where it is no size. */
  fixedSize(expression: SizeExpression): number;
}

export function typeOf(node: Expression, { typed }: EmitContext): ValueType {
  return typed.types.get(node.id)!;
}

/** What CUDA cannot say, in a line that becomes the candidate's outcome; never leaves this room. */
export class Unsayable extends Error {}
