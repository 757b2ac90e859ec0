import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns, grounds, type ComparedRun } from '../../src/lineage/index.ts';
import { comparedRun as run } from './compared-run.ts';

const speedup = (low: number, high: number) => ({ figures: { ...run('r-1').figures!, speedup: { estimate: (low + high) / 2, low, high } } });
const edit = (id: string, operator = 'unroll-loop', target = 'n4') => ({ id, operator, target, where: '3:1' });

describe('runs side by side', () => {
  it('are compared only where all grounds agree', () => {
    const { groups, differing, differences } = compareRuns([run('r-1', speedup(1, 1.1)), run('r-2', { ...speedup(3, 4), hardware: 'another card' }), run('r-3', speedup(2, 2.1))]);
    expect(groups).toEqual([['r-1', 'r-3'], ['r-2']]);
    expect(differing).toEqual(['hardware']);
    expect(differences).toEqual([{ faster: 'r-3', slower: 'r-1', factor: { estimate: 2.05 / 1.05, low: 2 / 1.1, high: 2.1 } }]);
  });

  it.each([
    ['kernel', { kernelHash: 'another' }], ['workload', { workloadHash: 'another' }], ['device', { device: 'model' }], ['hardware', { hardware: 'another' }], ['toolchain', { toolchain: 'another' }],
  ] as const)('stand apart with another %s, whatever its name', (ground, change) => {
    expect(compareRuns([run('r-1'), run('r-2', change)])).toMatchObject({ groups: [['r-1'], ['r-2']], differing: [ground], undecided: 0 });
  });

  it('differ only where the intervals do not overlap, by more than the noise', () => {
    const pair = (one: Partial<ComparedRun>, other: Partial<ComparedRun>) => compareRuns([run('r-1', one), run('r-2', other)]);
    expect(pair(speedup(1, 1.2), speedup(1.1, 1.3))).toMatchObject({ differences: [], undecided: 1 });
    expect(pair(speedup(1, 1.1), { ...speedup(1.105, 1.3), noiseFloor: 0.01 })).toMatchObject({ differences: [], undecided: 1 });
    expect(pair(speedup(1, 1.1), speedup(1.105, 1.3))).toMatchObject({ differences: [{ faster: 'r-2' }], undecided: 0 });
    expect(pair(speedup(1, 1.1), { figures: null })).toMatchObject({ groups: [['r-1', 'r-2']], differences: [], undecided: 0 });
  });

  it('share an edit of one operator at one place of one kernel; its ids tell whether the choices agree', () => {
    const { edits } = compareRuns([
      run('r-1', { edits: [edit('a'), edit('b', 'swap-statements')] }), run('r-2', { edits: [edit('c', 'swap-statements', 'n9'), edit('d'), edit('e')] }),
      run('r-3', { kernelHash: 'another', edits: [edit('a')] }),
    ]);
    expect(edits.map(({ operator, target, kernelHash, carriers }) => [operator, target, kernelHash, carriers.map(({ runId, id }) => `${runId} ${id}`).join(', ')])).toEqual([
      ['unroll-loop', 'n4', 'c0ffee', 'r-1 a, r-2 d, r-2 e'], ['swap-statements', 'n4', 'c0ffee', 'r-1 b'], ['swap-statements', 'n9', 'c0ffee', 'r-2 c'], ['unroll-loop', 'n4', 'another', 'r-3 a'],
    ]);
  });

  it('every run is in one group, every pair of a group is told or undecided, and nobody is both faster and slower than another', () => {
    const interval = fc.tuple(fc.double({ min: 0.1, max: 5, noNaN: true }), fc.double({ min: 0.1, max: 5, noNaN: true })).map(([a, b]) => speedup(Math.min(a, b), Math.max(a, b)));
    const changes = fc.record({ hardware: fc.constantFrom('one', 'two'), toolchain: fc.constantFrom('one', 'two'), noiseFloor: fc.double({ min: 0, max: 0.1, noNaN: true }) });
    fc.assert(fc.property(fc.array(fc.tuple(interval, changes), { minLength: 2, maxLength: 8 }), (made) => {
      const runs = made.map(([figures, change], at) => run(`r-${at}`, { ...figures, ...change }));
      const { groups, differences, undecided } = compareRuns(runs);
      expect(groups.flat().sort()).toEqual(runs.map(({ runId }) => runId).sort());
      expect(differences.length + undecided).toBe(groups.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0));
      for (const { faster, slower, factor } of differences) {
        const of = (id: string) => runs.find(({ runId }) => runId === id)!;
        expect(factor.low).toBeGreaterThan(1);
        for (const ground of grounds.filter((each) => each !== 'kernel' && each !== 'workload')) expect(of(faster)[ground]).toBe(of(slower)[ground]);
        expect(differences.some((other) => other.faster === slower && other.slower === faster)).toBe(false);
      }
    }));
  });
});
