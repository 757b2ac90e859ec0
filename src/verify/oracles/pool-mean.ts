import { bagParameters, everyProfile, lookupBytes, pooledType, scaleBag, sumBags } from './lookups.ts';
import { DIVISION_ROUNDINGS } from './operation.ts';
import type { Operation } from './operation.ts';

/** The sum of each bag's rows over their number; an empty bag gives 0. Dividing before or after the sum is the same here. */
export const poolMean: Operation = {
  name: 'pool-mean',
  parameters: bagParameters,
  returns: pooledType,
  output: 'pooled',
  profiles: everyProfile,
  answer(inputs) {
    const { answer, bags } = sumBags(inputs, false);
    bags.forEach(({ length }, bag) => {
      // a reciprocal first, then a product, is one rounding more than a division
      if (length > 0) scaleBag(answer, bag, 1 / length, 1 / length, DIVISION_ROUNDINGS + 1);
    });
    return answer;
  },
  bytesRead: (inputs) => lookupBytes(inputs),
};
