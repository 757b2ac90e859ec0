import { describe, expect, it } from 'vitest';
import type { NewGeneration, NewPromotion } from '../../src/store/index.ts';
import { evaluation, individual, measurement, newRun, temporaryStore } from './fixtures/records.ts';

describe('progress', () => {
  it('gives back generations with their populations and credits, and takes them again', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    const generations: NewGeneration[] = [
      { number: 0, best: null, population: [[], []], evaluations: 4, elapsedMs: 10, credits: [] },
      {
        number: 1,
        best: { individual: 3, speedup: 1.5 },
        population: [[3, 1], [2]],
        evaluations: 8,
        elapsedMs: 20.5,
        credits: [
          { operator: 'delete', tried: 5, credit: 0.25 },
          { operator: 'unroll', tried: 2, credit: 1 },
        ],
      },
    ];
    store.lineage.record(run, 'evolution', individual(3));
    for (const generation of [...generations, ...generations]) store.progress.recordGeneration(run, 'evolution', generation);
    expect(store.progress.generations(run, 'evolution')).toEqual(generations);
    expect(store.progress.generations(run, 'random')).toEqual([]);
  });

  it('gives back promotions, kept and refused, with their samples', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    const promotions: NewPromotion[] = [
      {
        individual: 1,
        incumbent: null,
        evaluation: 0,
        accepted: true,
        measurement: measurement(1.5, [3, 1 / 3]),
        heldOut: { correct: true, error: 1e-9 },
      },
      { individual: 2, incumbent: 1, evaluation: 1, accepted: false, measurement: measurement(1.1), heldOut: null },
    ];
    store.transaction(() => {
      for (const number of [1, 2]) {
        store.lineage.record(run, 'evolution', individual(number));
        store.evaluations.record(run, 'evolution', evaluation(number - 1, { kind: 'promotion', individual: number }));
      }
      for (const promotion of [...promotions, ...promotions]) store.progress.recordPromotion(run, 'evolution', promotion);
    });
    expect(store.progress.promotions(run, 'evolution')).toEqual(promotions);
  });
});
