import type { TypedKernel } from '../dialect/index.ts';
import type { Arguments, Sizes } from '../model/index.ts';
import type { Precision } from './code.ts';
import { prepare } from './compile.ts';
import type { FoundFault } from './fault.ts';
import { launch } from './launch.ts';

/**
 * A kernel as its own oracle: float64 arithmetic throughout, on inputs as they are in f32; integers as on a device. With
 * `f32` every operation rounds as its type does, which shows what rounding alone makes of it. Compiled once, run on as
 * many arguments as there are; row-major output.
 */
export function reference(typed: TypedKernel, precision: Precision = 'f64'): (inputs: Arguments, sizes: Sizes) => Float64Array | FoundFault {
  const prepared = prepare(typed, precision);
  return (inputs, sizes) => {
    const result = launch(prepared, (elements) => new Float64Array(elements), inputs, sizes);
    return result.ok ? result.output : result;
  };
}
