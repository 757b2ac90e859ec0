import { UserError } from '../../util/errors.ts';
import { lookupBytes, pooledType, scaleBag, sumBags, weightedParameters } from './lookups.ts';
import { DIVISION_ROUNDINGS, valuesOf } from './operation.ts';
import type { Operation } from './operation.ts';

/**
 * The weighted sum of each bag over the sum of its weights (profile `cuembed`, as TensorFlow has it) or over the number
 * of its lookups (profile `fbgemm`, after its kernels for GPUs and its fast ones for the CPU; its slow ones for the CPU do not
 * divide); an empty bag gives 0. PyTorch refuses the operation, so it is no profile here.
 *
 * Over Σw, the divisor itself is a rounded sum: its relative error grows with Σ|w| / |Σw|, and so does the magnitude. Where Σw
 * is 0, cuEmbed gives 0 (its Combiner for kMean, embedding_lookup_ops.cuh).
 */
export const poolWeightedMean: Operation = {
  name: 'pool-weighted-mean',
  parameters: weightedParameters,
  returns: pooledType,
  output: 'pooled',
  profiles: ['cuembed', 'fbgemm'],
  answer(inputs, profile) {
    const { answer, bags } = sumBags(inputs, true);
    const [weights, offsets] = [valuesOf(inputs, 'weights'), valuesOf(inputs, 'offsets')];
    bags.forEach(({ length, weight, absoluteWeight, weightRoundings }, bag) => {
      if (length === 0) return;
      if (profile === 'fbgemm') return scaleBag(answer, bag, 1 / length, 1 / length, DIVISION_ROUNDINGS + 1);
      if (weight === 0) {
        if (addsExactly(weights, offsets[bag]!, offsets[bag + 1]!, absoluteWeight)) return scaleBag(answer, bag, 0, 0, 0);
        throw new UserError(`the weights of bag ${bag} sum to 0, or to what rounding leaves, so its weighted mean is not defined; give weights with a sum, or @profile fbgemm, which divides by the number of lookups`);
      }
      const scale = (1 + absoluteWeight / Math.abs(weight)) / Math.abs(weight);
      const dim = answer.shape[1]!;
      for (let at = bag * dim; at < (bag + 1) * dim; at++) answer.roundings[at] = Math.max(answer.roundings[at]!, weightRoundings);
      scaleBag(answer, bag, 1 / weight, scale, DIVISION_ROUNDINGS + 1);
    });
    return answer;
  },
  bytesRead: (inputs) => lookupBytes(inputs),
};

/** Whether f32 holds every sum of some of a bag's weights, so that no order of adding them rounds: they are multiples of a 2²⁴th of all together. */
function addsExactly(weights: ArrayLike<number>, start: number, end: number, absoluteWeight: number): boolean {
  if (absoluteWeight === 0) return true;
  const step = 2 ** Math.ceil(Math.log2(absoluteWeight) - 24);
  for (let lookup = start; lookup < end; lookup++) if (!Number.isInteger(weights[lookup]! / step)) return false;
  return true;
}
