import type { Arguments, ArrayData, Executable, Signature, Sizes } from '../../../src/model/index.ts';
import { evaluateSize } from '../../../src/util/size-expression.ts';
import type { Compute } from './kernels.ts';

/** A plain function behind the interface of a compiled kernel. */
export function executableOf(signature: Signature, compute: Compute): Executable & { launches: number } {
  let [inputs, sizes]: [Arguments, Sizes] = [{}, {}];
  return {
    launches: 0,
    async bind(given, givenSizes) { [inputs, sizes] = [given, givenSizes]; },
    async run(): Promise<ArrayData> {
      this.launches++;
      return { scalar: 'f32', shape: signature.returns.dims.map((dim) => evaluateSize(dim, sizes)), values: compute(inputs) };
    },
    async time() { throw new Error('nothing is timed here'); },
    async dispose() {},
  };
}
