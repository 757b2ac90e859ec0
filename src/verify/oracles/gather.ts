import { everyProfile, lookupBytes, tableParameters } from './lookups.ts';
import { emptyAnswer, shapeOf, symbol, valuesOf } from './operation.ts';
import type { Operation } from './operation.ts';

/** `gathered[i] = table[indices[i]]`: a copy, so nothing rounds. */
export const gather: Operation = {
  name: 'gather',
  parameters: tableParameters,
  returns: { scalar: 'f32', dims: [symbol('lookups'), symbol('dim')] },
  output: 'gathered',
  profiles: everyProfile,
  answer(inputs) {
    const table = valuesOf(inputs, 'table');
    const indices = valuesOf(inputs, 'indices');
    const dim = shapeOf(inputs, 'table')[1]!;
    const answer = emptyAnswer([indices.length, dim]);
    for (let at = 0; at < answer.expected.length; at++) {
      const value = table[indices[Math.floor(at / dim)]! * dim + (at % dim)]!;
      answer.expected[at] = value;
      answer.magnitude[at] = Math.abs(value);
    }
    return answer;
  },
  bytesRead: (inputs) => lookupBytes(inputs),
};
