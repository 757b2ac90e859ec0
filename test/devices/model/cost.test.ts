import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cards, costOf, costTerms, h200LikeCard, occupancy, smallCard } from '../../../src/devices/model/index.ts';
import type { Counts, InstructionClass } from '../../../src/model/index.ts';

const classes: readonly InstructionClass[] = ['intAlu', 'floatAlu', 'special', 'branch', 'load', 'store', 'shared', 'exchange', 'barrier', 'atomic', 'matrix'];
const perClass = fc.tuple(...classes.map(() => fc.integer({ min: 0, max: 1e6 })))
  .map((values) => Object.fromEntries(classes.map((name, at) => [name, values[at]!])) as Record<InstructionClass, number>);

const arbitraryCounts: fc.Arbitrary<Counts> = fc.record({
  sampledWarps: fc.integer({ min: 1, max: 64 }), scale: fc.integer({ min: 1, max: 1000 }),
  issued: perClass, chain: fc.option(perClass, { nil: undefined }),
  sectors: fc.integer({ min: 0, max: 1e6 }), distinctSectors: fc.integer({ min: 0, max: 1e6 }),
}).map(({ sampledWarps, scale, issued, chain, sectors, distinctSectors }) => ({
  threads: 32 * sampledWarps * scale, sampledThreads: 32 * sampledWarps, sampledWarps,
  issued, executed: issued, sectors, distinctSectors: Math.min(sectors, distinctSectors), ...(chain === undefined ? {} : { chain }),
}));
const arbitraryCard = fc.constantFrom(...cards);

const one = (changes: Partial<Counts> = {}): Counts => {
  const zero = Object.fromEntries(classes.map((name) => [name, 0])) as Record<InstructionClass, number>;
  return { threads: 32 * 1000, sampledThreads: 320, sampledWarps: 10, issued: zero, executed: zero, chain: zero, sectors: 0, distinctSectors: 0, ...changes };
};

describe('costOf', () => {
  it('never falls as instructions or sectors grow', () => {
    fc.assert(fc.property(arbitraryCounts, arbitraryCard, fc.constantFrom(...classes), fc.integer({ min: 1, max: 1000 }), (counts, card, name, more) => {
      const base = costOf(counts, card);
      const issued = { ...counts.issued, [name]: counts.issued[name] + more };
      expect(costOf({ ...counts, issued }, card)).toBeGreaterThanOrEqual(base);
      expect(costOf({ ...counts, sectors: counts.sectors + more }, card)).toBeGreaterThanOrEqual(base);
      expect(costOf({ ...counts, distinctSectors: counts.distinctSectors + more }, card)).toBeGreaterThanOrEqual(base);
      if (counts.chain) {
        const chain = { ...counts.chain, [name]: counts.chain[name] + more };
        expect(costOf({ ...counts, chain }, card)).toBeGreaterThanOrEqual(base);
      }
    }));
  });

  it('lies between the worst resource and their sum, above the cost of a launch', () => {
    fc.assert(fc.property(arbitraryCounts, arbitraryCard, (counts, card) => {
      const terms = Object.values(costTerms(counts, card)) as number[];
      const cost = costOf(counts, card) - card.launch;
      expect(cost).toBeGreaterThanOrEqual(Math.max(...terms) * (1 - 1e-9) - 1e-6);
      expect(cost).toBeLessThanOrEqual(terms.reduce((sum, term) => sum + term, 0) * (1 + 1e-9) + 1e-6);
    }));
  });

  it('prices a larger launch of the same threads no lower', () => {
    fc.assert(fc.property(arbitraryCounts, arbitraryCard, (counts, card) => {
      const twice = { ...counts, threads: 2 * counts.threads };
      expect(costOf(twice, card)).toBeGreaterThanOrEqual(costOf(counts, card) * (1 - 1e-9));
    }));
  });

  it('gives a large launch more on a larger card', () => {
    const large = one({ threads: 32e6, sectors: 1e5, distinctSectors: 5e4, issued: { ...one().issued, floatAlu: 1e4, load: 1e4 } });
    expect(costOf(large, h200LikeCard)).toBeLessThan(costOf(large, smallCard) / 30);
  });

  it('costs a launch without threads the launch alone', () => {
    expect(costOf(one({ threads: 0, sampledThreads: 0, sampledWarps: 0 }), smallCard)).toBe(smallCard.launch);
  });

  it('never falls as a block takes more of a multiprocessor', () => {
    const arbitraryBlock = fc.record({ threads: fc.integer({ min: 1, max: 1024 }), sharedBytes: fc.integer({ min: 0, max: 65_536 }), registers: fc.integer({ min: 16, max: 400 }) });
    fc.assert(fc.property(arbitraryCounts, arbitraryCard, arbitraryBlock, fc.integer({ min: 1, max: 100 }), (counts, card, block, more) => {
      const base = costOf({ ...counts, block }, card);
      for (const worse of [{ ...block, sharedBytes: block.sharedBytes + 64 * more }, { ...block, registers: block.registers + more }]) {
        expect(costOf({ ...counts, block: worse }, card)).toBeGreaterThanOrEqual(base * (1 - 1e-9));
      }
    }));
  });

  it('holds as many blocks as warps, registers and shared memory allow, and lets the rest of the registers spill', () => {
    const block = { threads: 256, sharedBytes: 0, registers: 32 };
    expect(occupancy(undefined, h200LikeCard)).toEqual({ resident: 64, spill: 1 });
    expect(occupancy(block, h200LikeCard)).toEqual({ resident: 64, spill: 1 });
    expect(occupancy({ ...block, registers: 64 }, h200LikeCard)).toEqual({ resident: 32, spill: 1 });
    expect(occupancy({ ...block, sharedBytes: 100 * 1024 }, h200LikeCard)).toEqual({ resident: 16, spill: 1 });
    expect(occupancy({ ...block, threads: 32 }, h200LikeCard)).toEqual({ resident: 32, spill: 1 }); // 32 blocks at most
    expect(occupancy({ ...block, registers: 64, resident: 8 }, h200LikeCard)).toEqual({ resident: 64, spill: 2 });
    expect(occupancy({ ...block, registers: 510 }, smallCard)).toEqual({ resident: 8, spill: 2 });
  });

  it('makes scattered access dearer than coalesced, division dearer than addition', () => {
    expect(costOf(one({ sectors: 3200, distinctSectors: 400 }), smallCard)).toBeGreaterThan(costOf(one({ sectors: 400, distinctSectors: 400 }), smallCard));
    const issue = (name: InstructionClass) => costOf(one({ issued: { ...one().issued, [name]: 1e5 } }), smallCard);
    expect(issue('special')).toBeGreaterThan(issue('floatAlu'));
  });

  it('is bounded by memory where much is read once', () => {
    const terms = costTerms(one({ sectors: 1e6, distinctSectors: 1e6 }), smallCard);
    expect(terms.memory).toBe(Math.max(...(Object.values(terms) as number[])));
    expect(terms.memory).toBeCloseTo((1e6 * 32 * 100) / smallCard.memoryBandwidth, 0);
  });
});
