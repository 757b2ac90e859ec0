import type { Arguments, Signature, Sizes } from '../model/index.ts';
import { bindSizes } from '../util/size-expression.ts';

/** One set of inputs to run a kernel on, named by what is nasty about it. */
export interface TestCase {
  readonly name: string;
  readonly sizes: Sizes;
  readonly arguments: Arguments;
}

/** Arguments made elsewhere (a workload, a golden file) as a case; the sizes follow from their shapes. UserError if these do not fit. */
export function workloadCase(signature: Signature, name: string, inputs: Arguments): TestCase {
  const shapes = Object.fromEntries(Object.entries(inputs).map(([key, array]) => [key, array.shape]));
  return { name, sizes: bindSizes(signature, shapes), arguments: inputs };
}
