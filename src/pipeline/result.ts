import type { ControlResult, DeviceInfo, EditLine, Genome, Interval, RunResult, SourceKernel, Timed } from '../model/index.ts';
import { kernelOf } from '../edits/vary.ts';
import type { ArmResult } from './arm.ts';
import type { NoiseFloorReply } from './evaluation.ts';
import { exportFormatFor } from './export-format.ts';

export interface ResultParts {
  readonly run: string;
  readonly source: SourceKernel;
  readonly device: DeviceInfo;
  readonly workload: string;
  readonly calibration: NoiseFloorReply;
  readonly evolution: ArmResult;
  readonly control: ArmResult | null;
}

export function resultOf({ run, source, device, workload, calibration, evolution, control }: ResultParts): RunResult {
  const { signature } = source.kernel;
  const main = figures(evolution, calibration, device);
  // Times are of the held-out draw where anything was promoted, else of the draw that the run began with.
  const floor = evolution.final ? calibration.heldOutFloor : calibration.physicalFloor;
  const best = evolution.final && evolution.best ? kernelOf(source.kernel, evolution.best.genome) : source.kernel;
  return {
    runId: run, exportFormat: exportFormatFor(device.name, best), status: evolution.interrupted || control?.interrupted ? 'interrupted' : 'finished', device: device.name, hardware: device.hardware,
    estimate: device.estimate, kernel: signature.name, operation: signature.operation ?? null, workload,
    baseline: main.baseline, best: { ...main.best, individual: (evolution.final && evolution.best?.number) ?? null }, speedup: main.speedup, verdict: main.verdict,
    ...(evolution.best && !evolution.final && { soFar: { speedup: evolution.best.speedup, individual: evolution.best.number, edits: editLines(evolution.best.genome) } }),
    ...(evolution.final?.groups && { groups: evolution.final.groups }),
    noiseFloor: calibration.floor, timesPhysicalFloor: floor ? main.bestTime / floor : null,
    evaluations: evolution.evaluations, outcomes: evolution.outcomes, stopReason: evolution.stopReason,
    control: control && controlOf(control, calibration, device),
  };
}

function controlOf(control: ArmResult, calibration: NoiseFloorReply, device: DeviceInfo): ControlResult {
  const { best, speedup, verdict } = figures(control, calibration, device);
  return { best, speedup, verdict, evaluations: control.evaluations, outcomes: control.outcomes };
}

function figures({ best, final }: ArmResult, calibration: NoiseFloorReply, device: DeviceInfo) {
  const timed = (value: number): Timed => (device.unit === 'ns' ? { medianNs: value } : { cost: value });
  const unchanged: Interval = { estimate: 1, low: 1, high: 1 };
  const bestTime = final?.median ?? calibration.baseline;
  return {
    baseline: timed(final?.baselineMedian ?? calibration.baseline),
    best: { ...timed(bestTime), edits: final && best ? editLines(best.genome) : [] },
    bestTime,
    speedup: final?.speedup ?? unchanged,
    verdict: final?.verdict ?? ('AMBIGUOUS' as const),
  };
}

function editLines(genome: Genome): EditLine[] {
  return genome.map(({ id, operator, target }) => ({ id, operator, target }));
}
