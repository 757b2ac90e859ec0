import type { TypedKernel } from '../dialect/index.ts';
import type { Arguments, Sizes } from '../model/index.ts';
import { prepare } from './compile.ts';
import type { FoundFault } from './fault.ts';
import { launch } from './launch.ts';

/**
 * A kernel as its own oracle: float64 arithmetic throughout, on inputs as they are in f32; integers as on a device. Compiled
 * once, run on as many arguments as there are; row-major output.
 */
export function reference(typed: TypedKernel): (inputs: Arguments, sizes: Sizes) => Float64Array | FoundFault {
  const prepared = prepare(typed, 'f64');
  return (inputs, sizes) => {
    const result = launch(prepared, (elements) => new Float64Array(elements), inputs, sizes);
    return result.ok ? result.output : result;
  };
}
