import type { InteractionReport } from '../../../src/lineage/index.ts';
import type { Interval, RunResult } from '../../../src/model/index.ts';
import type { EditPage, RunPage } from '../../../src/report/html/index.ts';
import { storedRun, surviving } from '../records.ts';

/** What pages are made of, small. */
export const exactly = (estimate: number, spread = 0): Interval => ({ estimate, low: estimate - spread, high: estimate + spread });

export function edit(position: number, changes: Partial<EditPage> = {}): EditPage {
  return { ...surviving(position), active: true, bornWith: [], actsOn: null, ...changes };
}

export const result: RunResult = {
  runId: 'r-7f3a9c', status: 'finished', device: 'gpujs:webasm', hardware: 'a processor', estimate: false, kernel: 'poolSum', operation: 'pool-sum', workload: 'tiny',
  baseline: { medianNs: 3000 }, best: { medianNs: 2000, edits: [], individual: 7 }, speedup: exactly(1.5, 0.02), verdict: 'FAST', noiseFloor: 0.006, timesPhysicalFloor: 4,
  evaluations: 90, outcomes: {}, stopReason: '90 evaluations made', control: null,
};

export function runPage(changes: Partial<RunPage> = {}): RunPage {
  const run = storedRun();
  return {
    run, workloads: [run.workload], result, best: { individual: 7, speedup: result.speedup, verdict: 'FAST', groups: [], pairs: 64, error: 0.25, last: result },
    figures: { unit: 'ns', unmodified: 3000, best: 2000, random: 2500, noiseFloor: 0.006, physicalFloor: 500, bytes: 20_000, energy: null },
    arms: [
      { arm: 'evolution', evaluations: 90, outcomes: { measured: 60, wrong: 20, race: 10 }, looks: [{ evaluation: 3, elapsedMs: 1, individual: 4, speedup: exactly(1.6) }], confirmed: [{ evaluation: 20, individual: 7, speedup: exactly(1.5) }] },
      { arm: 'random', evaluations: 90, outcomes: { measured: 10, wrong: 80 }, looks: [], confirmed: [{ evaluation: 50, individual: 9, speedup: exactly(1.2, 0.01) }] },
    ],
    edits: [edit(0)], stages: ['a\nb\n', 'a\nc\n'],
    emitted: [{ target: 'gpujs', measured: true, base: { text: 'base text' }, best: { text: 'best text' } }, { target: 'wgsl', measured: false, base: { text: 'b' }, best: { refused: 'it has no f64' } }],
    reproduce: { command: 'evoke run pool-sum --seed 7', files: [], traces: [] }, analyses: {},
    ...changes,
  };
}

export function interactionReport(changes: Partial<InteractionReport> = {}): InteractionReport {
  const placed = (position: number) => ({ id: `e${position}f00d`, operator: 'unroll-loop', target: 'n4', position, where: '3:7', alone: exactly(1.1, 0.01), lost: exactly(1.2), needs: [], credit: exactly(1.1), group: 1 });
  return {
    runId: 'r-7f3a9c', kernel: 'poolSum', workload: 'tiny', device: 'gpujs:webasm', hardware: 'a processor', estimate: false, noiseFloor: 0.006, seed: 7, evaluations: 12,
    individual: 7, budget: 1000, least: 0.01, speedup: exactly(1.5), edits: [placed(0), placed(1), { ...placed(2), alone: { dead: 'wrong' }, needs: ['e0f00d'] }],
    inactive: [], unmeasured: 0, groups: [{ edits: ['e0f00d', 'e1f00d'], gain: exactly(1.4, 0.02), credit: null }],
    pairs: [
      { edits: [['e0f00d'], ['e1f00d']], among: 'alone', factor: exactly(1.25, 0.02), dead: null }, { edits: [['e0f00d'], ['e1f00d']], among: 'whole', factor: exactly(0.9, 0.02), dead: null },
      { edits: [['e1f00d'], ['e2f00d']], among: 'whole', factor: null, dead: 'neither' },
    ],
    ...changes,
  };
}
