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

/** Memory of a workload: far above any cache, and quickly made. */
const memory = 2 ** 29;
const rounds = 5;
const plain = { gather: 'cuembed-sweep-uniform-32x64', 'pool-sum': 'fbgemm-device', 'interact-dot': 'dot-27x128' } as const;

export interface RankOptions {
  /** Bytes of a workload; default: far above any cache. */
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
      kernels.push(await rankKernel(kernel, workload, wanted, device, model, options.memory ?? memory));
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
  let wrong = 0;
  for (const variant of variants) {
    const [time, cost] = [await timeOf(device, variant, launch, answer), await timeOf(model, variant, launch, answer)];
    if (time === 'wrong') wrong++;
    else if (time !== null && cost !== null && cost !== 'wrong') points.push({ time, cost });
  }
  const ratio = (of: 'time' | 'cost') => (points.length === 0 ? 1 : points[0]![of] / Math.min(...points.map((point) => point[of])));
  return {
    kernel: name, workload: spec.name, variants: points.length, wrong, points,
    tau: kendallTau(points.map(({ time }) => time), points.map(({ cost }) => cost), 0.005), best: { timed: ratio('time'), modelled: ratio('cost') },
  };
}

/** Median of a few launches in rounds; null where the device cannot run the variant, `wrong` where they left a wrong output. */
async function timeOf(device: Device, variant: TypedKernel, { arguments: inputs, sizes }: TestCase, answer: Answer): Promise<number | 'wrong' | null> {
  const executable = await compiledFor(device, variant.kernel, sizes);
  if (typeof executable === 'string') return null;
  try {
    await executable.bind(inputs, sizes);
    const medians: number[] = [];
    for (let round = 0; round < (device.info.estimate ? 1 : rounds); round++) medians.push(median(await executable.time(device.info.estimate ? 1 : 5)));
    const output = await executable.lastOutput?.();
    return output === undefined || compareOutputs(answer, output).ok ? median(medians) : 'wrong';
  } catch (thrown) {
    if (failureOf(thrown) === null) throw thrown;
    return null;
  } finally {
    await executable.dispose();
  }
}
