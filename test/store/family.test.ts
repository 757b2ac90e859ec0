import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { individual, newRun, temporaryStore } from './fixtures/records.ts';
import { genomes, tellStory } from './fixtures/story.ts';

describe('family', () => {
  it('tells an individual with its genome, parents, children, evaluations and speed', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    const told = store.reports.individual(run, 5);
    expect(told).toMatchObject({
      number: 5,
      generation: 3,
      island: 1,
      treeHash: 'tree-5',
      genome: genomes[5],
      parents: [3, 2],
      children: [],
      made: { kind: 'crossover+mutation', operators: ['hoist'] },
    });
    expect(told.speedup?.estimate).toBe(2); // the latest against the base, not the one beside the incumbent
    expect(told.evaluations.map(({ number }) => number)).toEqual([5, 6, 7]);
    expect(store.reports.individual(run, 2).children).toEqual([4, 5, 6]);
  });

  it('lets a twin of the same tree speak for an individual never measured itself', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    expect(store.reports.individual(run, 6)).toMatchObject({ evaluations: [], speedup: { estimate: 1.5 } });
    expect(store.reports.individual(run, 4).speedup).toBeNull();
  });

  it('names the ancestors, latest first, each once', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    expect(store.reports.ancestors(run, 5).map(({ number, edits, speedup }) => [number, edits, speedup?.estimate])).toEqual([
      [3, 2, 1.5],
      [2, 1, 0.8],
      [1, 1, 1.25],
      [0, 0, undefined],
    ]);
    expect(store.reports.ancestors(run, 0)).toEqual([]);
  });

  it('says which individuals there are not', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    expect(() => store.reports.ancestors(run, 7)).toThrow(
      `run ${run} has no individual 7 in its evolution arm; numbers count from 0`,
    );
    expect(() => store.reports.individual(run, 0, 'random')).toThrow('in its random arm');
  });

  it('finds the ancestors of any family tree', () => {
    const store = temporaryStore();
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(), { maxLength: 2 }), { minLength: 1, maxLength: 25 }), (shape) => {
        const run = store.runs.create(newRun());
        const parents = shape.map((picks, number) => (number === 0 ? [] : picks.map((pick) => pick % number)));
        const expected: Set<number>[] = [];
        store.transaction(() =>
          parents.forEach((own, number) => {
            store.lineage.record(run, 'evolution', individual(number, { parents: own }));
            expected.push(new Set(own.flatMap((parent) => [parent, ...expected[parent]!])));
          }),
        );
        const last = parents.length - 1;
        expect(store.reports.ancestors(run, last).map(({ number }) => number)).toEqual(
          [...expected[last]!].sort((a, b) => b - a),
        );
      }),
      { numRuns: 40 },
    );
  });
});
