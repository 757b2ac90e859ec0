import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import { summarise, worstFirst, type Transferred, type TransferPlace, type TransferReport } from '../lineage/index.ts';
import type { DeviceInfo, Edit, Outcome, Verdict } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import type { WorkloadEntry } from '../workloads/index.ts';
import type { openService } from './evaluation-service.ts';
import { finishedRun } from './finished-run.ts';
import { comparedBy, inverse, openPlace, type Place } from './place.ts';
import { describeDevice } from './open-device.ts';
import { workloadsOf } from './run-workloads.ts';
import { prepare } from './prepare.ts';
import { workloadFor } from './workload-for.ts';

export interface TransferOptions {
  /** Beside the run's own; of a run on the worst of several workloads all of them are its own. */
  readonly devices: readonly string[];
  readonly workloads: readonly string[];
  /** Absent: the run's best. */
  readonly individual?: number;
  /** Absent: the run's. */
  readonly seed?: number;
  readonly observe?: (text: string) => void;
  readonly open?: typeof openService;
}

/**
 * `evoke transfer`: the whole genome and each of its edits on every device with every workload, the run's own among
 * them. All that was named is looked at before anything is measured. Writes nothing.
 */
export async function transferRun(store: Store, name: string, options: TransferOptions): Promise<TransferReport> {
  const { observe = () => {}, open } = options;
  const { run, configuration, source, best, places } = finishedRun(store, name, options.individual);
  const seed = options.seed ?? configuration.seed;
  const searched = workloadsOf(run, configuration);
  const workloads = distinct([...searched, ...options.workloads.map((each) => workloadFor(source, each))], ({ spec }) => JSON.stringify(spec));
  const devices: DeviceInfo[] = [];
  for (const device of distinct([configuration.device, ...options.devices], (each) => each)) devices.push(await describeDevice(device));
  const wanted = devices.flatMap((device) => workloads.map((workload) => ({ device, workload })));
  for (const { device, workload } of wanted) prepare(source, workload, device, seed);

  const { active } = applyGenome(source.kernel, best.genome, operatorsByName);
  const measured: TransferPlace[] = [];
  for (const { device, workload } of wanted) {
    observe(`${device.name}, workload ${workload.spec.name}: measuring the whole and ${active.length} edits`);
    const home = device.name === configuration.device && searched.includes(workload);
    const workers = home ? configuration.workers : device.estimate ? 0 : 1;
    const place = await openPlace({ source, workload, device, seed, workers, memoryCapMiB: configuration.memoryCapMiB, open });
    try {
      measured.push({
        device: device.name, hardware: device.hardware, estimate: device.estimate, workload: workload.spec.name, home, noiseFloor: place.calibration.floor,
        ...(await measureHere(place, active)), evaluations: place.evaluations(),
      });
    } finally {
      await place.close();
    }
  }
  return {
    runId: run.id, kernel: run.kernel.name, individual: best.individual, seed,
    edits: active.map(({ id, operator, target }, at) => {
      const position = best.genome.indexOf(active[at]!);
      return { id, operator, target, position, where: places[position] ?? null };
    }),
    places: worstFirst(measured), summary: summarise(measured),
  };
}

async function measureHere(place: Place, genome: readonly Edit[]): Promise<Pick<TransferPlace, 'whole' | 'edits'>> {
  const whole = wholeHere(await place.compare(genome, { kind: 'figure' }));
  const edits: Transferred[] = [];
  for (const edit of genome) {
    const rest = genome.filter((other) => other !== edit);
    edits.push(whole.kind === 'gain' ? lossOf(await place.compare(rest, { against: genome, kind: 'figure' })) : blameOf(await place.compare(rest, { kind: 'figure' })));
  }
  return { whole, edits };
}

function wholeHere(outcome: Outcome): Transferred {
  const compared = comparedBy(outcome);
  return 'dead' in compared ? { kind: 'dead', outcome: compared.dead } : { kind: 'gain', gain: compared.speedup, verdict: compared.verdict };
}

/** The rest beside the whole: what the edit brings is what the rest lacks. */
function lossOf(rest: Outcome): Transferred {
  const compared = comparedBy(rest);
  return 'dead' in compared ? { kind: 'needed', outcome: compared.dead } : { kind: 'gain', gain: inverse(compared.speedup), verdict: turned[compared.verdict] };
}

/** The whole is dead: if the rest lives, the edit did it. */
function blameOf(rest: Outcome): Transferred {
  const found = wholeHere(rest);
  return found.kind === 'gain' ? { ...found, kind: 'breaks' } : found;
}

const turned: Readonly<Record<Verdict, Verdict>> = { FAST: 'SLOW', SLOW: 'FAST', AMBIGUOUS: 'AMBIGUOUS' };

function distinct<Item extends string | Pick<WorkloadEntry, 'spec' | 'directory'>>(items: readonly Item[], key: (item: Item) => string): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}
