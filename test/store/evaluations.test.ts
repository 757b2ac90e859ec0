import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/model/index.ts';
import { evaluation, individual, measured, newRun, temporaryStore } from './fixtures/records.ts';

const outcomes: readonly Outcome[] = [
  { kind: 'not-applicable', detail: 'no place' },
  { kind: 'no-effect', hash: 'abc' },
  { kind: 'rejected', rule: 'types', at: 'n3', detail: 'i32 is no bool' },
  { kind: 'out-of-bounds', at: 'n3', testCase: 'one-bag', detail: 'table[9]' },
  { kind: 'unsupported', detail: 'no f16' },
  { kind: 'compile-error', log: 'line 1:\n  what?\n' },
  { kind: 'wrong', testCase: 'bags-31', where: '[0][3]', detail: 'NaN' },
  { kind: 'timeout', stage: 'run', limitMs: 1500 },
  { kind: 'crashed', detail: 'SIGSEGV' },
  { kind: 'out-of-memory', detail: '2 GB' },
  { kind: 'noisy', detail: '3 %' },
  { kind: 'implausible', detail: 'under the floor' },
  measured(1.25),
  measured(0.1 + 0.2, [1, 1 / 3, 5e-324, 1e308]),
  { ...measured(2), error: Infinity } as Outcome,
];

describe('evaluations', () => {
  it.each(outcomes)('answers a replay with the very outcome: $kind', (outcome) => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    store.lineage.record(run, 'evolution', individual(0));
    const one = evaluation(17, { kind: 'confirm', key: 'hash/held-out', individual: 0, against: 0, outcome });
    store.evaluations.record(run, 'evolution', one);
    expect(store.evaluations.find(run, 'evolution', 'confirm', 'hash/held-out')).toEqual(one);
    expect(store.evaluations.ofIndividual(run, 'evolution', 0)).toEqual([one]);
  });

  it('keeps runs, arms, kinds and keys apart', () => {
    const store = temporaryStore();
    const [run, other] = [store.runs.create(newRun()), store.runs.create(newRun())];
    store.evaluations.record(run, 'evolution', evaluation(0, { kind: 'screen', key: 'k' }));
    expect(store.evaluations.find(run, 'evolution', 'screen', 'k')?.number).toBe(0);
    expect(store.evaluations.find(run, 'evolution', 'confirm', 'k')).toBeUndefined();
    expect(store.evaluations.find(run, 'evolution', 'screen', 'K')).toBeUndefined();
    expect(store.evaluations.find(run, 'random', 'screen', 'k')).toBeUndefined();
    expect(store.evaluations.find(other, 'evolution', 'screen', 'k')).toBeUndefined();
    expect(store.evaluations.find('r-nobody', 'evolution', 'screen', 'k')).toBeUndefined();
  });

  it('keeps the first finding when replay records it again, and refuses another in its place', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    const first = evaluation(1, { outcome: measured(1.5, [1, 2]) });
    store.evaluations.record(run, 'evolution', first);
    store.evaluations.record(run, 'evolution', { ...first, outcome: measured(9) });
    expect(store.evaluations.find(run, 'evolution', 'screen', 'key-1')).toEqual(first);
    expect(() => store.evaluations.record(run, 'evolution', evaluation(1, { key: 'other' }))).toThrow('replay diverged');
    expect(() => store.evaluations.record(run, 'evolution', evaluation(2, { key: 'key-1' }))).toThrow('replay diverged');
    expect(store.evaluations.count(run, 'evolution')).toBe(1);
  });

  it('adds one under the next free place, and what has its kind and key already not at all', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    store.evaluations.record(run, 'evolution', evaluation(7));
    const { number: _, ...later } = evaluation(0, { key: 'later', outcome: measured(1.5, [1, 2]) });
    expect(store.evaluations.add(run, 'evolution', later)).toBe(8);
    expect(store.evaluations.add(run, 'evolution', { ...later, outcome: measured(9) })).toBe(8);
    expect(store.evaluations.find(run, 'evolution', 'screen', 'later')).toEqual({ ...later, number: 8 });
    expect(store.evaluations.count(run, 'evolution')).toBe(2);
  });
});
