import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arguments } from '../../../src/model/index.ts';
import { operationNamed } from '../../../src/verify/oracles/index.ts';
import { floats, integers } from '../support/signatures.ts';

/** Oracles against another formulation: lists of vectors and the textbook's words, nothing flat and nothing in place. */
const quarter = fc.integer({ min: -64, max: 64 }).map((value) => value / 4); // exact in any order
type Vector = number[];
const add = (a: Vector, b: Vector) => a.map((value, k) => value + b[k]!);
const times = (a: Vector, factor: number) => a.map((value) => value * factor);
const zero = (dim: number): Vector => Array(dim).fill(0);

const pools = fc.record({ dim: fc.integer({ min: 1, max: 5 }), rows: fc.integer({ min: 1, max: 6 }) }).chain(({ dim, rows }) => fc.record({
  dim: fc.constant(dim),
  table: fc.array(fc.array(quarter, { minLength: dim, maxLength: dim }), { minLength: rows, maxLength: rows }),
  bags: fc.array(fc.array(fc.record({ row: fc.nat(rows - 1), weight: fc.integer({ min: 1, max: 8 }) }), { maxLength: 6 }), { maxLength: 6 }),
}));
type PoolInputs = typeof pools extends fc.Arbitrary<infer T> ? T : never;

function argumentsOf({ table, bags, dim }: PoolInputs): Arguments {
  const ends = bags.map((_, bag) => bags.slice(0, bag + 1).flat().length);
  return {
    table: floats([table.length, dim], table.flat()), indices: integers(bags.flat().map(({ row }) => row)),
    offsets: integers([0, ...ends]), weights: floats([bags.flat().length], bags.flat().map(({ weight }) => weight)),
  };
}
type Bag = { vector: Vector; weight: number }[];
const pooled: Record<string, (bag: Bag, dim: number) => Vector> = {
  'pool-sum': (bag, dim) => bag.map(({ vector }) => vector).reduce(add, zero(dim)),
  'pool-mean': (bag, dim) => times(bag.map(({ vector }) => vector).reduce(add, zero(dim)), 1 / Math.max(1, bag.length)),
  'pool-max': (bag, dim) => zero(dim).map((_, k) => (bag.length === 0 ? 0 : [...bag.map(({ vector }) => vector[k]!)].sort((a, b) => b - a)[0]!)),
  'pool-weighted-sum': (bag, dim) => bag.map(({ vector, weight }) => times(vector, weight)).reduce(add, zero(dim)),
  'pool-weighted-mean': (bag, dim) => times(
    bag.map(({ vector, weight }) => times(vector, weight)).reduce(add, zero(dim)), 1 / Math.max(1, bag.reduce((sum, { weight }) => sum + weight, 0))),
};

describe('pooling oracles agree with a naive formulation', () => {
  it.each(Object.keys(pooled))('%s', (name) => {
    const operation = operationNamed(name);
    fc.assert(fc.property(pools, (inputs) => {
      const bags = inputs.bags.map((bag) => bag.map(({ row, weight }) => ({ vector: inputs.table[row]!, weight })));
      const answer = operation.answer(argumentsOf(inputs), operation.profiles[0]!);
      const expected = bags.flatMap((bag) => pooled[name]!(bag, inputs.dim));
      expect(answer.shape).toEqual([bags.length, inputs.dim]);
      expected.forEach((value, at) => expect(answer.expected[at]! - value).toBeCloseTo(0, 9));
      answer.expected.forEach((value, at) => expect(Math.abs(value)).toBeLessThanOrEqual(answer.magnitude[at]! * (1 + 1e-12)));
    }), { numRuns: 60 });
  });
});

describe('interaction oracles agree with a naive formulation', () => {
  const batches = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 })).chain(([fields, dim]) =>
    fc.array(fc.array(fc.array(quarter, { minLength: dim, maxLength: dim }), { minLength: fields + 1, maxLength: fields + 1 }), { minLength: 1, maxLength: 3 }));
  const inner = (a: Vector, b: Vector) => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

  it('interact-dot', () => {
    fc.assert(fc.property(batches, (samples) => {
      const [vectors, dim] = [samples[0]!.length, samples[0]![0]!.length];
      const expected = samples.flatMap((sample) => {
        const gram = sample.map((a) => sample.map((b) => inner(a, b)));
        return [...sample[0]!, ...gram.flatMap((row, i) => row.filter((_, j) => j < i))];
      });
      const answer = operationNamed('interact-dot').answer({
        dense: floats([samples.length, dim], samples.flatMap((sample) => sample[0]!)),
        sparse: floats([samples.length, vectors - 1, dim], samples.flatMap((sample) => sample.slice(1).flat())),
      }, 'dlrm');
      expect([...answer.expected]).toEqual(expected);
    }), { numRuns: 60 });
  });

  it('interact-fm', () => {
    fc.assert(fc.property(batches, (samples) => {
      const [vectors, dim] = [samples[0]!.length, samples[0]![0]!.length];
      const expected = samples.flatMap((sample) => zero(dim).map((_, k) =>
        sample.flatMap((a, i) => sample.slice(0, i).map((b) => a[k]! * b[k]!)).reduce((sum, value) => sum + value, 0)));
      const answer = operationNamed('interact-fm').answer({ vectors: floats([samples.length, vectors, dim], samples.flat(2)) }, 'dlrm');
      expected.forEach((value, at) => expect(answer.expected[at]! - value).toBeCloseTo(0, 9));
    }), { numRuns: 60 });
  });
});
