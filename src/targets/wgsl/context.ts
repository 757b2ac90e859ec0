import type { TypedKernel } from '../../dialect/index.ts';
import type { NodeId } from '../../model/index.ts';
import type { ArrayForm } from './array-form.ts';
import type { Functions } from './functions.ts';
import type { Helper } from './helpers.ts';
import type { Names } from './names.ts';
import type { Surroundings } from './surroundings.ts';

export interface EmitContext {
  readonly typed: TypedKernel;
  /** Locals that are never negative. */
  readonly nonNegative: ReadonlySet<string>;
  /** Locals that are assigned after their declaration. */
  readonly assigned: ReadonlySet<string>;
  readonly names: Names;
  readonly surroundings: Surroundings;
  /** How each array lies. */
  readonly forms: ReadonlyMap<string, ArrayForm>;
  /** Loads that decide whether a barrier is reached. */
  readonly uniformLoads: ReadonlySet<NodeId>;
  /** Threads of a workgroup. */
  readonly threads: number;
  /** The helpers called so far. */
  readonly helpers: Set<Helper>;
  readonly functions: Functions;
  /** Lines that must run before the statement that is being written. */
  readonly before: string[];
}

/** The same place in the kernel with lines of its own before it. */
export function apart(context: EmitContext): EmitContext {
  return { ...context, before: [] };
}
