import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fastest } from '../../src/search/candidate.ts';
import { ranked, survivors, withoutClones } from '../../src/search/survival.ts';
import { genomeOf, individual } from './support.ts';

const settings = { elites: 1, errorFloor: 0.25, timeGrain: 0.002 };
const numbers = (all: readonly { candidate: { number: number } }[]) => all.map((one) => one.candidate.number);

const crowd = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, 0.4, 0.9), fc.integer({ min: 0, max: 9 })), { maxLength: 40 })
  .map((rows) => rows.map(([time, error, hash], number) => individual(number, time, error, { hash: `h${hash}` })));

test('order is by front, then room, then newer', () => {
  const all = [individual(0, 10), individual(1, 9), individual(2, 9), individual(3, 20, 0.9), individual(4, 8, 0.9)];
  expect(numbers(ranked(all, 0.25))).toEqual([4, 2, 1, 0, 3]);
});

test('a slow mutant is not kept alive by an error below the floor', () => {
  const all = [individual(0, 10, 0.2), individual(1, 30, 0.0001)];
  expect(numbers(survivors(all, 1, settings))).toEqual([0]);
});

test('of clones the one with the fewest edits stays, then the oldest', () => {
  const long = genomeOf('a', 'b', 'c');
  const short = genomeOf('a');
  const all = [
    individual(1, 5, 0, { hash: 'same', genome: long }), individual(2, 5, 0, { hash: 'same', genome: short }),
    individual(3, 5, 0, { hash: 'same', genome: short }),
  ];
  expect(numbers(withoutClones(all))).toEqual([2]);
});

test('a neutral child takes the place of its parent, but the fastest itself stays', () => {
  const all = [individual(1, 100), individual(2, 50), individual(3, 100.05), individual(4, 50.05), individual(5, 50.05)];
  expect(numbers(survivors(all, 4, settings)).sort()).toEqual([2, 3, 5]);
});

test('the fastest always survives, once, whatever the crowd', () => {
  fc.assert(fc.property(crowd, fc.integer({ min: 1, max: 12 }), (all, size) => {
    const kept = survivors(all, size, settings);
    expect(kept.length).toBeLessThanOrEqual(size);
    expect(new Set(kept.map((one) => one.hash)).size).toBe(kept.length);
    if (all.length > 0) expect(kept).toContain(fastest(withoutClones(all)));
  }));
});

test('survivors do not depend on the order in which they come', () => {
  fc.assert(fc.property(crowd, (all) => {
    expect(survivors([...all].reverse(), 6, settings)).toEqual(survivors(all, 6, settings));
  }));
});
