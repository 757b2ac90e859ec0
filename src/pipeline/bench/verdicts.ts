import type { Device, Executable } from '../../model/index.ts';
import { compareReplicated, confirm, evaluateVerdicts, exactComparison, knownSlowdown, measureNoiseFloor, slowedBy, type Sampler } from '../../timing/index.ts';
import { randomStream } from '../../util/random.ts';
import { generateArguments } from '../../workloads/index.ts';
import { loadKernel } from '../1-parse.ts';
import { bindingByTurns } from '../8-time.ts';
import { openNamed } from '../open-device.ts';
import { workloadFor } from '../workload-for.ts';
import { compiledFor } from './compiled.ts';
import type { Figure } from './figure.ts';

/**
 * How honest is a verdict? N comparisons of plain sum pooling with another compilation of itself, and N with readings
 * slowed by a known 3 %, through the same plan that promotions rest on.
 */
export async function verdicts(deviceName: string, count: number, progress: (done: number) => void): Promise<Figure[]> {
  const device = await openNamed(deviceName);
  const [one, other, bind] = await twoBaselines(device);
  try {
    const random = randomStream('verdict benchmark');
    await bind();
    const sampler: Sampler = { baseline: (launches) => one.time(launches), candidate: (launches) => other.time(launches), rebind: bind };
    const now = () => performance.now();
    const exact = device.info.unit === 'cost';
    const floor = exact ? 0 : (await measureNoiseFloor(sampler, random.split('floor'), { now })).floor;
    const honesty = await evaluateVerdicts(count, async (arm, _, stream) => {
      if (exact) return exactComparison((await one.time(1))[0]!, (await other.time(1))[0]! * (arm === 'slowed' ? 1 + knownSlowdown : 1));
      await bind();
      return compareReplicated(arm === 'slowed' ? slowedBy(sampler, knownSlowdown) : sampler, confirm, stream, { noiseFloor: floor, now });
    }, random, progress);
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const { falseVerdicts, found } = honesty;
    return [
      {
        what: `${deviceName}: FAST or SLOW on identical kernels, of ${count}`, aim: '≤ 2 %', met: falseVerdicts.share <= 0.02,
        value: `${percent(falseVerdicts.share)} (95 % interval ${percent(falseVerdicts.low)} to ${percent(falseVerdicts.high)}; noise floor ${(100 * floor).toFixed(2)} %)`,
      },
      {
        what: `${deviceName}: a real 3 % found, of ${count}`, aim: '≥ 80 %', met: found.share >= 0.8,
        value: `${percent(found.share)} (95 % interval ${percent(found.low)} to ${percent(found.high)}; median ${honesty.medianPairs.slowed} pairs)`,
      },
    ];
  } finally {
    await one.dispose();
    await other.dispose();
    await device.close();
  }
}

async function twoBaselines(device: Device): Promise<[Executable, Executable, () => Promise<void>]> {
  const source = loadKernel('pool-sum');
  const { signature } = source.kernel;
  const { spec, directory } = workloadFor(source, undefined);
  const launch = generateArguments(signature, spec, { draw: 'train', directory });
  const [one, other] = [await compiledFor(device, source.kernel, launch.sizes), await compiledFor(device, source.kernel, launch.sizes)];
  if (typeof one === 'string' || typeof other === 'string') throw new Error(`the shipped kernel does not compile: ${[one, other].find((each) => typeof each === 'string')}`);
  return [one, other, bindingByTurns([one, other], launch)];
}
