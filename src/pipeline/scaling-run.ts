import { fitPowerLaw, plain, searchScaling, type ScalingReport, type SizePoint, type SizeScaling } from '../lineage/index.ts';
import type { Genome, Outcome, Random, WorkloadSpec } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import { symbolsOf } from '../util/size-expression.ts';
import type { openService } from './evaluation-service.ts';
import { finishedRun, type FinishedRun } from './finished-run.ts';
import { openPlace, type PlaceParts } from './place.ts';
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
 * unmodified kernel grow with each size, measured anew. Writes nothing.
 */
export async function scalingRun(store: Store, name: string, { seed: given, sizes, observe = () => {}, open }: ScalingOptions): Promise<ScalingReport> {
  const finished = finishedRun(store, name);
  const { run, configuration, source, best } = finished;
  const { calibration, workers, memoryCapMiB } = configuration;
  const seed = given ?? configuration.seed;
  const random = randomStream(seed).split('scaling');
  const generations = store.progress.generations(run.id, 'evolution');
  const search = searchScaling(generations, calibration.baseline, random.split('search'));
  const { statics } = source.kernel.signature;
  const symbols = symbolsIn(finished);
  const grown: SizeScaling[] = [];
  let evaluations = 0;
  if (sizes) {
    const device = await describeDevice(configuration.device);
    refuseOtherToolchain(run, device);
    for (const symbol of symbols.filter((each) => !statics.includes(each))) {
      const points: SizePoint[] = [];
      for (const size of sizesRound(run.workload.sizes[symbol]!)) {
        observe(`measuring ${symbol} = ${size}`);
        const workload = { spec: withSize(run.workload, symbol, size), directory: configuration.workload.directory };
        const found = await timeAt({ source, workload, device, seed, workers, memoryCapMiB, open }, best.genome);
        evaluations += found.evaluations;
        points.push({ size, ...found.point });
      }
      grown.push({ symbol, points, ...lawsOf(points, random.split(symbol)) });
    }
  }
  return {
    runId: run.id, kernel: run.kernel.name, workload: run.workload.name, device: run.device.name, hardware: run.device.hardware, estimate: run.device.estimate,
    noiseFloor: calibration.floor, seed, evaluations, individual: best.individual, search,
    physicalFloor: calibration.physicalFloor > 0 ? calibration.physicalFloor : null, best: search.points.at(-1)!.y,
    sizes: grown, compiledIn: symbols.filter((symbol) => statics.includes(symbol)),
  };
}

/** The size symbols of the kernel that the workload gives a value. */
function symbolsIn({ source, run }: FinishedRun): string[] {
  const { parameters, returns } = source.kernel.signature;
  const all = [...parameters.map(({ type }) => type), returns].flatMap(({ dims }) => dims.flatMap(symbolsOf));
  return [...new Set(all)].filter((symbol) => Object.hasOwn(run.workload.sizes, symbol));
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
