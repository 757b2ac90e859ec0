import { bagParameters, everyProfile, lookupBytes, pooledType, sumBags } from './lookups.ts';
import type { Operation } from './operation.ts';

/** The sum of each bag's rows; an empty bag gives 0. */
export const poolSum: Operation = {
  name: 'pool-sum',
  parameters: bagParameters,
  returns: pooledType,
  output: 'pooled',
  profiles: everyProfile,
  answer: (inputs) => sumBags(inputs, false).answer,
  bytesRead: (inputs) => lookupBytes(inputs),
};
