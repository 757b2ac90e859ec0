import { expect, test } from 'vitest';
import { compareRuns } from '../../src/lineage/index.ts';
import { renderComparison } from '../../src/report/compare.ts';
import { comparedRun as run } from '../lineage/compared-run.ts';

const edit = (id: string, operator: string, target: string, where: string | null) => ({ id, operator, target, where });

test('which runs can be compared, by how much they differ, and the edits that they share', () => {
  const figures = { ...run('r-1').figures!, speedup: { estimate: 3, low: 2.9, high: 3.1 }, best: { medianNs: 667 } };
  expect(renderComparison(compareRuns([
    run('r-000001', { edits: [edit('a', 'unroll-loop', 'n4', '3:1'), edit('b', 'delete-statement', 'n7', '5:1')] }),
    run('r-000002', { figures, database: 'other.db', edits: [edit('a', 'unroll-loop', 'n4', '3:1'), edit('c', 'delete-statement', 'n7', '5:1'), edit('d', 'swap-statements', 'a.3', null)] }),
  ]), 200)).toMatchInlineSnapshot(`
    "2 runs side by side
    Their figures can be compared: kernel, workload, device, hardware and toolchain agree.
    The best of r-000002 is 1.500× (1.381 to 1.632) as fast as that of r-000001.

    run          r-000001                      r-000002
    database     runs/evoke.db                 other.db
    status       finished                      finished
    kernel       poolSum (c0ffee)              poolSum (c0ffee)
    workload     tiny                          tiny
    device       gpujs:webasm                  gpujs:webasm
    hardware     a processor                   a processor
    toolchain    gpu.js 2.24.1                 gpu.js 2.24.1
    seed         1                             1
    evaluations  100                           100
    baseline     2.000 µs                      2.000 µs
    best         1.000 µs                      667.0 ns
    speed-up     2.000× (1.900 to 2.100) FAST  3.000× (2.900 to 3.100) FAST
    edits        2                             3

    2 of 3 edits (an operator at a place) are in all of them, 1 with equal choices; equal ids are equal edits.

    edit and place         r-000001  r-000002
    unroll-loop  3:1       a         a
    delete-statement  5:1  b         c
    swap-statements  a.3   –         d"
  `);
});

test('runs that cannot be compared say in what they differ; one without a result has no figures', () => {
  const text = renderComparison(compareRuns([
    run('r-000001', { figures: null, status: 'failed' }), run('r-000002', { estimate: true, device: 'model', hardware: 'a card on paper' }), run('r-000003', { kernel: 'poolMax', kernelHash: 'another', edits: [edit('a', 'unroll-loop', 'n4', null)] }),
  ]), 200);
  expect(text).toContain('Figures of r-000002 are ESTIMATES of a model, not measurements.\nTheir figures cannot be compared: they differ in kernel (by hash), device, hardware.\n');
  expect(text).toMatch(/speed-up +no result +2\.000× FAST +2\.000× \(1\.900 to 2\.100\) FAST\n/);
  expect(text).toMatch(/unroll-loop  n4  of poolMax +– +– +a$/);
});

test('some of them can be compared', () => {
  const text = renderComparison(compareRuns([run('r-000001'), run('r-000002'), run('r-000003', { toolchain: 'older' })]), 200);
  expect(text).toContain('Only some figures can be compared, as they differ in toolchain: r-000001, r-000002.\n1 pair without a difference: the intervals overlap, or are no further apart than the noise.\n');
  expect(text).toContain('No edit survived in any of them.');
});
