import type { Builtin, Extents, SizeExpression } from '../../model/index.ts';
import type { Piece } from './piece.ts';
import type { Uniforms } from './uniforms.ts';

export const axes = ['x', 'y', 'z'] as const;
export type Axis = (typeof axes)[number];

/** What a kernel sees of its launch. What is asked for is declared at the kernel's top. */
export interface Surroundings {
  readonly uniforms: Uniforms;
  /** A thread's place, or an extent. */
  builtin(node: Pick<Builtin, 'group' | 'axis'>): Piece;
  /** Where a map kernel's value goes. */
  readonly destination: string;
  /** Name of the pointer to the output. */
  readonly output: string;
  /** Threads of a block. */
  readonly threads: number;
  /** The lanes of the thread's warp, as a mask. */
  lanes(): Piece;
  /** How many lanes the thread's warp has. */
  warpWidth(): Piece;
  /** Width of the arithmetic on places in arrays. */
  readonly addresses: 32 | 64;
}

export interface LaunchText {
  readonly surroundings: Surroundings;
  readonly block: Extents<number>;
  readonly grid: Extents<SizeExpression>;
  /** Blocks of a processor that registers must suffice for. */
  readonly resident?: number;
  /** What the kernel does first. Asked for when the body is written. */
  opening(): string[];
}
