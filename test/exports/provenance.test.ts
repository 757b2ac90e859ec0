import { expect, it } from 'vitest';
import { provenanceLines } from '../../src/exports/provenance.ts';
import { evolved } from './requests.ts';

it('tells a measured win', () => {
  expect(provenanceLines(evolved)).toMatchInlineSnapshot(`
    [
      "Exported by Evoke 0.1.0 on 2026-03-01T12:00:00.000Z.",
      "Found by run r-7f3a9c on workload tiny with seed 7.",
      "Measured on gpujs:webasm; a processor; gpu.js 2.24.1.",
      "1.500x as fast as the kernel it began with (99 % interval 1.470x to 1.532x); verdict FAST; identical kernels differed by up to 0.40 %.",
      "1 edit: unroll-loop at n4 (e0f00d).",
      "Evoke's checkout: commit abc123.",
    ]
  `);
});

it('tells an estimate, from a checkout with changes', () => {
  expect(provenanceLines({ ...evolved, device: 'model', estimate: true, git: { commit: 'abc123', dirty: true } })).toMatchInlineSnapshot(`
    [
      "Exported by Evoke 0.1.0 on 2026-03-01T12:00:00.000Z.",
      "Found by run r-7f3a9c on workload tiny with seed 7.",
      "Modelled on model; a processor; gpu.js 2.24.1.",
      "ESTIMATE of a model, not a measurement: 1.500x as fast as the kernel it began with; verdict FAST.",
      "1 edit: unroll-loop at n4 (e0f00d).",
      "Evoke's checkout: commit abc123, with uncommitted changes.",
    ]
  `);
});

it('tells a run that found nothing', () => {
  expect(provenanceLines({ ...evolved, edits: [], speedup: { estimate: 1, low: 1, high: 1 }, verdict: 'AMBIGUOUS' })).toMatchInlineSnapshot(`
    [
      "Exported by Evoke 0.1.0 on 2026-03-01T12:00:00.000Z.",
      "Nothing surely faster was found by run r-7f3a9c on workload tiny with seed 7.",
      "Measured on gpujs:webasm; a processor; gpu.js 2.24.1.",
      "No edits: this is the kernel that evolution begins with.",
      "Evoke's checkout: commit abc123.",
    ]
  `);
});

it('tells a file that was never measured', () => {
  expect(provenanceLines({ evokeVersion: '0.1.0', created: evolved.created, edits: [], git: null })).toMatchInlineSnapshot(`
    [
      "Exported by Evoke 0.1.0 on 2026-03-01T12:00:00.000Z.",
      "No run stands behind it: the kernel file as it is, nothing measured.",
      "No edits: this is the kernel that evolution begins with.",
    ]
  `);
});
