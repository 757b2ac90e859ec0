import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deduplicateBags, deduplicationGain } from '../../src/workloads/deduplicate.ts';

const bagsOf = (indices: Int32Array, offsets: Int32Array) => Array.from({ length: offsets.length - 1 }, (_, bag) => [...indices.subarray(offsets[bag]!, offsets[bag + 1]!)]);
const batchOf = (bags: number[][]) => ({
  indices: Int32Array.from(bags.flat()), offsets: Int32Array.from([0, ...bags.map((_, bag) => bags.slice(0, bag + 1).flat().length)]),
});

it('keeps equal bags once, in order, and says which each was', () => {
  const { indices, offsets } = batchOf([[3, 1], [], [3, 1], [1, 3], [], [3, 1]]);
  expect(deduplicateBags(indices, offsets)).toEqual({ indices: Int32Array.of(3, 1, 1, 3), offsets: Int32Array.of(0, 2, 2, 4), inverse: Int32Array.of(0, 1, 0, 2, 1, 0) });
});

it('expanding gives the batch back, and no two unique bags are equal', () => {
  const bags = fc.array(fc.array(fc.nat(2), { maxLength: 3 }), { maxLength: 30 });
  fc.assert(fc.property(bags, (drawn) => {
    const { indices, offsets } = batchOf(drawn);
    const { inverse, ...unique } = deduplicateBags(indices, offsets);
    const kept = bagsOf(unique.indices, unique.offsets);
    expect([...inverse].map((bag) => kept[bag])).toEqual(drawn);
    expect(new Set(kept.map(String)).size).toBe(kept.length);
  }));
});

it('pays from the duplication on at which rows saved outweigh sums written twice', () => {
  const gain = (samples: number, length: number) => {
    const bags = Array.from({ length: 12 }, (_, bag) => Array.from({ length }, (__, at) => Math.floor(bag / samples) * 100 + at));
    const { indices, offsets } = batchOf(bags);
    return deduplicationGain(indices, offsets, 8);
  };
  expect(gain(1, 20)).toMatchObject({ bags: 12, uniqueBags: 12, factor: 1, pays: false });
  expect(gain(4, 20)).toMatchObject({ uniqueBags: 3, factor: 4, pays: true, plainBytes: 4 * (240 * 9 + 13), uniqueBytes: 4 * (60 * 9 + 4 + 12 + 3 * 8 + 12 * 8) });
  expect(gain(4, 1).pays).toBe(false); // one lookup a bag: a sum is as large as a row
});

it('an empty batch is one', () => {
  expect(deduplicationGain(Int32Array.of(), Int32Array.of(0), 4)).toMatchObject({ bags: 0, uniqueBags: 0, factor: 1, pays: false });
});
