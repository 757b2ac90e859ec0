import type { Arguments } from '../../model/index.ts';
import { bagParameters, lookupBytes, pooledType, scaleBag, sumBags } from './lookups.ts';
import type { RowOf } from './lookups.ts';
import { DIVISION_ROUNDINGS, parameter, symbol, valuesOf } from './operation.ts';
import type { Answer, Operation, OperationParameter } from './operation.ts';
import { largestOfBags } from './pool-max.ts';

/**
 * Pooling with a padding index, as PyTorch's EmbeddingBag has it (`padding_idx`): lookups of that row are left out of the
 * bag, of its sum and of the number that a mean divides by; a bag of nothing else is as an empty one and gives 0.
 */
const padding = parameter('padding', 'i32', [], { kind: 'index', into: symbol('rows') });

const withoutPadding = (inputs: Arguments): RowOf => {
  const padded = valuesOf(inputs, 'padding')[0]!;
  return (index) => (index === padded ? -1 : index);
};

function padded(name: string, more: readonly OperationParameter[], answer: (inputs: Arguments, rowOf: RowOf) => Answer): Operation {
  return {
    name, parameters: [...bagParameters, padding, ...more], returns: pooledType, output: 'pooled', profiles: ['pytorch'],
    answer: (inputs) => answer(inputs, withoutPadding(inputs)),
    bytesRead: (inputs) => lookupBytes(inputs, withoutPadding(inputs)),
  };
}

export const poolSumPadded = padded('pool-sum-padded', [], (inputs, rowOf) => sumBags(inputs, false, rowOf).answer);

export const poolMeanPadded = padded('pool-mean-padded', [], (inputs, rowOf) => {
  const { answer, bags } = sumBags(inputs, false, rowOf);
  bags.forEach(({ rows }, bag) => {
    if (rows > 0) scaleBag(answer, bag, 1 / rows, 1 / rows, DIVISION_ROUNDINGS + 1);
  });
  return answer;
});

export const poolMaxPadded = padded('pool-max-padded', [], largestOfBags);

/** PyTorch takes weights with sums alone. */
export const poolWeightedSumPadded = padded('pool-weighted-sum-padded', [parameter('weights', 'f32', [symbol('lookups')])],
  (inputs, rowOf) => sumBags(inputs, true, rowOf).answer);
