import { describe, expect, it } from 'vitest';
import { renderRuns } from '../../src/report/runs.ts';
import { runLine } from './records.ts';

describe('renderRuns', () => {
  const runs = [
    runLine({ id: 'r-000002', status: 'running', finished: null, stopReason: null, speedup: null, evaluations: 3, kernel: 'interactDot' }),
    runLine(),
    runLine({ id: 'r-000001', device: 'model', estimate: true, speedup: { estimate: 2, low: 2, high: 2 } }),
  ];

  it('is a table, a line a run', () => {
    expect(renderRuns(runs, 160)).toMatchInlineSnapshot(`
      "run       begun (UTC)       status    kernel       workload  device        seed  evaluated  best                     ended by
      r-000002  2026-03-01 12:00  running   interactDot  tiny      gpujs:webasm     7          3  nothing yet
      r-7f3a9c  2026-03-01 12:00  finished  poolSum      tiny      gpujs:webasm     7       2000  1.500× (1.470 to 1.532)  evaluations
      r-000001  2026-03-01 12:00  finished  poolSum      tiny      model            7       2000  2.000× (ESTIMATE)        evaluations"
    `);
  });

  it('is a list on a narrow terminal', () => {
    expect(renderRuns(runs.slice(1, 2), 30)).toMatchInlineSnapshot(`
      "run          r-7f3a9c
      begun (UTC)  2026-03-01 12:00
      status       finished
      kernel       poolSum
      workload     tiny
      device       gpujs:webasm
      seed         7
      evaluated    2000
      best         1.500× (1.470 to 1.532)
      ended by     evaluations"
    `);
  });

  it('cuts a long reason short before it gives the table up', () => {
    const long = [runLine({ stopReason: 'the disk is full: nothing more can be recorded' }), runLine()];
    const lines = renderRuns(long, 130).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toHaveLength(130);
    expect(lines[1]).toMatch(/the disk is f\S*…$/);
    expect(renderRuns(long, 60)).toContain('the disk is full: nothing more can be recorded');
  });

  it('says how to get a first run', () => {
    expect(renderRuns([], 80)).toBe('No runs here yet; `evoke run pool-sum` makes one.');
  });

  it('keeps what a message brings on one line', () => {
    expect(renderRuns([runLine({ stopReason: 'error:\nline\u001b[2J two' })], 300).split('\n')).toHaveLength(2);
  });
});
