import { everyProfile, lookupBytes, pooledType, sumBags, weightedParameters } from './lookups.ts';
import type { Operation } from './operation.ts';

/** The sum of each bag's rows, each times its lookup's weight; an empty bag gives 0. */
export const poolWeightedSum: Operation = {
  name: 'pool-weighted-sum',
  parameters: weightedParameters,
  returns: pooledType,
  output: 'pooled',
  profiles: everyProfile,
  answer: (inputs) => sumBags(inputs, true).answer,
  bytesRead: (inputs) => lookupBytes(inputs),
};
