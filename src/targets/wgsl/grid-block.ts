import type { Extents, Launch, SizeExpression, Sizes } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { evaluateSize, showSize } from '../../util/size-expression.ts';
import type { ArrayForm } from './array-form.ts';

/** A grid kernel's block, worked out for its static sizes. */
export interface GridBlock {
  readonly block: Extents<number>;
  readonly sharedBytes: number;
  /** Elements of each shared array, by its name in the text. */
  readonly elements: ReadonlyMap<string, number>;
}

/** Threads that a block may have in the language. */
const mostThreads = 1024;

/** Or what is wrong with it, in numbers. */
export function gridBlock(kernel: string, launch: Launch, forms: ReadonlyMap<string, ArrayForm>, statics: Sizes): GridBlock | { readonly problem: string } {
  const extents: number[] = [];
  for (const extent of launch.block) {
    const value = wholeSize(extent, statics);
    if (value === undefined || value < 1) return { problem: `a block of ${kernel} has ${showSize(extent)} threads along ${'xyz'[extents.length]}, which is ${value === undefined ? 'no whole number' : value} here` };
    extents.push(value);
  }
  const [x, y = 1, z = 1] = extents as [number, number?, number?];
  if (x * y * z > mostThreads) return { problem: `a block of ${kernel} has ${x} × ${y} × ${z} = ${x * y * z} threads; ${mostThreads} are allowed` };
  const elements = new Map<string, number>();
  let sharedBytes = 0;
  for (const { array: { space, type: { scalar, dims } }, name, per } of forms.values()) {
    if (space !== 'shared') continue;
    const sizes = dims.map((dim) => wholeSize(dim, statics));
    const strange = sizes.findIndex((size) => size === undefined || size < 0);
    if (strange >= 0) return { problem: `the shared array ${name} of ${kernel} has ${showSize(dims[strange]!)} elements along a dimension, which is ${sizes[strange] ?? 'no whole number'} here` };
    const count = Math.max(1, (sizes as number[]).reduce((product, size) => product * size, 1)); // WGSL has no empty arrays; nothing is asked of this one
    elements.set(name, count);
    sharedBytes += 16 * Math.ceil(((scalar === 'f16' ? 2 : 4) * per * Math.ceil(count / per)) / 16); // each begins at a multiple of 16
  }
  return { block: [x, y, z], sharedBytes, elements };
}

function wholeSize(size: SizeExpression, statics: Sizes): number | undefined {
  try {
    return evaluateSize(size, statics);
  } catch (thrown) {
    if (thrown instanceof UserError) return undefined;
    throw thrown;
  }
}
