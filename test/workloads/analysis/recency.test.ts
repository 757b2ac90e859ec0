import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LeastFrequentlyUsed, LeastRecentlyUsed } from '../../../src/workloads/analysis/caches.ts';
import { SIZES, sizeAt, sizeOf } from '../../../src/workloads/analysis/cache-sizes.ts';
import { Recency } from '../../../src/workloads/analysis/recency.ts';
import { RowNumbers } from '../../../src/workloads/analysis/row-numbers.ts';
import { randomStream } from '../../../src/util/random.ts';

/** Rows numbered by first appearance, as the counters get them. */
const trace = (ids: readonly number[]) => {
  const rows = new RowNumbers();
  return ids.map((id) => rows.number(id));
};
const traces = fc.array(fc.nat(30), { maxLength: 300 }).map(trace);

/** The stack as a list, most recent first. */
function naiveDistances(rows: readonly number[]): number[] {
  const stack: number[] = [];
  return rows.map((row) => {
    const depth = stack.indexOf(row);
    if (depth >= 0) stack.splice(depth, 1);
    stack.unshift(row);
    return depth;
  });
}

test('stack distances are those of a stack', () => {
  fc.assert(fc.property(traces, (rows) => {
    const recency = new Recency();
    expect(rows.map((row) => recency.use(row))).toEqual(naiveDistances(rows));
  }));
});

test('and stay so when slots close up, with few rows and with more than the first slots take', () => {
  const random = randomStream('recency');
  for (const rows of [40, 900]) {
    const long = trace(Array.from({ length: 70_000 }, () => Math.floor(random.unit() ** 3 * rows)));
    const recency = new Recency();
    expect(long.map((row) => recency.use(row))).toEqual(naiveDistances(long));
  }
  const recency = new Recency();
  const many = 100_000; // over the 65,536 slots at the start
  for (let row = 0; row < many; row++) expect(recency.use(row)).toBe(-1);
  for (let row = 0; row < many; row++) if (recency.use(row) !== many - 1) throw new Error(`row ${row} is at the bottom of the stack`);
  expect(recency.rows).toBe(many);
});

test('every size is the smallest of its place', () => {
  expect(Array.from({ length: 16 }, (_, place) => sizeOf(place))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32]);
  fc.assert(fc.property(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 31 - 1 })), (rows) => {
    const place = sizeAt(rows);
    expect(place < SIZES && sizeOf(place) >= rows && (place === 0 || sizeOf(place - 1) < rows)).toBe(true);
  }));
});

test('LRU hits are those of a cache that is run', () => {
  fc.assert(fc.property(traces, (rows) => {
    const [recency, lru] = [new Recency(), new LeastRecentlyUsed()];
    rows.forEach((row) => lru.access(recency.use(row)));
    for (const place of [0, 1, 2, 4, 7, 11]) {
      const held: number[] = [];
      let hits = 0;
      for (const row of rows) {
        const at = held.indexOf(row);
        if (at >= 0) { hits++; held.splice(at, 1); }
        held.unshift(row);
        held.length = Math.min(held.length, sizeOf(place));
      }
      expect(lru.hits(place)).toBe(hits);
    }
  }));
});

test('LFU hits are what chance among equals comes to', () => {
  fc.assert(fc.property(traces, (rows) => {
    const lfu = new LeastFrequentlyUsed();
    const uses: number[] = [];
    const expected = [0, 1, 2, 4, 7, 11].map(() => 0);
    for (const row of rows) {
      const before = uses[row] ?? 0;
      lfu.access(before);
      if (before > 0) {
        const above = uses.filter((count) => count > before).length;
        const alike = uses.filter((count) => count === before).length;
        [0, 1, 2, 4, 7, 11].forEach((place, at) => { expected[at]! += Math.min(1, Math.max(0, (sizeOf(place) - above) / alike)); });
      }
      uses[row] = before + 1;
    }
    [0, 1, 2, 4, 7, 11].forEach((place, at) => expect(lfu.hits(place)).toBeCloseTo(expected[at]!, 8));
  }));
});

test('rows are numbered by first appearance, whether ids lie close or far apart', () => {
  const far = fc.oneof(fc.nat(50), fc.nat(2 ** 31 - 1), fc.maxSafeNat());
  fc.assert(fc.property(fc.array(far, { maxLength: 2000 }), (ids) => {
    const rows = new RowNumbers();
    const map = new Map<number, number>();
    for (const id of ids) {
      if (!map.has(id)) map.set(id, map.size);
      expect(rows.number(id)).toBe(map.get(id));
    }
    expect(rows.size).toBe(map.size);
  }), { numRuns: 30 });
  // One id a page: after 4,096 pages the rest is hashed, and what was paged stays where it is.
  const rows = new RowNumbers();
  for (const round of [0, 1]) for (let id = 0; id < 6000; id++) if (rows.number(id * 20_000) !== id) throw new Error(`id ${id} in round ${round}`);
});
