import { expect, test } from 'vitest';
import type { ScalingReport } from '../../src/lineage/index.ts';
import { renderScaling } from '../../src/report/scaling.ts';

const about = (estimate: number) => ({ estimate, low: estimate * 0.9, high: estimate * 1.1 });
const law = { alpha: about(60_000), exponent: about(-0.4), constant: about(150_000), error: 0.014 };
const report: ScalingReport = {
  runId: 'r-7f3a9c', kernel: 'poolSum', workload: 'tiny', device: 'gpujs:webasm', hardware: 'a processor', estimate: false, noiseFloor: 0.005, seed: 1, evaluations: 12, individual: 40, unit: 'ns',
  search: { points: [{ x: 1, y: 210_000 }, { x: 400, y: 155_000 }], law, more: [{ factor: 2, saved: about(0.01) }, { factor: 10, saved: about(0.02) }] },
  physicalFloor: 50_000, best: 155_000, compiledIn: ['dim'],
  sizes: [{
    workload: 'tiny', symbol: 'bags', best: { ...law, alpha: about(500), exponent: { estimate: 1, low: 0.95, high: 1.1 }, constant: about(900) }, base: null,
    points: [{ size: 64, best: 52_000, base: 65_000 }, { size: 128, best: 95_000, base: 1_190_000 }, { size: 256, dead: 'out-of-memory' }],
  }],
};

test('the floor predicted beside the physical one, what more would bring, and time against a size', () => {
  expect(renderScaling(report, 160)).toMatchInlineSnapshot(`
    "poolSum on gpujs:webasm (a processor), workload tiny, run r-7f3a9c

    Best time against evaluations n: 60.00 µs · n^-0.40 + 150.0 µs; exponent -0.36 to -0.44, off by 1.4 %
      predicted floor   150.0 µs (135.0 µs to 165.0 µs)
      best so far       155.0 µs after 400 evaluations; the physical floor is 50.00 µs, of which the best takes 3.10 times as long
      twice as many evaluations would bring about 1.0 % (0.9 % to 1.1 %)
      10 times as many evaluations would bring about 2.0 % (1.8 % to 2.2 %)

    Time against bags:
    bags  best           unmodified  gain
      64  52.00 µs       65.00 µs    1.250×
     128  95.00 µs       1.190 ms    12.526×
     256  out-of-memory
      best: 500.0 ns · bags^1.00 + 900.0 ns; exponent 0.95 to 1.10, off by 1.4 %
      unmodified: too few sizes to fit

    dim: compiled in, another value is another kernel."
  `);
});

test('of a run on the worst of several workloads shares and no times, and each size of each workload', () => {
  const shares: ScalingReport = {
    ...report, unit: 'share', physicalFloor: null, best: 0.74, compiledIn: [],
    search: { points: [{ x: 1, y: 1 }, { x: 400, y: 0.74 }], law: { ...law, alpha: about(0.3), constant: about(0.7) }, more: [] },
    sizes: [{ ...report.sizes[0]!, best: null }, { ...report.sizes[0]!, workload: 'other', best: null }],
  };
  const text = renderScaling(shares, 160);
  expect(text).toContain('Best share of the unmodified kernel\'s time, on the worst workload, against evaluations n: 30.0 % · n^-0.40 + 70.0 %; exponent');
  expect(text).toContain('  best so far       74.0 % after 400 evaluations\n');
  expect(text).toContain('Time against bags of tiny:');
  expect(text).toContain('Time against bags of other:\nbags  best           unmodified  gain\n  64  52.00 µs');
});

test('a run whose best changed too seldom has no curve', () => {
  expect(renderScaling({ ...report, search: { ...report.search, law: null, more: [] }, sizes: [], physicalFloor: null, compiledIn: [] }, 160)).toMatchInlineSnapshot(`
    "poolSum on gpujs:webasm (a processor), workload tiny, run r-7f3a9c

    Best time after 400 evaluations: 155.0 µs; the physical floor is not known.
    It changed too seldom for a curve: a run with more evaluations, or a kernel with more to gain, tells more."
  `);
});
