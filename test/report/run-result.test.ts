import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/model/index.ts';
import { renderResult } from '../../src/report/run-result.ts';
import { result } from './html/pages.ts';

const lineOf = (name: string, changes: Partial<RunResult>, database?: string) =>
  renderResult({ ...result, ...changes }, database).split('\n').find((line) => line.startsWith(`  ${name} `))?.slice(12);

describe('what to do next', () => {
  it('is to look, to minimise, to export, in the database that the run is in', () => {
    expect(lineOf('next', { exportFormat: 'wgsl' })).toBe('evoke report r-7f3a9c --out report.html; evoke minimize r-7f3a9c; evoke export r-7f3a9c --format wgsl --out DIR');
    expect(lineOf('next', {}, 'my runs.db')).toBe(`evoke report r-7f3a9c --out report.html --db 'my runs.db'; evoke minimize r-7f3a9c --db 'my runs.db'; evoke export r-7f3a9c --format gpujs --out DIR --db 'my runs.db'`);
  });

  it('names nothing that the run would be refused for', () => {
    expect(lineOf('next', { best: { medianNs: 3000, edits: [], individual: null } })).toBe('evoke report r-7f3a9c --out report.html');
    expect(lineOf('next', { device: 'replay' })).toBe('evoke report r-7f3a9c --out report.html; evoke export r-7f3a9c --format gpujs --out DIR');
    expect(lineOf('next', { status: 'interrupted' })).toBeUndefined();
  });
});

it('a run that was cut short tells the best so far as what it is, and not that nothing was found', () => {
  const cut: Partial<RunResult> = { status: 'interrupted', best: { medianNs: 3000, edits: [], individual: null }, soFar: { speedup: 2.466, individual: 40, edits: [{ id: 'e0', operator: 'unroll-loop', target: 'n4' }] } };
  expect(lineOf('so far', cut)).toBe('2.466×, not measured for the last time   1 edit: unroll-loop');
  expect([lineOf('best', cut), lineOf('speed-up', cut), lineOf('floor', cut)]).toEqual([undefined, undefined, undefined]);
  expect(lineOf('best', { best: { medianNs: 3000, edits: [], individual: null } })).toBe('3.000 µs   0 edits: nothing was found that is surely faster');
});

it('outcomes add up to the evaluations; what was judged before and cost none stands apart', () => {
  expect(lineOf('mutants', { evaluations: 90, outcomes: { 'no-effect': 40, measured: 60, wrong: 30 } })).toBe('90 evaluated: 60 measured, 30 wrong; besides, 40 no-effect');
});

it('one edit of the random arm is one edit', () => {
  const control = { best: { medianNs: 2500, edits: [{ id: 'e0', operator: 'unroll-loop', target: 'n4' }] }, speedup: { estimate: 1.2, low: 1.1, high: 1.3 }, verdict: 'FAST', evaluations: 90, outcomes: {} } as const;
  expect(lineOf('random', { control })).toBe('1.200×   99 % interval 1.100 to 1.300   FAST, 1 edit, by random search with 90 evaluations');
});
