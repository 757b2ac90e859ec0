import { describe, expect, it } from 'vitest';
import type { Arguments, Random } from '../../../src/model/index.ts';
import { randomStream } from '../../../src/util/random.ts';
import { compareOutputs } from '../../../src/verify/index.ts';
import { operationNamed } from '../../../src/verify/oracles/index.ts';
import type { Answer } from '../../../src/verify/oracles/operation.ts';
import { floats, integers } from '../support/signatures.ts';

/** Every way to add that kernels have, in f32, against the error bars of long bags. */
const f = Math.fround;
type Terms = readonly number[];
const sequential = (terms: Terms) => terms.reduce((sum, term) => f(sum + term), 0);
const pairwise = (terms: Terms): number =>
  (terms.length === 1 ? terms[0]! : f(pairwise(terms.slice(0, terms.length >> 1)) + pairwise(terms.slice(terms.length >> 1))));
const accumulators = (count: number) => (terms: Terms) => {
  const sums = new Float32Array(count);
  terms.forEach((term, at) => { sums[at % count]! += term; });
  return sequential([...sums]);
};
const orders: Record<string, (terms: Terms) => number> = {
  sequential, reversed: (terms) => sequential([...terms].reverse()), pairwise,
  '4 accumulators': accumulators(4), '8 accumulators': accumulators(8), '32 accumulators': accumulators(32),
};

const dim = 2;
type Fill = (random: Random, at: number) => number;
const signed: Fill = (random) => 2 * random.unit() - 1;
const tables: Record<string, Fill> = {
  random: signed,
  'all positive': (random) => random.unit(),
  'positive, between 1 and 2': (random) => 1 + random.unit(),
  'constant 0.1': () => 0.1,
  'constant but for one column': (random, at) => (at % dim === 0 ? 0.1 : random.unit()),
  'two values': (random) => (random.chance(0.5) ? 0.1 : 0.7),
  'nearly constant': (random) => 1 + random.unit() / 4096,
  cancelling: (random, at) => (Math.floor(at / dim) % 2 === 0 ? 1 : -1) * (200 + random.unit()),
  'magnitudes mixed': (random) => (random.chance(0.5) ? 1 : -1) * (1 + random.unit()) * 2 ** (random.below(13) - 6),
  'magnitudes mixed, all positive': (random) => (1 + random.unit()) * 2 ** (random.below(21) - 10),
  'one huge value before small ones': (random, at) => (at < dim ? 2 ** 24 : random.unit()),
};
const inTurn = (length: number) => Array.from({ length }, (_, at) => at);
const lookups: Record<string, (length: number, random: Random) => number[]> = {
  'each row once': inTurn,
  'rows at random': (length, random) => inTurn(length).map(() => random.below(length)),
  'one row for half of the bag': (length) => inTurn(length).map((at) => (at % 2 === 0 ? 0 : at)),
  'one of 7 rows': (length, random) => inTurn(length).map(() => random.below(7)),
};
const lengths = [513, 2049, 5000, 20_000];
const seedsOf = (length: number) => (length > 10_000 ? 1 : length > 3000 ? 3 : 8);

function bagOf(length: number, fill: Fill, draw: (length: number, random: Random) => number[], random: Random) {
  const table = Float32Array.from({ length: length * dim }, (_, at) => fill(random, at));
  const indices = draw(length, random);
  const terms = (column: number) => indices.map((row) => table[row * dim + column]!);
  return { inputs: { table: floats([length, dim], table), indices: integers(indices), offsets: integers([0, length]) }, columns: [terms(0), terms(1)] };
}
const answerOf = (name: string, inputs: Arguments) => operationNamed(name).answer(inputs, 'cuembed');
const errorOf = (answer: Answer, values: number[]): number => compareOutputs(answer, floats([1, dim], values)).error;

describe.each(Object.keys(tables))('a right sum over a table that is %s is accepted', (kind) => {
  it.each(Object.keys(lookups))('%s', (drawn) => {
    for (const length of lengths) for (let seed = 0; seed < seedsOf(length); seed++) {
      const { inputs, columns } = bagOf(length, tables[kind]!, lookups[drawn]!, randomStream(`${kind} ${drawn} ${length} ${seed}`));
      const scaled = inTurn(length).map((at) => f(0.5 + ((at * 0.618) % 1)));
      const [poolSum, poolMean] = [answerOf('pool-sum', inputs), answerOf('pool-mean', inputs)];
      const weightings = (seed > 0 ? [] : [scaled, scaled.map(() => f(0.1))]).map((weights) => {
        const given = { ...inputs, weights: floats([length], weights) };
        return { weights, poolWeighted: answerOf('pool-weighted-sum', given), poolWeightedMean: answerOf('pool-weighted-mean', given) };
      });
      for (const [order, add] of Object.entries(orders)) {
        const sums = columns.map(add);
        const where = `${order} over ${length}, seed ${seed}`;
        expect(errorOf(poolSum, sums), where).toBeLessThanOrEqual(1);
        expect(errorOf(poolMean, sums.map((sum) => f(sum / length))), where).toBeLessThanOrEqual(1);
        for (const { weights, poolWeighted, poolWeightedMean } of weightings) {
          const weighted = columns.map((terms) => add(terms.map((term, at) => f(term * weights[at]!))));
          expect(errorOf(poolWeighted, weighted), where).toBeLessThanOrEqual(1);
          const total = add(weights);
          expect(errorOf(poolWeightedMean, weighted.map((sum) => f(sum / total))), where).toBeLessThanOrEqual(1);
        }
      }
    }
  });
});

it('fused weighted sums are accepted', () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = randomStream(`fused ${seed}`);
    const { inputs, columns } = bagOf(5000, signed, inTurn, random);
    const weights = columns[0]!.map(() => f(random.unit()));
    const fused = columns.map((terms) => terms.reduce((sum, term, at) => f(sum + term * weights[at]!), 0));
    expect(errorOf(answerOf('pool-weighted-sum', { ...inputs, weights: floats([5000], weights) }), fused)).toBeLessThanOrEqual(1);
  }
});

describe('in a random table', () => {
  it('one lookup lost out of 5,000 is found', () => {
    let seen = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { inputs, columns } = bagOf(5000, signed, inTurn, randomStream(`lost ${seed}`));
      const lost = 125 * seed;
      // each value beyond 0.2 tells: a row of two has one with a probability of 0.96
      const tells = columns.some((terms) => Math.abs(terms[lost]!) > 0.2);
      const error = errorOf(answerOf('pool-sum', inputs), columns.map((terms) => sequential(terms.filter((_, at) => at !== lost))));
      if (tells) expect(error).toBeGreaterThan(1);
      if (error > 1) seen++;
    }
    expect(seen).toBeGreaterThanOrEqual(36);
  });

  it('roundings grow as the root of the lookups, and with repeats', () => {
    const roundings = (length: number, drawn: string, kind = 'random') => {
      const { inputs } = bagOf(length, tables[kind]!, lookups[drawn]!, randomStream(`roundings ${length}`));
      return [...answerOf('pool-sum', inputs).roundings];
    };
    expect(roundings(512, 'each row once')).toEqual([511, 511]);
    expect(roundings(2049, 'each row once')).toEqual([512, 512]);
    expect(roundings(20_000, 'each row once')).toEqual([8 * Math.sqrt(20_000), 8 * Math.sqrt(20_000)]);
    expect(roundings(20_000, 'one of 7 rows')).toEqual([19_999, 19_999]);
    expect(roundings(20_000, 'each row once', 'constant but for one column')).toEqual([19_999, 8 * Math.sqrt(20_000)]);
    expect(roundings(20_000, 'each row once', 'one huge value before small ones')).toEqual([19_999, 19_999]);
  });
});
