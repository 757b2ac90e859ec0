import { bagParameters, everyProfile, lookupBytes, pooledType } from './lookups.ts';
import { emptyAnswer, shapeOf, valuesOf } from './operation.ts';
import type { Operation } from './operation.ts';

/** The largest value of each bag and column, the first of equal ones; an empty bag gives 0. A choice, so nothing rounds. */
export const poolMax: Operation = {
  name: 'pool-max',
  parameters: bagParameters,
  returns: pooledType,
  output: 'pooled',
  profiles: everyProfile,
  answer(inputs) {
    const table = valuesOf(inputs, 'table');
    const indices = valuesOf(inputs, 'indices');
    const offsets = valuesOf(inputs, 'offsets');
    const dim = shapeOf(inputs, 'table')[1]!;
    const answer = emptyAnswer([offsets.length - 1, dim]);
    for (let at = 0; at < answer.expected.length; at++) {
      const bag = Math.floor(at / dim);
      const [start, end] = [offsets[bag]!, offsets[bag + 1]!];
      if (start === end) continue;
      let largest = -Infinity;
      for (let lookup = start; lookup < end; lookup++) {
        largest = Math.max(largest, table[indices[lookup]! * dim + (at % dim)]!);
      }
      answer.expected[at] = largest;
      answer.magnitude[at] = Math.abs(largest);
    }
    return answer;
  },
  bytesRead: lookupBytes,
};
