import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { findInteractions, type Interactions } from '../../src/lineage/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { kinds, landscape, type Landscape } from './landscape.ts';

const search = ({ count, evaluate }: Pick<Landscape, 'count' | 'evaluate'>, { budget = 2000, least = 0.01 } = {}): Promise<Interactions> =>
  findInteractions({ count, evaluate, budget, least, random: randomStream('test') });
const groupsOf = ({ groups }: Interactions) => groups.map(({ edits }) => edits).filter(({ length }) => length > 1);

const group = fc.record({ size: fc.integer({ min: 2, max: 3 }), kind: fc.constantFrom(...Object.keys(kinds)) });
const plan = fc.record({ seed: fc.integer(), groups: fc.array(group, { maxLength: 4 }) });

describe('planted interactions of 12 edits', () => {
  it('are all found, none is invented, within 2,000 evaluations', async () => {
    await fc.assert(fc.asyncProperty(plan, async ({ seed, groups }) => {
      const planted = landscape(randomStream(seed), groups);
      const found = await search(planted);
      expect(groupsOf(found)).toEqual(planted.groups);
      expect(planted.asked()).toBeLessThanOrEqual(2000);
      expect(found.tried).toBe(planted.asked());
      expect(found.unmeasured).toBe(0);
    }), { numRuns: 300 });
  });

  it('are found as well where every time is only known to 2 %', async () => {
    await fc.assert(fc.asyncProperty(plan, async ({ seed, groups }) => {
      const planted = landscape(randomStream(seed), groups, 12, 0.01);
      expect(groupsOf(await search(planted))).toEqual(planted.groups);
    }), { numRuns: 100 });
  });

  it('give credits that multiply to the gain of each group', async () => {
    await fc.assert(fc.asyncProperty(plan, async ({ seed, groups }) => {
      const { groups: found, edits } = await search(landscape(randomStream(seed), groups));
      for (const { edits: members, gain } of found) {
        const product = members.reduce((all, edit) => all * edits[edit]!.credit!.estimate, 1);
        expect(product).toBeCloseTo(gain!.estimate, 9);
      }
    }), { numRuns: 50 });
  });
});

test.each(Object.keys(kinds))('three edits, %s: one group, with who needs whom', async (kind) => {
  const { groups, dependencies } = await search(landscape(randomStream(3), [{ size: 3, kind }], 3));
  expect(groups.map(({ edits }) => edits)).toEqual([[0, 1, 2]]);
  expect(dependencies.length > 0).toBe(['all or none', 'one needs the others', 'a chain of needs', 'all need the first'].includes(kind));
});

test('an edit that is dead alone is shown with what it depends on', async () => {
  const evaluate = async (edits: readonly number[]) =>
    (edits.includes(2) && !edits.includes(0) ? { dead: 'out-of-bounds' } : { time: { estimate: 0.9 ** edits.length, low: 0.9 ** edits.length, high: 0.9 ** edits.length } });
  const { edits, dependencies, groups } = await search({ count: 4, evaluate });
  expect(dependencies).toEqual([{ edit: 2, needs: 0 }]);
  expect(edits[2]).toMatchObject({ alone: { dead: 'out-of-bounds' } });
  expect(groups.map((each) => each.edits)).toEqual([[0, 2], [1], [3]]);
});

test('edits that each take away their own time are independent, and so are edits that each take their own share', async () => {
  for (const time of [(count: number) => 1 - 0.15 * count, (count: number) => 0.85 ** count]) {
    const evaluate = async ({ length }: readonly number[]) => ({ time: { estimate: time(length), low: time(length), high: time(length) } });
    expect(groupsOf(await search({ count: 5, evaluate }))).toEqual([]);
  }
});

test('the budget is kept to, and what it left unmeasured is told', async () => {
  for (const budget of [1, 20, 60, 200]) {
    const planted = landscape(randomStream(budget), [{ size: 3, kind: 'only together' }, { size: 2, kind: 'all or none' }]);
    const found = await search(planted, { budget });
    expect(planted.asked()).toBeLessThanOrEqual(budget);
    expect(found.unmeasured > 0).toBe(budget < 200);
  }
});

test('a large group gets its credit from sampled orders, near the true one', async () => {
  const planted = landscape(randomStream(1), [{ size: 10, kind: 'any one will do' }], 10);
  const { groups, edits } = await search(planted, { budget: 3000 });
  expect(groups).toMatchObject([{ edits: Array.from({ length: 10 }, (_, at) => at), method: 'sampled orders' }]);
  const deserved = groups[0]!.gain!.estimate ** 0.1;
  for (const { credit } of edits) {
    expect(credit!.low).toBeLessThanOrEqual(deserved);
    expect(credit!.high).toBeGreaterThanOrEqual(deserved);
    expect(credit!.estimate).toBeCloseTo(deserved, 1);
  }
});

test('every group has its credit where the budget does not reach for all subsets of the first', async () => {
  const time = (edits: readonly number[]) => [edits.filter((edit) => edit < 7).length, edits.filter((edit) => edit >= 7).length].reduce((all, count) => all / (1 + 0.05 * count ** 2), 1);
  const { groups, edits, tried } = await search({ count: 14, evaluate: async (set) => ({ time: { estimate: time(set), low: time(set), high: time(set) } }) }, { budget: 400 });
  expect(groups.map((each) => [each.edits.length, each.method])).toEqual([[7, 'sampled orders'], [7, 'sampled orders']]);
  expect(tried).toBeLessThanOrEqual(400);
  for (const { credit } of edits) expect(credit!.estimate).toBeCloseTo((1 + 0.05 * 49) ** (1 / 7), 0);
});
