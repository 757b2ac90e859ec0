import { describe, expect, it } from 'vitest';
import { temporaryStore } from './fixtures/records.ts';
import { genomes, tellStory } from './fixtures/story.ts';

describe('surviving edits', () => {
  it('are those of the last accepted promotion, in order', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    expect(store.reports.bestIndividual(run)).toBe(5);
    expect(store.reports.survivingEdits(run).map(({ position, edit }) => [position, edit])).toEqual([
      ...genomes[5]!.entries(),
    ]);
  });

  it('know where they act: in the text, inside what another edit made, or nowhere known', () => {
    const store = temporaryStore();
    const places = store.reports.survivingEdits(tellStory(store)).map(({ at }) => at);
    expect(places).toEqual([{ line: 3, column: 7 }, { line: 3, column: 7 }, { line: 1, column: 35 }, null]);
  });

  it('know their birth and who carried them', () => {
    const store = temporaryStore();
    const [a, b, c, d] = store.reports.survivingEdits(tellStory(store));
    expect(a!.born).toEqual({
      individual: 1,
      generation: 1,
      evaluation: 1,
      parents: [0],
      made: { kind: 'mutation', operators: ['delete'] },
    });
    expect(b!.born).toMatchObject({ individual: 3, generation: 2, evaluation: 3, parents: [1] });
    expect(d!.born).toMatchObject({ individual: 5, generation: 3, evaluation: 5, parents: [3, 2] });
    expect(a!.carriers).toEqual([
      { generation: 1, individuals: 1 },
      { generation: 2, individuals: 1 },
      { generation: 3, individuals: 1 },
    ]);
    expect(c!.carriers).toEqual([
      { generation: 1, individuals: 1 },
      { generation: 2, individuals: 1 },
      { generation: 3, individuals: 1 },
    ]);
  });

  it('know what they did when they entered, beside the better parent', () => {
    const store = temporaryStore();
    const effects = store.reports.survivingEdits(tellStory(store)).map(({ effect }) => effect);
    expect(effects).toEqual([
      { child: 1.25, parent: 1, ratio: 1.25 },
      { child: 1.5, parent: 1.25, ratio: 1.2 },
      { child: 0.8, parent: 1, ratio: 0.8 },
      { child: 2, parent: 1.5, ratio: 2 / 1.5 },
    ]);
  });

  it('of a named individual, its effect unknown where it was never measured', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    const [c, x] = store.reports.survivingEdits(run, 4);
    expect(c!.born.individual).toBe(2);
    expect(x).toMatchObject({ edit: { id: 'x' }, born: { individual: 4, evaluation: 4 }, effect: null });
  });
});
