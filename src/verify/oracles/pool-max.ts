import type { Arguments } from '../../model/index.ts';
import { bagParameters, lookupBytes, pooledType, rowsOf } from './lookups.ts';
import type { RowOf } from './lookups.ts';
import { emptyAnswer, shapeOf, valuesOf } from './operation.ts';
import type { Answer, Operation } from './operation.ts';

/** The largest value of each bag and column, the first of equal ones; an empty bag gives 0. Of the peers PyTorch alone has it. A choice, so nothing rounds. */
export const poolMax: Operation = {
  name: 'pool-max',
  parameters: bagParameters,
  returns: pooledType,
  output: 'pooled',
  profiles: ['pytorch'],
  answer: (inputs) => largestOfBags(inputs),
  bytesRead: (inputs) => lookupBytes(inputs),
};

/** A bag in which no lookup means a row is as an empty one. */
export function largestOfBags(inputs: Arguments, rowOf?: RowOf): Answer {
  const table = valuesOf(inputs, 'table');
  const rows = rowsOf(inputs, rowOf);
  const offsets = valuesOf(inputs, 'offsets');
  const dim = shapeOf(inputs, 'table')[1]!;
  const answer = emptyAnswer([offsets.length - 1, dim]);
  for (let at = 0; at < answer.expected.length; at++) {
    const bag = Math.floor(at / dim);
    let largest = -Infinity;
    for (let lookup = offsets[bag]!; lookup < offsets[bag + 1]!; lookup++) {
      if (rows[lookup]! >= 0) largest = Math.max(largest, table[rows[lookup]! * dim + (at % dim)]!);
    }
    if (largest === -Infinity) continue;
    answer.expected[at] = largest;
    answer.magnitude[at] = Math.abs(largest);
  }
  return answer;
}
