import { expect, test } from 'vitest';
import type { VariantPlace, VariantsReport } from '../../src/lineage/index.ts';
import { renderVariants } from '../../src/report/variants.ts';

const gain = (estimate: number) => ({ kind: 'gain', gain: { estimate, low: estimate * 0.99, high: estimate * 1.01 }, verdict: estimate > 1 ? 'FAST' : 'SLOW' } as const);
const place = (workload: string, changes: Partial<VariantPlace>): VariantPlace => ({
  workload, features: [24, 2.5], noiseFloor: 0.005, gains: [gain(1), gain(1.5), gain(0.9)], best: 1, picked: 1, gain: gain(1.48).gain, verdict: 'FAST', regret: 0, ...changes,
});
const report: VariantsReport = {
  kernel: 'poolSum', kernelHash: 'c0ffee', device: 'gpujs:webasm', hardware: 'a processor', estimate: false, seed: 1, evaluations: 9, fixed: { dim: 4 },
  kernels: [
    { name: 'plain', runs: [], individual: null, edits: [], mean: 1 }, { name: 'r-000001', runs: ['r-000001'], individual: 7, edits: [], mean: 1.2 }, { name: 'r-000002', runs: ['r-000002'], individual: 9, edits: [], mean: null },
  ],
  features: ['bags', 'lookups / bags'], mean: 1.4, withdrawn: [],
  tree: { feature: 1, at: 10, below: { kernel: 1 }, above: { feature: 0, at: 3000, below: { kernel: 2 }, above: { kernel: 0 } } },
  places: [
    place('many-bags', { features: [5000, 40], gains: [gain(1), { kind: 'dead', outcome: 'timeout' }, gain(1.05)], best: 2, picked: 0, gain: { estimate: 1, low: 1, high: 1 }, verdict: 'AMBIGUOUS', regret: 0.05 }),
    place('long-bags', { features: [100, 40], best: 1, picked: 2 }), place('short-bags', {}),
  ],
};

test('the tree, every workload with what is picked, and the single kernel beside it', () => {
  expect(renderVariants(report, 300)).toMatchInlineSnapshot(`
    "2 variants of poolSum and the plain kernel on gpujs:webasm (a processor), 3 workloads
    Picked by the run-time sizes: 1.400× on the mean, below the plain kernel on none. The best single kernel, r-000001: 1.200×.

    where lookups / bags ≤ 10:
      r-000001
    where lookups / bags > 10:
      where bags ≤ 3000:
        r-000002
      where bags > 3000:
        plain

    workload    bags  lookups / bags  plain  r-000001                      r-000002                      picked    measured once more            regret
    many-bags   5000              40  1      dead: timeout                 1.050× (1.040 to 1.060) FAST  plain     is the plain one               5.0 %
    long-bags    100              40  1      1.500× (1.485 to 1.515) FAST  0.900× (0.891 to 0.909) SLOW  r-000002  1.480× (1.465 to 1.495) FAST   0.0 %
    short-bags    24            2.50  1      1.500× (1.485 to 1.515) FAST  0.900× (0.891 to 0.909) SLOW  r-000001  1.480× (1.465 to 1.495) FAST   0.0 %"
  `);
});

test('estimates and withdrawn leaves are told as such', () => {
  const text = renderVariants({ ...report, estimate: true, withdrawn: ['many-bags'] }, 300);
  expect(text).toContain('All figures are ESTIMATES of a model, not measurements.\n');
  expect(text).toContain('Back to the plain kernel, as what was picked was no faster when measured once more: many-bags.\n');
});
