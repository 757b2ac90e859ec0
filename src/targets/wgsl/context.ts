import type { TypedKernel } from '../../dialect/index.ts';
import type { Helper } from './helpers.ts';
import type { Surroundings } from './launch.ts';
import type { Names } from './names.ts';

export interface EmitContext {
  readonly typed: TypedKernel;
  /** Locals that are never negative. */
  readonly nonNegative: ReadonlySet<string>;
  /** Locals that are assigned after their declaration. */
  readonly assigned: ReadonlySet<string>;
  readonly names: Names;
  readonly surroundings: Surroundings;
  /** The helpers called so far. */
  readonly helpers: Set<Helper>;
  /** Lines that must run before the statement that is being written. */
  readonly before: string[];
}

/** The same place in the kernel with lines of its own before it. */
export function apart(context: EmitContext): EmitContext {
  return { ...context, before: [] };
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}
