import { performance } from 'node:perf_hooks';
import type { Device, Executable, Measurement, Outcome, Random, Signature } from '../model/index.ts';
import { comparePaired, compareReplicated, confirm, exactComparison, figure, measureNoiseFloor, physicalFloor, plausible, screen, type Sampler } from '../timing/index.ts';
import { bytesOfLaunch, type TestCase } from '../verify/index.ts';
import type { EvaluationKind, NoiseFloorReply } from './evaluation.ts';

/**
 * Stage 8: the mutant beside the baseline (or the incumbent), interleaved, on the workload. Both are bound here, each
 * with arrays of its own. A device that models instead of measuring is compared exactly.
 */
export async function timeCandidate(
  device: Device, candidate: Executable, rival: Executable, workload: TestCase, signature: Signature,
  options: { readonly kind: EvaluationKind; readonly noiseFloor: number; readonly random: Random },
): Promise<Measurement | Outcome> {
  const bindBoth = bindingByTurns([candidate, rival], workload);
  await bindBoth();
  const measurement = device.info.unit === 'cost'
    ? exactComparison(await costOf(rival), await costOf(candidate))
    : await measure(samplerOf(rival, candidate, bindBoth), options);
  await candidate.audit?.();
  const { bytes, bandwidth } = await leastTraffic(device, signature, workload);
  // A model has no clock that could be wrong; its own terms keep it above what it thinks must move.
  if (bytes > 0 && !device.info.estimate && !plausible(measurement.median, bytes, bandwidth)) {
    const floor = physicalFloor(bytes, bandwidth);
    return { kind: 'implausible', detail: `${measurement.median.toPrecision(4)} ${device.info.unit}, but moving the ${bytes} bytes it must move takes at least ${floor.toPrecision(4)} ${device.info.unit} here` };
  }
  return measurement;
}

/** A first look is cheap; what a promotion rests on must hold with the arrays in two places. */
function measure(sampler: Sampler, { kind, noiseFloor, random }: { readonly kind: EvaluationKind; readonly noiseFloor: number; readonly random: Random }): Promise<Measurement> {
  const surroundings = { noiseFloor, now: () => performance.now() };
  if (kind === 'screen') return comparePaired(sampler, screen, random, surroundings);
  return compareReplicated(sampler, kind === 'figure' ? figure : confirm, random, surroundings);
}

/** The baseline against itself: the noise floor, its time, and the physical floor. `one` and `other` are two compilations. */
export async function timeBaseline(
  device: Device, one: Executable, other: Executable, workload: TestCase, signature: Signature, random: Random,
): Promise<NoiseFloorReply> {
  const floorTime = await floorOn(device, signature, workload);
  const bindBoth = bindingByTurns([one, other], workload);
  if (device.info.unit === 'cost') {
    await bindBoth();
    return { task: 'noise-floor', floor: 0, baseline: await costOf(one), physicalFloor: floorTime };
  }
  const noise = await measureNoiseFloor(samplerOf(one, other, bindBoth), random, { now: () => performance.now() });
  const medians = noise.comparisons.map((comparison) => comparison.baselineMedian).sort((a, b) => a - b);
  return { task: 'noise-floor', floor: noise.floor, baseline: medians[medians.length >> 1]!, physicalFloor: floorTime };
}

/** Least time that the bytes which must move can take; 0 where it is not known which must. */
export async function floorOn(device: Device, signature: Signature, workload: TestCase): Promise<number> {
  const { bytes, bandwidth } = await leastTraffic(device, signature, workload);
  return bytes > 0 ? physicalFloor(bytes, bandwidth) : 0;
}

/** Binds in one placement, the next time in the other: what is measured twice is measured with the arrays in two places. */
export function bindingByTurns(executables: readonly Executable[], { arguments: inputs, sizes }: Pick<TestCase, 'arguments' | 'sizes'>): () => Promise<void> {
  let placement = 1;
  return async () => {
    placement = 1 - placement;
    for (const executable of executables) await executable.bind(inputs, sizes, { placement });
  };
}

function samplerOf(baseline: Executable, candidate: Executable, rebind: () => Promise<void>): Sampler {
  return { baseline: (launches) => baseline.time(launches), candidate: (launches) => candidate.time(launches), rebind };
}

async function costOf(executable: Executable): Promise<number> {
  return (await executable.time(1))[0]!;
}

/** Bytes that must move, and how fast the device moves them at best. */
async function leastTraffic(device: Device, signature: Signature, workload: TestCase): Promise<{ bytes: number; bandwidth: number }> {
  let bytes = leastBytes.get(workload);
  if (bytes === undefined) {
    leastBytes.set(workload, (bytes = bytesOfLaunch(signature, workload)));
  }
  return { bytes, bandwidth: bytes > 0 ? await device.bandwidth(bytes) : Infinity };
}

/** Counting the distinct rows of millions of lookups takes longer than timing a candidate: once a workload, not once a candidate. */
const leastBytes = new WeakMap<TestCase, number>();
