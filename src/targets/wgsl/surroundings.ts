import type { Builtin, LaunchPlan, SizeExpression } from '../../model/index.ts';
import type { Piece } from './piece.ts';

/** What a kernel sees of its launch: sizes, scalar arguments, its place. */
export interface Surroundings {
  size(expression: SizeExpression, name?: string): Piece;
  scalar(parameter: string): Piece;
  builtin(node: Pick<Builtin, 'group' | 'axis'>): Piece;
  /** Lanes of the thread's warp in a block whose last warp is not full. */
  lanes(): Piece;
  /** The statements that a map kernel's `return` becomes; the value is text. */
  returned(value: string): string[];
}

/** The launch as text, once the body is written: what the body asked for is there. */
export interface SurroundingsText {
  readonly surroundings: Surroundings;
  /** Declarations of the uniforms. */
  uniforms(): string[];
  /** The entry point's head and its first statements. */
  entry(): { readonly head: string[]; readonly opening: string[] };
  plan(): LaunchPlan;
}
