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
      "1 edit: unroll-loop at n4 (e0f00d). How the kernel works was described before that.",
      "Run in a checkout at commit abc123.",
      "Licence: what Evoke wrote here is under the MIT licence, as Evoke is; the kernel's is its author's.",
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
      "1 edit: unroll-loop at n4 (e0f00d). How the kernel works was described before that.",
      "Run in a checkout at commit abc123, with uncommitted changes.",
      "Licence: what Evoke wrote here is under the MIT licence, as Evoke is; the kernel's is its author's.",
    ]
  `);
});

it('tells the kernel, the sizes that were measured, how it was verified, and a run of an earlier Evoke', () => {
  const known = { ...evolved, evokeVersion: '0.2.0', runVersion: '0.1.0', kernel: { name: 'gather', hash: 'f00d' }, sizes: { rows: 3, dim: 2 }, verified: 'against the float64 oracle of gather as cuembed defines it, on hostile inputs' };
  expect(provenanceLines(known).slice(0, 3)).toEqual([
    'Exported by Evoke 0.2.0 on 2026-03-01T12:00:00.000Z.',
    'Found by run r-7f3a9c, made with Evoke 0.1.0, of kernel gather (hash f00d) on workload tiny (rows = 3, dim = 2) with seed 7.',
    'Verified against the float64 oracle of gather as cuembed defines it, on hostile inputs.',
  ]);
});

it('tells a run that found nothing', () => {
  expect(provenanceLines({ ...evolved, edits: [], speedup: { estimate: 1, low: 1, high: 1 }, verdict: 'AMBIGUOUS' })).toMatchInlineSnapshot(`
    [
      "Exported by Evoke 0.1.0 on 2026-03-01T12:00:00.000Z.",
      "Nothing surely faster was found by run r-7f3a9c on workload tiny with seed 7.",
      "Measured on gpujs:webasm; a processor; gpu.js 2.24.1.",
      "No edits: this is the kernel that evolution begins with.",
      "Run in a checkout at commit abc123.",
      "Licence: what Evoke wrote here is under the MIT licence, as Evoke is; the kernel's is its author's.",
    ]
  `);
});

it('tells a file that was never measured', () => {
  expect(provenanceLines({ evokeVersion: '0.1.0', created: evolved.created, edits: [], git: null })).toMatchInlineSnapshot(`
    [
      "Exported by Evoke 0.1.0 on 2026-03-01T12:00:00.000Z.",
      "No run stands behind it: the kernel file as it is, nothing measured.",
      "No edits: this is the kernel that evolution begins with.",
      "Licence: what Evoke wrote here is under the MIT licence, as Evoke is; the kernel's is its author's.",
    ]
  `);
});
