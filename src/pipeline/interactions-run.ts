import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import { findInteractions, isDead, type Effect, type InteractionReport } from '../lineage/index.ts';
import type { Interval } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import type { openService } from './evaluation-service.ts';
import { finishedRun } from './finished-run.ts';
import { effectOf, inverse } from './place.ts';
import { describeDevice, refuseOtherToolchain } from './open-device.ts';
import { openRunPlace } from './worst-place.ts';

export interface InteractionOptions {
  /** Sets of edits that may be evaluated. */
  readonly budget: number;
  /** Absent: the run's best. */
  readonly individual?: number;
  /** Absent: the run's. */
  readonly seed?: number;
  readonly observe?: (text: string) => void;
  readonly open?: typeof openService;
}

/** Less than this is no interaction on the quietest device. */
const leastFactor = 0.01;

/** An interaction rests on four measurements, each of which may be off by the noise floor: in squares, twice as much. */
const floorsOfFour = 2;

/** `evoke interactions`: which edits of a run's best need each other, and what each is worth, on the worst of its workloads where it searched on several. Writes nothing. */
export async function interactionsRun(store: Store, name: string, options: InteractionOptions): Promise<InteractionReport> {
  const { budget, observe = () => {}, open } = options;
  const { run, configuration, source, best, places } = finishedRun(store, name, options.individual);
  const device = await describeDevice(configuration.device);
  refuseOtherToolchain(run, device);
  const seed = options.seed ?? configuration.seed;
  const place = await openRunPlace(run, configuration, { source, device, seed, open });
  try {
    const { active, inactive } = applyGenome(source.kernel, best.genome, operatorsByName);
    const least = Math.max(leastFactor, floorsOfFour * place.calibration.floor);
    const evaluate = async (edits: readonly number[]): Promise<Effect> => {
      const effect = effectOf(await place.compare(edits.map((edit) => active[edit]!), { kind: 'figure' }));
      observe(`${place.evaluations()} evaluations: ${edits.length} of ${active.length} edits together ${isDead(effect) ? `are ${effect.dead}` : `take ${effect.time.estimate.toFixed(3)} of the time`}`);
      if (isDead(effect) && edits.length === active.length) throw new UserError(`individual ${best.individual} of run ${run.id} is ${effect.dead} on ${device.name} now, and was measured then: 'evoke verify' shows whether the device is sound`, { exitCode: 1 });
      return effect;
    };
    const found = await findInteractions({ count: active.length, evaluate, budget, least, random: randomStream(seed).split('interactions') });
    const id = (edit: number): string => active[edit]!.id;
    const groups = found.groups.filter(({ edits }) => edits.length > 1);
    return {
      runId: run.id, kernel: run.kernel.name, workload: place.workload, device: device.name, hardware: device.hardware, estimate: device.estimate,
      noiseFloor: place.calibration.floor, seed, evaluations: place.evaluations(), individual: best.individual, budget, least,
      speedup: inverse(found.whole),
      edits: found.edits.map(({ edit, alone, without, lost, credit }) => {
        const position = best.genome.indexOf(active[edit]!);
        const group = groups.findIndex(({ edits }) => edits.includes(edit));
        const { operator, target } = active[edit]!;
        return {
          id: id(edit), operator, target, position, where: places[position] ?? null,
          alone: alone === undefined ? null : isDead(alone) ? alone : inverse(alone.time),
          lost: without === undefined ? null : isDead(without) ? without : (lost as Interval),
          needs: found.dependencies.filter((dependency) => dependency.edit === edit).map(({ needs }) => id(needs)),
          credit: credit ?? null, group: group < 0 ? null : group + 1,
        };
      }),
      inactive: inactive.map((edit) => edit.id),
      pairs: found.pairs.map(({ edits: [one, other], ...pair }) => ({ ...pair, edits: [one.map(id), other.map(id)] as const })),
      unmeasured: found.unmeasured,
      groups: groups.map(({ edits, gain, method }) => ({ edits: edits.map(id), gain: gain ?? null, credit: method ?? null })),
    };
  } finally {
    await place.close();
  }
}
