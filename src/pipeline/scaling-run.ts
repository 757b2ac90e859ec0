import { fitPowerLaw, plain, searchScaling, type ScalingReport, type SizePoint, type SizeScaling } from '../lineage/index.ts';
import type { Genome, Outcome, Random, SourceKernel, WorkloadSpec } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import { symbolsOf } from '../util/size-expression.ts';
import type { openService } from './evaluation-service.ts';
import { finishedRun } from './finished-run.ts';
import { openPlace, type PlaceParts } from './place.ts';
import { timesOfRun } from './run-times.ts';
import { nameOfWorkloads, workloadsOf } from './run-workloads.ts';
import { describeDevice, refuseOtherToolchain } from './open-device.ts';

export interface ScalingOptions {
  /** Absent: the run's. */
  readonly seed?: number;
  /** Without them nothing is measured: what the run recorded is enough for the rest. */
  readonly sizes: boolean;
  readonly observe?: (text: string) => void;
  readonly open?: typeof openService;
}

/** Times over all sizes that are no further apart than this are one time. */
const leastChange = 0.05;

/** Of each size of the workload. */
const shares = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4];

/**
 * `evoke scaling`: what more evaluations would bring, from the run's own records, and how the time of the best and of the
 * unmodified kernel grow with each size, measured anew; of a run on the worst of several workloads, on each of them.
 * Writes nothing.
 */
export async function scalingRun(store: Store, name: string, { seed: given, sizes, observe = () => {}, open }: ScalingOptions): Promise<ScalingReport> {
  const { run, configuration, source, best } = finishedRun(store, name);
  const { calibration, workers, memoryCapMiB } = configuration;
  const workloads = workloadsOf(run, configuration);
  const { unit, unmodified, physicalFloor } = timesOfRun(store, run, configuration, source.kernel.signature);
  const seed = given ?? configuration.seed;
  const random = randomStream(seed).split('scaling');
  const generations = store.progress.generations(run.id, 'evolution');
  const search = searchScaling(generations, unmodified, random.split('search'));
  const { statics } = source.kernel.signature;
  const grown: SizeScaling[] = [];
  let evaluations = 0;
  if (sizes) {
    const device = await describeDevice(configuration.device);
    refuseOtherToolchain(run, device);
    const free = workloads.flatMap(({ spec, directory }) => symbolsIn(source, spec).filter((symbol) => !statics.includes(symbol)).map((symbol) => ({ spec, directory, symbol })));
    for (const { spec, directory, symbol } of free) {
      const points: SizePoint[] = [];
      for (const size of sizesRound(spec.sizes[symbol]!)) {
        const workload = { spec: withSize(spec, symbol, size), directory };
        observe(`measuring ${workload.spec.name}`);
        const found = await timeAt({ source, workload, device, seed, workers, memoryCapMiB, open }, best.genome);
        evaluations += found.evaluations;
        points.push({ size, ...found.point });
      }
      grown.push({ workload: spec.name, symbol, points, ...lawsOf(points, random.split(`${spec.name} ${symbol}`)) });
    }
  }
  return {
    runId: run.id, kernel: run.kernel.name, workload: nameOfWorkloads(workloads.map(({ spec }) => spec.name)), device: run.device.name, hardware: run.device.hardware, estimate: run.device.estimate,
    noiseFloor: calibration.floor, seed, evaluations, individual: best.individual, unit, search, physicalFloor, best: search.points.at(-1)!.y,
    sizes: grown, compiledIn: symbolsIn(source, run.workload).filter((symbol) => statics.includes(symbol)),
  };
}

/** The size symbols of the kernel that the workload gives a value. */
function symbolsIn({ kernel: { signature: { parameters, returns } } }: SourceKernel, { sizes }: WorkloadSpec): string[] {
  const all = [...parameters.map(({ type }) => type), returns].flatMap(({ dims }) => dims.flatMap(symbolsOf));
  return [...new Set(all)].filter((symbol) => Object.hasOwn(sizes, symbol));
}

function sizesRound(size: number): number[] {
  return [...new Set(shares.map((share) => Math.max(1, Math.round(size * share))))];
}

function withSize(spec: WorkloadSpec, symbol: string, size: number): WorkloadSpec {
  return { ...spec, name: `${spec.name} with ${symbol} = ${size}`, sizes: { ...spec.sizes, [symbol]: size } };
}

/** Both kernels at one size. A size that cannot be had (a trace that names more rows, too little memory) is a value too. */
async function timeAt(parts: PlaceParts, genome: Genome): Promise<{ readonly point: SizeTime; readonly evaluations: number }> {
  try {
    const place = await openPlace(parts);
    try {
      return { point: timesOf(await place.compare(genome)), evaluations: place.evaluations() };
    } finally {
      await place.close();
    }
  } catch (thrown) {
    if (thrown instanceof UserError) return { point: { dead: thrown.message }, evaluations: 0 };
    throw thrown;
  }
}

type SizeTime = { readonly best: number; readonly base: number } | { readonly dead: string };

function timesOf(outcome: Outcome): SizeTime {
  return outcome.kind === 'measured' ? { best: outcome.measurement.median, base: outcome.measurement.baselineMedian } : { dead: outcome.kind };
}

function lawsOf(points: readonly SizePoint[], random: Random): Pick<SizeScaling, 'best' | 'base'> {
  const living = points.flatMap((point) => ('dead' in point ? [] : [point]));
  const law = (of: 'best' | 'base') => {
    const times = living.map((point) => point[of]);
    if (Math.max(...times) < Math.min(...times) * (1 + leastChange)) return null;
    const fitted = fitPowerLaw(living.map((point) => ({ x: point.size, y: point[of] })), { direction: 'rising', random: random.split(of) });
    return fitted ? plain(fitted) : null;
  };
  return { best: law('best'), base: law('base') };
}
