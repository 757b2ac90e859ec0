import type { Extents, LaunchPlan, Sizes } from '../../model/index.ts';
import { evaluateSize } from '../../util/size-expression.ts';

/** Blocks of a launch along x, y, z for these sizes. Empty where an extent is 0: then there is nothing to launch. */
export function gridOf({ grid }: LaunchPlan, sizes: Sizes): Extents<number> {
  const [x, y, z] = grid;
  return [evaluateSize(x, sizes), evaluateSize(y, sizes), evaluateSize(z, sizes)];
}
