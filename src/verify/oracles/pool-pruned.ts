import type { Arguments } from '../../model/index.ts';
import { lookupBytes, pooledType, scaleBag, sumBags, weightedParameters, bagParameters } from './lookups.ts';
import type { RowOf } from './lookups.ts';
import { DIVISION_ROUNDINGS, shapeOf } from './operation.ts';
import type { Answer, Operation, OperationParameter } from './operation.ts';

/**
 * Pooling from a pruned table, as FBGEMM's tables for inference have it: −1 stands for a row that was pruned away, contributes
 * nothing and still counts in a mean (inv_L of embedding_forward_quantized_split_nbit_kernel_template.cu); any other number
 * outside the table reads row 0 (bounds_check_indices in the modes WARNING and IGNORE, which passes −1 over).
 */
const pruned = (parameters: readonly OperationParameter[]): readonly OperationParameter[] =>
  parameters.map((each) => (each.role.kind === 'index' ? { ...each, role: { ...each.role, outside: 'any' as const } } : each));

const asFbgemm = (inputs: Arguments): RowOf => {
  const rows = shapeOf(inputs, 'table')[0]!;
  return (index) => (index === -1 ? -1 : index < 0 || index >= rows ? 0 : index);
};

function pooling(name: string, parameters: readonly OperationParameter[], answer: (inputs: Arguments, rowOf: RowOf) => Answer): Operation {
  return {
    name, parameters: pruned(parameters), returns: pooledType, output: 'pooled', profiles: ['fbgemm'],
    answer: (inputs) => answer(inputs, asFbgemm(inputs)),
    bytesRead: (inputs) => lookupBytes(inputs, asFbgemm(inputs)),
  };
}

export const poolSumPruned = pooling('pool-sum-pruned', bagParameters, (inputs, rowOf) => sumBags(inputs, false, rowOf).answer);

export const poolMeanPruned = pooling('pool-mean-pruned', bagParameters, (inputs, rowOf) => {
  const { answer, bags } = sumBags(inputs, false, rowOf);
  bags.forEach(({ length }, bag) => {
    if (length > 0) scaleBag(answer, bag, 1 / length, 1 / length, DIVISION_ROUNDINGS + 1);
  });
  return answer;
});

export const poolWeightedSumPruned = pooling('pool-weighted-sum-pruned', weightedParameters, (inputs, rowOf) => sumBags(inputs, true, rowOf).answer);
