import type { Signature } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { evaluateSize, symbolsOf } from '../util/size-expression.ts';
import { bytesOfLaunch } from '../verify/index.ts';
import { generateArguments, type WorkloadEntry } from '../workloads/index.ts';

/** Inputs of more elements take longer to make than a report may. */
const mostElements = 2 ** 23;

/**
 * Bytes that a kernel must move on a workload, from inputs made anew; null where those are too large to be made in
 * passing, or the trace that they follow is gone.
 */
export function leastBytes(signature: Signature, { spec, directory }: Pick<WorkloadEntry, 'spec' | 'directory'>, draw: 'train' | 'held-out'): number | null {
  const { parameters, returns } = signature;
  const elements = [...parameters.map(({ type }) => type), returns].reduce((sum, { dims }) => {
    const known = dims.filter((dim) => symbolsOf(dim).every((symbol) => Object.hasOwn(spec.sizes, symbol)));
    return sum + known.reduce((product, dim) => product * evaluateSize(dim, spec.sizes), 1);
  }, 0);
  if (elements > mostElements) return null;
  try {
    return bytesOfLaunch(signature, generateArguments(signature, spec, { draw, directory }));
  } catch (thrown) {
    if (thrown instanceof UserError) return null;
    throw thrown;
  }
}
