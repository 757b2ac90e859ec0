import { describe, expect, it } from 'vitest';
import { edit, evaluation, individual, newRun, temporaryStore } from './fixtures/records.ts';

describe('lineage', () => {
  it('gives back genomes in order, with every choice and repair', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    const genome = [edit('b'), edit('a', 'n7'), { ...edit('c'), choices: { ratio: -0, deep: [{ x: null }] }, repairs: [] }];
    store.lineage.record(run, 'evolution', individual(3, { genome }));
    expect(store.lineage.genome(run, 'evolution', 3)).toEqual(genome);
    expect(store.lineage.genome(run, 'evolution', 4)).toEqual([]);
    expect(store.lineage.genome(run, 'random', 3)).toEqual([]);
  });

  it('knows who carried an edit, arm by arm and run by run', () => {
    const store = temporaryStore();
    const [one, two] = [store.runs.create(newRun()), store.runs.create(newRun())];
    store.transaction(() => {
      store.lineage.record(one, 'evolution', individual(1, { genome: [edit('a')] }));
      store.lineage.record(one, 'evolution', individual(2, { genome: [edit('b')] }));
      store.lineage.record(one, 'evolution', individual(3, { genome: [edit('b'), edit('a')] }));
      store.lineage.record(one, 'random', individual(4, { genome: [edit('a')] }));
      store.lineage.record(two, 'evolution', individual(5, { genome: [edit('a')] }));
    });
    expect(store.lineage.carriers(one, 'evolution', 'a')).toEqual([1, 3]);
    expect(store.lineage.carriers(one, 'random', 'a')).toEqual([4]);
    expect(store.lineage.carriers(two, 'evolution', 'a')).toEqual([5]);
    expect(store.lineage.carriers(two, 'evolution', 'b')).toEqual([]);
  });

  it('may name a parent that the same batch records later', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    store.transaction(() => {
      store.evaluations.record(run, 'evolution', evaluation(0, { individual: 2 }));
      store.lineage.record(run, 'evolution', individual(2, { parents: [1] }));
      store.lineage.record(run, 'evolution', individual(1));
    });
    expect(store.reports.individual(run, 2).parents).toEqual([1]);
  });

  it('refuses a batch that names an individual nobody recorded', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    expect(() => store.lineage.record(run, 'evolution', individual(1, { parents: [99] }))).toThrow('FOREIGN KEY');
    expect(() => store.evaluations.record(run, 'evolution', evaluation(0, { individual: 98 }))).toThrow('FOREIGN KEY');
    expect(() => store.reports.individual(run, 1)).toThrow(`run ${run} has no individual 1 in its evolution arm`);
    expect(store.evaluations.count(run, 'evolution')).toBe(0);
  });

  it('takes the same individual again, as replay gives it, but not another under its number', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    const first = individual(1, { genome: [edit('a')], parents: [0] });
    store.transaction(() => {
      store.lineage.record(run, 'evolution', individual(0));
      store.lineage.record(run, 'evolution', first);
      store.lineage.record(run, 'evolution', first);
    });
    store.lineage.record(run, 'evolution', first);
    expect(store.reports.individual(run, 1)).toMatchObject({ genome: [edit('a')], parents: [0] });
    expect(() => store.lineage.record(run, 'evolution', { ...first, genome: [edit('b')] })).toThrow('replay diverged');
  });

  it('records an edit after all when the batch that first named it was rolled back', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    const failing = () =>
      store.transaction(() => {
        store.lineage.record(run, 'evolution', individual(0, { genome: [edit('a')] }));
        throw new Error('a bug');
      });
    expect(failing).toThrow('a bug');
    const genome = [edit('a'), edit('b'), edit('a')];
    store.lineage.record(run, 'evolution', individual(0, { genome }));
    expect(store.lineage.genome(run, 'evolution', 0)).toEqual(genome);
  });

  it('adds an individual under the next free number, and one of the same genome and making once', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    store.lineage.record(run, 'evolution', individual(4));
    const { number: _, ...small } = individual(0, { genome: [edit('a')], parents: [4], made: { kind: 'minimisation', operators: [] } });
    expect([store.lineage.add(run, 'evolution', small), store.lineage.add(run, 'evolution', small)]).toEqual([5, 5]);
    expect(store.lineage.add(run, 'evolution', { ...small, genome: [edit('b')] })).toBe(6);
    expect(store.reports.individual(run, 5)).toMatchObject({ genome: [edit('a')], parents: [4] });
  });
});
