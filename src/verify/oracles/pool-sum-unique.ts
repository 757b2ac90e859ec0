import { lookupBytes, sumBags, tableParameters } from './lookups.ts';
import { number, operate, parameter, symbol, valuesOf } from './operation.ts';
import type { Answer, Operation } from './operation.ts';

const [bags, unique, dim] = [symbol('bags'), symbol('unique'), symbol('dim')];

/**
 * Sum pooling of a batch whose equal bags were found before (deduplicateBags in workloads), as RecD's inverse jagged tensors
 * have it (arXiv 2211.05239): each of the `unique` bags is pooled once, and the sum of bag b is that of unique bag inverse[b].
 */
export const poolSumUnique: Operation = {
  name: 'pool-sum-unique',
  parameters: [
    ...tableParameters,
    parameter('offsets', 'i32', [operate(unique, '+', number(1))], { kind: 'offsets', into: symbol('lookups') }),
    parameter('inverse', 'i32', [bags], { kind: 'index', into: unique }),
  ],
  returns: { scalar: 'f32', dims: [bags, dim] },
  output: 'pooled',
  profiles: ['torchrec'],
  answer(inputs) {
    const { answer } = sumBags(inputs, false);
    const inverse = valuesOf(inputs, 'inverse');
    const width = answer.shape[1]!;
    const expanded = (values: Float64Array) => Float64Array.from({ length: inverse.length * width }, (_, at) => values[inverse[Math.floor(at / width)]! * width + (at % width)]!);
    return { shape: [inverse.length, width], expected: expanded(answer.expected), magnitude: expanded(answer.magnitude), roundings: expanded(answer.roundings) } satisfies Answer;
  },
  bytesRead: (inputs) => lookupBytes(inputs),
};
