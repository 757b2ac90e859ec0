import { expect, test } from 'vitest';
import type { MinimiseReport } from '../../src/lineage/index.ts';
import { renderMinimised } from '../../src/report/minimised.ts';

const edit = (position: number, operator: string) => ({ id: `e${position}f00d`, operator, target: 'n4', position, where: `3:${position + 1}` });
const report: MinimiseReport = {
  runId: 'r-7f3a9c', kernel: 'poolSum', workload: 'tiny', device: 'gpujs:webasm', hardware: 'a processor', estimate: false, noiseFloor: 0.005, seed: 1, evaluations: 12, bound: 0.01,
  original: { individual: 40, edits: 4 }, minimal: true,
  edits: [
    { ...edit(0, 'unroll-loop'), fate: 'needed', without: { estimate: 0.8, low: 0.79, high: 0.81 } },
    { ...edit(1, 'move-statement'), fate: 'neutral', without: null },
    { ...edit(2, 'inline-local'), where: null, fate: 'inactive', without: null },
    { ...edit(3, 'copy-statement'), fate: 'needed', without: { dead: 'wrong' } },
  ],
  minimised: {
    individual: 97, edits: [], withinBound: true, verdict: 'FAST', againstOriginal: { estimate: 0.998, low: 0.995, high: 1.001 }, speedup: { estimate: 1.4, low: 1.38, high: 1.42 },
  },
};

test('what stays, what goes and why, and where the result is', () => {
  expect(renderMinimised({ ...report, minimised: { ...report.minimised, edits: [edit(0, 'unroll-loop'), edit(3, 'copy-statement')] } }, 160)).toMatchInlineSnapshot(`
    "poolSum on gpujs:webasm (a processor), workload tiny, run r-7f3a9c
    4 edits became 2; 0.998× (0.995 to 1.001) of the best's speed, 1.400× (1.380 to 1.420) the unmodified kernel's (FAST), on held-out inputs.
    Recorded as individual 97, a child of 40.
    12 evaluations

    #  edit    operator        where    fate                                   without it
    1  e0f00d  unroll-loop     3:1      needed                                 0.800× (0.790 to 0.810) of the best's speed
    2  e1f00d  move-statement  3:2      neutral: the gain does not rest on it
    3  e2f00d  inline-local    unknown  inactive: did nothing
    4  e3f00d  copy-statement  3:4      needed                                 dead: wrong"
  `);
});

test('a result in doubt, a floor above the bound, evaluations that ran out: each said', () => {
  const text = renderMinimised({ ...report, noiseFloor: 0.03, minimal: false, minimised: { ...report.minimised, individual: null, withinBound: false } }, 160);
  expect(text).toContain('NOT recorded: measured once more, it is not surely within 1 % of the best');
  expect(text).toContain('The noise floor here is 3.00 %, more than the bound');
  expect(text).toContain('The evaluations ran out');
});

test('an original that cannot be made smaller says so; estimates are called so', () => {
  const text = renderMinimised({ ...report, estimate: true, minimised: { ...report.minimised, individual: 40 } }, 160);
  expect(text).toContain('All figures are ESTIMATES of a model');
  expect(text).toContain('All 4 edits are needed: none can go within 1 %.');
});
