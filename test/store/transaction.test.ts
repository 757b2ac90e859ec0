import { describe, expect, it } from 'vitest';
import { evaluation, individual, newRun, temporaryStore } from './fixtures/records.ts';

describe('transaction', () => {
  it('gives back what the batch gives', () => {
    expect(temporaryStore().transaction(() => 42)).toBe(42);
  });

  it('writes nothing of a batch that fails, and the store goes on', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    const failing = () =>
      store.transaction(() => {
        store.lineage.record(run, 'evolution', individual(0));
        store.transaction(() => store.evaluations.record(run, 'evolution', evaluation(0, { individual: 0 })));
        throw new Error('a bug');
      });
    expect(failing).toThrow('a bug');
    expect(store.reports.runSummary(run).arms).toEqual([]);
    store.evaluations.record(run, 'evolution', evaluation(0));
    expect(store.evaluations.count(run, 'evolution')).toBe(1);
  });

  it('writes nothing of an asynchronous batch', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    const asynchronous = () => store.transaction(async () => store.evaluations.record(run, 'evolution', evaluation(0)));
    expect(asynchronous).toThrow('a transaction must be synchronous');
    expect(store.evaluations.count(run, 'evolution')).toBe(0);
  });
});
