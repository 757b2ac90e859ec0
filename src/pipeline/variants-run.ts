import { canonicalHash } from '../dialect/index.ts';
import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import { decide, fitTree, leafOf, leastCost, PLAIN, withdrawn, type DecisionTree, type Leaf, type Sample, type VariantGain, type VariantPlace, type VariantsReport } from '../lineage/index.ts';
import type { Genome, Interval, SizeExpression, SourceKernel, Verdict } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { evaluate, showSize } from '../util/size-expression.ts';
import { generateArguments, type WorkloadEntry } from '../workloads/index.ts';
import type { openService } from './evaluation-service.ts';
import { finishedRun, type FinishedRun } from './finished-run.ts';
import { comparedBy, openPlace, type Place } from './place.ts';
import { describeDevice } from './open-device.ts';
import { prepare } from './prepare.ts';
import { workloadsOf } from './run-workloads.ts';
import { sizeFeatures } from './size-features.ts';

export interface VariantsOptions {
  /** Absent: the first run's. */
  readonly seed?: number;
  readonly observe?: (text: string) => void;
  readonly open?: typeof openService | undefined;
  /** Whether what is picked is measured once more; default: where a device measures, since a model says the same again. */
  readonly lookAgain?: boolean;
}

/** What the runs make together, and what it takes to write it down. */
export interface Variants {
  readonly report: VariantsReport;
  readonly source: SourceKernel;
  /** Of each kernel of the report; the plain one's is empty. */
  readonly genomes: readonly Genome[];
  readonly features: readonly SizeExpression[];
  readonly runs: readonly FinishedRun[];
}

type Workload = Pick<WorkloadEntry, 'spec' | 'directory'>;

interface Found {
  readonly workload: Workload;
  readonly features: readonly number[];
  readonly noiseFloor: number;
  readonly gains: readonly VariantGain[];
}

/**
 * `evoke variants`: the bests of several runs of one kernel on the workloads of all of them, and the small decision tree
 * that picks one by the run-time sizes. What it picks is measured once more, since the fastest of several was also the
 * luckiest; a leaf that does not hold then goes back to the plain kernel. Writes nothing into the database.
 */
export async function variantsOf(store: Store, names: readonly string[], { seed: given, observe = () => {}, open, lookAgain }: VariantsOptions = {}): Promise<Variants> {
  const runs = names.map((name) => finishedRun(store, name));
  refuseUnlike(runs);
  const [{ source, configuration }] = runs as [FinishedRun];
  const seed = given ?? configuration.seed;
  const workloads = distinct(runs.flatMap(({ run, configuration: searched }): Workload[] => workloadsOf(run, searched)), ({ spec }) => JSON.stringify(spec));
  const device = await describeDevice(configuration.device);
  const fixed = workloads.map((workload) => prepare(source, workload, device, seed).settings.fixed);
  refuseStatics(workloads, fixed);

  const hashOf = (genome: Genome) => canonicalHash(applyGenome(source.kernel, genome, operatorsByName).kernel);
  const bests = distinct(runs, ({ best }) => hashOf(best.genome));
  const genomes: Genome[] = [[], ...bests.map(({ best }) => best.genome)];
  let evaluations = 0;
  const at = async <Result>({ spec, directory }: Workload, look: (place: Place) => Promise<Result>): Promise<Result> => {
    const place = await openPlace({ source, workload: { spec, directory }, device, seed, workers: device.estimate ? 0 : 1, memoryCapMiB: configuration.memoryCapMiB, open });
    try {
      return await look(place);
    } finally {
      evaluations += place.evaluations();
      await place.close();
    }
  };

  const values = workloads.map(({ spec, directory }) => generateArguments(source.kernel.signature, spec, { draw: 'train', directory }).sizes);
  const features = sizeFeatures(source.kernel.signature).filter((feature) => new Set(values.map((sizes) => evaluate(feature, sizes))).size > 1);
  const found: Found[] = [];
  for (const [number, workload] of workloads.entries()) {
    observe(`workload ${workload.spec.name}: measuring ${bests.length} kernels against the plain one`);
    found.push(await at(workload, async (place) => {
      const gains: VariantGain[] = [unchanged];
      for (const genome of genomes.slice(1)) gains.push(gainOf(await place.compare(genome, { kind: 'figure' })));
      return { workload, features: features.map((feature) => evaluate(feature, values[number]!)), noiseFloor: place.calibration.floor, gains };
    }));
  }

  const samples = found.map(({ features: own, gains }): Sample => ({ features: own, costs: gains.map(costOf) }));
  const first = fitTree(samples, { price: Math.log1p(Math.max(...found.map(({ noiseFloor }) => noiseFloor))) });
  const again = lookAgain ?? !device.estimate;
  const looks = await lookedAt(first, found, async ({ workload, gains }, kernel) => {
    if (!again) return gains[kernel]!;
    observe(`workload ${workload.spec.name}: measuring once more what the tree picks`);
    return at(workload, async (place) => gainOf(await place.compare(genomes[kernel]!, { kind: 'figure', again: 'once more' })));
  });
  const failed = new Set(found.filter((_, number) => costOf(looks[number]!) > 1).map((each) => leafOf(first, each.features)));
  const tree = withdrawn(first, (leaf: Leaf) => failed.has(leaf));
  const places = found.map((each, number) => placeOf(each, samples[number]!, tree, failed.has(leafOf(first, each.features)) ? unchanged : looks[number]!));
  return {
    source, genomes, features, runs,
    report: {
      kernel: source.kernel.signature.name, kernelHash: source.hash, device: device.name, hardware: device.hardware, estimate: device.estimate, seed, evaluations, fixed: fixed[0]!,
      kernels: genomes.map((genome, kernel) => ({
        name: kernel === PLAIN ? 'plain' : bests[kernel - 1]!.run.id,
        runs: kernel === PLAIN ? [] : runs.filter(({ best }) => hashOf(best.genome) === hashOf(genome)).map(({ run }) => run.id),
        individual: kernel === PLAIN ? null : bests[kernel - 1]!.best.individual,
        edits: genome.map(({ id, operator, target }) => ({ id, operator, target })),
        mean: meanOf(samples.map(({ costs }) => costs[kernel]!)),
      })),
      features: features.map(showSize), tree, places: places.sort((a, b) => b.regret - a.regret),
      mean: meanOf(places.map(({ gain }) => 1 / gain.estimate))!, withdrawn: found.filter((each) => failed.has(leafOf(first, each.features))).map(({ workload }) => workload.spec.name),
    },
  };
}

/** Runs must be about one kernel on one device, each once. */
function refuseUnlike(runs: readonly FinishedRun[]): void {
  const [first, ...others] = runs;
  if (first === undefined || others.length === 0) throw new UserError(`one run (${first?.run.id}) leaves nothing to pick from; name two or more, of one kernel on several workloads`);
  for (const [at, { run, source, configuration }] of others.entries()) {
    if (runs.slice(0, at + 1).some((before) => before.run.id === run.id)) throw new UserError(`run ${run.id} is named twice; name two or more different runs`);
    if (source.hash !== first.source.hash) throw new UserError(`run ${run.id} evolved ${run.kernel.name} (hash ${source.hash}), run ${first.run.id} ${first.run.kernel.name} (hash ${first.source.hash}); name runs of one kernel`);
    if (source.text !== first.source.text) throw new UserError(`run ${run.id} has another text of ${run.kernel.name} than run ${first.run.id}, so their edits do not mean the same places; name runs of one file`);
    if (configuration.device !== first.configuration.device) throw new UserError(`run ${run.id} is of ${configuration.device}, run ${first.run.id} of ${first.configuration.device}; name runs of one device`);
  }
}

/** One module has one value of a static size. */
function refuseStatics(workloads: readonly Workload[], fixed: readonly VariantsReport['fixed'][]): void {
  const at = fixed.findIndex((sizes) => JSON.stringify(sizes) !== JSON.stringify(fixed[0]));
  if (at < 0) return;
  const shown = (sizes: VariantsReport['fixed']) => Object.entries(sizes).map(([name, value]) => `${name} = ${value}`).join(', ');
  throw new UserError(`workload ${workloads[0]!.spec.name} has ${shown(fixed[0]!)}, workload ${workloads[at]!.spec.name} has ${shown(fixed[at]!)}: static sizes are compiled in, so no dispatcher can ask for them; name runs that agree in them`);
}

const unchanged: Extract<VariantGain, { readonly kind: 'gain' }> = { kind: 'gain', gain: { estimate: 1, low: 1, high: 1 }, verdict: 'AMBIGUOUS' };

function gainOf(outcome: Awaited<ReturnType<Place['compare']>>): VariantGain {
  const compared = comparedBy(outcome);
  return 'dead' in compared ? { kind: 'dead', outcome: compared.dead } : { kind: 'gain', gain: compared.speedup, verdict: compared.verdict };
}

/** Time as a share of the plain kernel's. */
function costOf(found: VariantGain): number {
  return found.kind === 'gain' ? 1 / found.gain.estimate : Infinity;
}

/** What the tree picks for each workload, looked at anew; the plain kernel needs no look. */
async function lookedAt(tree: DecisionTree, found: readonly Found[], look: (found: Found, kernel: number) => Promise<VariantGain>): Promise<VariantGain[]> {
  const looks: VariantGain[] = [];
  for (const each of found) {
    const kernel = decide(tree, each.features);
    looks.push(kernel === PLAIN ? unchanged : await look(each, kernel));
  }
  return looks;
}

function placeOf({ workload, features, noiseFloor, gains }: Found, sample: Sample, tree: DecisionTree, look: VariantGain): VariantPlace {
  const picked = decide(tree, features);
  const { gain, verdict }: { gain: Interval; verdict: Verdict } = picked === PLAIN || look.kind !== 'gain' ? unchanged : look;
  const least = leastCost(sample);
  return { workload: workload.spec.name, features, noiseFloor, gains, best: sample.costs.indexOf(least), picked, gain, verdict, regret: sample.costs[picked]! / least - 1 };
}

/** Geometric mean of the gains that such times are; null where one is dead. */
function meanOf(costs: readonly number[]): number | null {
  return costs.every(Number.isFinite) ? Math.exp(-costs.reduce((sum, cost) => sum + Math.log(cost), 0) / costs.length) : null;
}

function distinct<Value>(values: readonly Value[], keyOf: (value: Value) => string): Value[] {
  const keys = values.map(keyOf);
  return values.filter((_, at) => keys.indexOf(keys[at]!) === at);
}
