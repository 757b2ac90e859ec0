import type { DeviceFailure, Extents, LaunchPlan, Sizes } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { showSize } from '../../util/size-expression.ts';
import { gridOf } from '../support/grid.ts';

/** Workgroups of a launch along x, y, z; an extent of 0 launches nothing. What this GPU cannot launch is a value. */
export function launchGrid(kernel: string, plan: LaunchPlan, sizes: Sizes, most: number): Extents<number> | DeviceFailure {
  let grid: Extents<number>;
  try {
    grid = gridOf(plan, sizes);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    return { failed: 'unsupported', detail: `the grid [${plan.grid.map(showSize).join(', ')}] of ${kernel} is no whole number of blocks here: ${thrown.message}` };
  }
  const axis = grid.findIndex((extent) => extent > most);
  if (axis < 0) return grid;
  return { failed: 'unsupported', detail: `${kernel} launches ${grid[axis]} blocks along ${'xyz'[axis]}; this GPU allows ${most}` };
}
