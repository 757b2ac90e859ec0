import type { ComparedRun } from '../../src/lineage/index.ts';

/** A run as `evoke compare` takes it. */
export function comparedRun(runId: string, changes: Partial<ComparedRun> = {}): ComparedRun {
  return {
    runId, database: 'runs/evoke.db', status: 'finished', kernel: 'poolSum', kernelHash: 'c0ffee', workload: 'tiny', workloadHash: '1', device: 'gpujs:webasm', hardware: 'a processor',
    toolchain: 'gpu.js 2.24.1', estimate: false, noiseFloor: 0, seed: 1, evaluations: 100, edits: [],
    figures: { baseline: { medianNs: 2000 }, best: { medianNs: 1000 }, speedup: { estimate: 2, low: 1.9, high: 2.1 }, verdict: 'FAST' },
    ...changes,
  };
}
