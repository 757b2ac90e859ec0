import { describe, expect, it } from 'vitest';
import { evaluation, LATER, measured, newRun, NOON, temporaryStore } from './fixtures/records.ts';
import { tellStory } from './fixtures/story.ts';

const interval = (estimate: number) => ({ estimate, low: estimate - 0.01, high: estimate + 0.01 });

describe('reports', () => {
  it('lists runs, latest first, with the incumbent against the unmodified kernel', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    const fresh = store.runs.create(newRun({ created: LATER, seed: 8 }));
    const common = {
      status: 'running',
      finished: null,
      kernel: 'poolSum',
      operation: 'pool-sum',
      workload: 'tiny',
      device: 'model',
      estimate: true,
      stopReason: null,
    };
    expect(store.reports.listRuns()).toEqual([
      { ...common, id: fresh, created: LATER, seed: 8, evaluations: 0, speedup: null },
      { ...common, id: run, created: NOON, seed: 7, evaluations: 5, speedup: interval(2) },
    ]);
  });

  it('sums up a run, arm by arm', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    const summary = store.reports.runSummary(run.slice(0, 4));
    expect(summary).toMatchObject({ id: run, seed: 7, status: 'running' });
    expect(summary.promotions.map(({ individual, accepted }) => [individual, accepted])).toEqual([
      [3, true],
      [2, false],
      [5, true],
    ]);
    expect(summary.arms).toEqual([
      {
        arm: 'evolution',
        individuals: 7,
        evaluations: 8,
        generations: 1,
        edits: 6,
        outcomes: { measured: 7, timeout: 1 },
        best: { evaluation: 5, elapsedMs: 5, individual: 5, speedup: interval(2.4) },
      },
      { arm: 'random', individuals: 0, evaluations: 1, generations: 0, edits: 0, outcomes: { crashed: 1 }, best: null },
    ]);
  });

  it('counts outcomes, of all evaluations or of one kind', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    expect(store.reports.outcomeCounts(run)).toEqual({ measured: 7, timeout: 1 });
    expect(store.reports.outcomeCounts(run, 'evolution', 'screen')).toEqual({ measured: 4, timeout: 1 });
    expect(store.reports.outcomeCounts(run, 'random')).toEqual({ crashed: 1 });
  });

  it('follows the best by evaluation, leaving out what was not measured against the unmodified kernel', () => {
    const store = temporaryStore();
    const run = tellStory(store);
    expect(
      store.reports
        .bestByEvaluation(run)
        .map(({ evaluation: at, individual, speedup }) => [at, individual, speedup.estimate]),
    ).toEqual([
      [1, 1, 1.25],
      [3, 3, 1.5],
      [5, 5, 2.4],
    ]);
    expect(store.reports.bestByEvaluation(run, 'random')).toEqual([]);
  });

  it('is empty, not an error, for an arm that never was', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    expect(store.reports.runSummary(run).arms).toEqual([]);
    expect(store.reports.outcomeCounts(run, 'random')).toEqual({});
    expect(store.reports.survivingEdits(run)).toEqual([]);
    expect(store.reports.bestIndividual(run)).toBeNull();
  });

  it('does not let a measurement of nobody count as a best', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    store.evaluations.record(run, 'evolution', evaluation(0, { kind: 'noise-floor', outcome: measured(1.9) }));
    expect(store.reports.bestByEvaluation(run)).toEqual([]);
    expect(store.reports.listRuns()[0]!.speedup).toBeNull();
  });
});
