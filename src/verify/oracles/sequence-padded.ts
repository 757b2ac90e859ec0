import { bagParameters, lookupBytes } from './lookups.ts';
import { emptyAnswer, parameter, shapeOf, symbol, valuesOf } from './operation.ts';
import type { Operation } from './operation.ts';

const [bags, length, dim] = [symbol('bags'), symbol('length'), symbol('dim')];

/**
 * Sequences of rows, all made as long as `filler`: the rows of each bag in their order, cut off at that length, and where a bag
 * ends earlier the filler's row of the place (FBGEMM's jagged_to_padded_dense and TorchRec's to_padded_dense have one number there,
 * zero by default; here it may be a padding vector). Without
 * padding, in jagged form, a sequence is what `gather` gives, with the offsets as they are. A copy, so nothing rounds.
 */
export const sequencePadded: Operation = {
  name: 'sequence-padded',
  parameters: [...bagParameters, parameter('filler', 'f32', [length, dim])],
  returns: { scalar: 'f32', dims: [bags, length, dim] },
  output: 'sequences',
  profiles: ['fbgemm', 'torchrec'],
  answer(inputs) {
    const [table, indices, offsets, filler] = ['table', 'indices', 'offsets', 'filler'].map((name) => valuesOf(inputs, name)) as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
    const [places, width] = shapeOf(inputs, 'filler') as readonly [number, number];
    const answer = emptyAnswer([offsets.length - 1, places, width]);
    for (let at = 0; at < answer.expected.length; at++) {
      const [bag, place, column] = [Math.floor(at / (places * width)), Math.floor(at / width) % places, at % width];
      const lookup = offsets[bag]! + place;
      const value = lookup < offsets[bag + 1]! ? table[indices[lookup]! * width + column]! : filler[place * width + column]!;
      answer.expected[at] = value;
      answer.magnitude[at] = Math.abs(value);
    }
    return answer;
  },
  /** Lookups beyond the length are not read. */
  bytesRead(inputs) {
    const [places] = shapeOf(inputs, 'filler') as readonly [number];
    const offsets = valuesOf(inputs, 'offsets');
    const { values, ...indices } = inputs['indices']!;
    const kept: number[] = [];
    for (let bag = 0; bag + 1 < offsets.length; bag++) for (let at = offsets[bag]!; at < Math.min(offsets[bag + 1]!, offsets[bag]! + places); at++) kept.push(at);
    const read = values instanceof BigInt64Array ? BigInt64Array.from(kept, (at) => values[at]!) : Int32Array.from(kept, (at) => values[at]!);
    return lookupBytes({ ...inputs, indices: { ...indices, shape: [kept.length], values: read } });
  },
};
