import { failureOf } from '../../devices/index.ts';
import type { TypedKernel } from '../../dialect/index.ts';
import type { Device, KernelRanking, Ranking } from '../../model/index.ts';
import { randomStream } from '../../util/random.ts';
import { type Answer, compareOutputs, oracleOf, workloadCase, type TestCase } from '../../verify/index.ts';
import { findWorkload, generateArguments } from '../../workloads/index.ts';
import { loadKernel } from '../1-parse.ts';
import { staticSizes } from '../7-verify.ts';
import { openNamed } from '../open-device.ts';
import { kendallTau } from '../rank-correlation.ts';
import { rightVariants } from '../right-variants.ts';
import { compileAhead, compiledFor } from './compiled.ts';
import { median } from './figure.ts';
import { scaledTo } from './scale.ts';

/** Memory of a workload at most: far above any cache, and quickly made. */
const mostMemory = 2 ** 29;
const rounds = 5;
const plain = { gather: 'cuembed-sweep-uniform-32x64', 'pool-sum': 'fbgemm-device', 'interact-dot': 'dot-27x128' } as const;

export interface RankOptions {
  /** Bytes that a workload's arrays may take, where that is less than they take by default. */
  readonly memory?: number;
  /** Is given the report so far: at the beginning, and after every kernel. */
  readonly keep?: (report: Ranking) => void;
}

/**
 * Does the model rank kernels as a device does? Variants of each kernel, made by seeded steps of the edit operators and right
 * on hostile inputs, are priced by the model and timed on the device, by turns; Kendall's τ says how alike the orders are.
 * UserError (exit code 3) where the device is not here.
 */
export async function benchRank(name: string, wanted: number, progress: (text: string) => void, options: RankOptions = {}): Promise<Ranking> {
  const [device, model] = [await openNamed(name), await openNamed('model:h200-like')];
  try {
    const kernels: KernelRanking[] = [];
    const report = (): Ranking => ({
      device: name, hardware: device.info.hardware, model: model.info.hardware, kernels: [...kernels], unfinished: Object.keys(plain).slice(kernels.length),
    });
    options.keep?.(report());
    for (const [kernel, workload] of Object.entries(plain)) {
      progress(`${kernel} on ${workload} …`);
      kernels.push(await rankKernel(kernel, workload, wanted, device, model, Math.min(mostMemory, options.memory ?? Infinity)));
      options.keep?.(report());
    }
    return report();
  } finally {
    await device.close();
    await model.close();
  }
}

/** One kernel's variants on a workload of so many bytes at most. */
export async function rankKernel(name: string, workload: string, wanted: number, device: Device, model: Device, bytes: number): Promise<KernelRanking> {
  const { kernel } = loadKernel(name);
  const { signature } = kernel;
  const spec = scaledTo(bytes, findWorkload(workload).spec);
  const launch = workloadCase(signature, spec.name, generateArguments(signature, spec, { draw: 'ranking' }).arguments);
  const fixed = staticSizes(signature.statics, launch.sizes);
  const capabilities = device.info.capabilities.filter((each) => model.info.capabilities.includes(each));
  const variants = rightVariants(kernel, wanted, { capabilities, limits: device.info.limits, fixed, random: randomStream('ranking').split(name) });
  await compileAhead(device, variants.map((variant) => variant.kernel), launch.sizes);
  const answer = oracleOf(signature)(launch);
  const points: { time: number; cost: number }[] = [];
  const left = new Map<string, number>();
  for (const variant of variants) {
    const [time, cost] = [await timeOf(device, variant, launch, answer), await timeOf(model, variant, launch, answer)];
    const why = [time, cost].find((each) => typeof each === 'string');
    if (why !== undefined) left.set(why, (left.get(why) ?? 0) + 1);
    else points.push({ time: time as number, cost: cost as number });
  }
  const ratio = (of: 'time' | 'cost') => (points.length === 0 ? 1 : points[0]![of] / Math.min(...points.map((point) => point[of])));
  return {
    kernel: name, workload: spec.name, variants: points.length, points, left: [...left].map(([why, count]) => `${count} of ${variants.length}: ${why}`),
    tau: kendallTau(points.map(({ time }) => time), points.map(({ cost }) => cost), 0.005), best: { timed: ratio('time'), modelled: ratio('cost') },
  };
}

/** Median of a few launches in rounds; in words why not, where the device cannot run the variant or they left a wrong output. */
async function timeOf(device: Device, variant: TypedKernel, { arguments: inputs, sizes }: TestCase, answer: Answer): Promise<number | string> {
  const executable = await compiledFor(device, variant.kernel, sizes);
  if (typeof executable === 'string') return executable;
  try {
    await executable.bind(inputs, sizes);
    const medians: number[] = [];
    for (let round = 0; round < (device.info.estimate ? 1 : rounds); round++) medians.push(median(await executable.time(device.info.estimate ? 1 : 5)));
    const output = await executable.lastOutput?.();
    return output === undefined || compareOutputs(answer, output).ok ? median(medians) : 'wrong when timed';
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure === null) throw thrown;
    return `${failure.failed}: ${failure.detail}`;
  } finally {
    await executable.dispose();
  }
}
