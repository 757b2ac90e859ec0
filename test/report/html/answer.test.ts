import { describe, expect, it } from 'vitest';
import type { RunPage } from '../../../src/report/html/index.ts';
import { answerOf } from '../../../src/report/html/answer.ts';
import { modelDevice, storedRun } from '../records.ts';
import { result, runPage } from './pages.ts';

describe('answerOf', () => {
  it('says how much, how sure, on what, and how it was verified', () => {
    expect(answerOf(runPage())).toMatchInlineSnapshot(`
      {
        "facts": [
          [
            "Kernel",
            "poolSum, operation pool-sum",
          ],
          [
            "Device",
            "gpujs:webasm on a processor",
          ],
          [
            "Workload",
            "tiny: rows 10, dim 4, bags 2, f32",
          ],
          [
            "Unmodified",
            "3 µs",
          ],
          [
            "Best",
            "2 µs with 1 edit that acts",
          ],
          [
            "Verified",
            "against the float64 oracle of pool-sum, on hostile inputs in the checking interpreter, and on the device on fresh hostile inputs and on held-out inputs that the search never saw; largest error 25 % of what is allowed",
          ],
          [
            "Physical floor",
            "moving its bytes must take 500 ns; the best takes 4.00 times that",
          ],
          [
            "Random search",
            "1.200× (1.190 to 1.210) with 90 evaluations",
          ],
          [
            "Ended by",
            "90 evaluations made",
          ],
        ],
        "headline": "poolSum: 1.500× as fast",
        "sure": "FAST: 99 % interval 1.480 to 1.520, from 64 pairs of interleaved samples. Identical kernels differed by up to 0.6 % here; a verdict has to clear that.",
        "warnings": [],
      }
    `);
  });

  it('says what energy both kernels took where that was an objective, and what was not read', () => {
    const energyOf = (energy: RunPage['figures']['energy']) => new Map(answerOf(runPage({ figures: { ...runPage().figures, energy } })).facts).get('Energy');
    expect(energyOf(null)).toBeUndefined();
    expect(energyOf({ unmodified: 8, best: 6.00004 })).toBe('the unmodified kernel 8 mJ a launch, the best 6 mJ a launch, 75 % of that; single readings, without an interval');
    expect(energyOf({ unmodified: null, best: 6 })).toBe('the unmodified kernel not read, the best 6 mJ a launch; single readings, without an interval');
  });

  it('says loudly what is an estimate, and gives a model no interval', () => {
    const { headline, warnings, sure } = answerOf(runPage({ run: storedRun({ device: modelDevice }) }));
    expect(headline).toBe('poolSum: 1.500× as fast, by estimate');
    expect(warnings[0]).toMatch(/^ESTIMATE: /);
    expect(sure).toBe('FAST; the model computes, so nothing is uncertain but the model itself.');
  });

  it('says that nothing survived, and of a run that goes on that nothing did yet', () => {
    const nothing = { best: null, edits: [], stages: ['a\n'], arms: [] };
    expect(answerOf(runPage(nothing))).toMatchObject({ headline: 'poolSum: nothing surely faster was found', sure: null });
    expect(answerOf(runPage({ ...nothing, result: null, run: storedRun({ status: 'running' }) })).headline).toBe('poolSum: nothing surely faster was found yet');
  });

  it('takes no figure for the last word before the run has ended', () => {
    const early = { result: null, best: { ...runPage().best!, last: null } };
    const going = answerOf(runPage({ ...early, run: storedRun({ status: 'running', owner: { pid: 12, host: 'here', heartbeat: '' } }) }));
    expect(going.warnings).toEqual(['The run is still going on (process 12 on here): the best may change, and was not yet measured for the last time.']);
    expect(going.sure).toContain('over all promotions so far');
    expect(answerOf(runPage({ ...early, run: storedRun({ status: 'interrupted' }) })).warnings[0]).toContain('was interrupted before its end');
    expect(answerOf(runPage({ ...early, run: storedRun({ status: 'failed', stopReason: 'the disk is full' }) })).warnings).toEqual(['The run failed: the disk is full.']);
    expect(answerOf(runPage({ ...early, result })).warnings[0]).toContain('The last measurement of the best was not recorded');
  });
});
