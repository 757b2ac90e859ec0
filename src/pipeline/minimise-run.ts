import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import { minimise, type Effect, type MinimiseReport } from '../lineage/index.ts';
import type { Genome, Outcome } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import type { openService } from './evaluation-service.ts';
import { finishedRun, type FinishedRun } from './finished-run.ts';
import { sayOutcome } from './not-verified.ts';
import { comparedBy, effectOf, inverse, type Compared, type Place } from './place.ts';
import { describeDevice, refuseOtherToolchain } from './open-device.ts';
import { openRunPlace } from './worst-place.ts';

export interface MinimiseOptions {
  /** Share of the original's time that may be lost, in all: 0.01 = 1 %. */
  readonly bound: number;
  /** Absent: the run's. */
  readonly seed?: number;
  /** Called once all that the user gave is known to be good and before anything is measured. */
  readonly forWriting: () => Store;
  readonly observe?: (text: string) => void;
  readonly open?: typeof openService;
}

/** Sets of edits that are tried at most. */
const mostTrials = 1000;

/**
 * `evoke minimize`: the smallest set of the best individual's edits that keeps its gain, recorded as a new individual.
 * Inactive edits go first, without a measurement: the tree is the same. Every other removal is measured beside the
 * original, on held-out inputs; of a run on the worst of several workloads, on each of them, and the bound holds on all.
 */
export async function minimiseRun(store: Store, name: string, { bound, seed: given, forWriting, observe = () => {}, open }: MinimiseOptions): Promise<MinimiseReport> {
  const finished = finishedRun(store, name);
  const { run, configuration, source, best } = finished;
  if (run.status !== 'finished') throw new UserError(`run ${run.id} was ${run.status} before its end, so its best may still change; 'evoke resume ${run.id}' sees it to its end`);
  const device = await describeDevice(configuration.device);
  refuseOtherToolchain(run, device);
  const book = forWriting();
  const seed = given ?? configuration.seed;
  const place = await openRunPlace(run, configuration, { source, device, seed, open });
  try {
    const { active } = applyGenome(source.kernel, best.genome, operatorsByName);
    const pick = (edits: readonly number[]): Genome => edits.map((edit) => active[edit]!);
    const evaluate = async (edits: readonly number[]): Promise<Effect> => {
      const genome = pick(edits);
      const effect = effectOf(await place.compare(genome, { against: active }));
      observe(`${place.evaluations()} evaluations; ${edits.length} of ${best.genome.length} edits: ${'dead' in effect ? effect.dead : `${effect.time.estimate.toFixed(3)} of the time`}`);
      const late = 'time' in effect && effect.time.high <= 1 + bound ? place.heldOut(genome) : undefined;
      return late ? { dead: late.kind } : effect;
    };
    const { kept, minimal, losses } = await minimise({ count: active.length, evaluate, bound, random: randomStream(seed).split('minimise'), budget: mostTrials });
    const genome = pick(kept);
    const unchanged = genome.length === best.genome.length;
    const last = await lastLook(place, genome, active);
    const withinBound = last.againstOriginal.speedup.low >= 1 / (1 + bound);
    const individual = unchanged ? best.individual : withinBound ? record(book, finished, place, genome, last) : null;
    const staying = new Set(genome.map(({ id }) => id));
    const acting = new Map(active.map(({ id }, at) => [id, at]));
    return {
      runId: run.id, kernel: run.kernel.name, workload: place.workload, device: device.name, hardware: device.hardware, estimate: device.estimate,
      noiseFloor: place.calibration.floor, seed, evaluations: place.evaluations(), bound,
      original: { individual: best.individual, edits: best.genome.length },
      edits: best.genome.map(({ id, operator, target }, position) => {
        const at = acting.get(id);
        const loss = at === undefined ? undefined : losses.get(at);
        return {
          id, operator, target, position, where: finished.places[position] ?? null,
          fate: at === undefined ? 'inactive' : staying.has(id) ? 'needed' : 'neutral',
          without: loss === undefined ? null : 'dead' in loss ? loss : inverse(loss),
        };
      }),
      minimised: {
        individual, edits: genome.map(({ id, operator, target }) => ({ id, operator, target })), withinBound,
        againstOriginal: last.againstOriginal.speedup, speedup: last.againstBase.speedup, verdict: last.againstBase.verdict,
      },
      minimal,
    };
  } finally {
    await place.close();
  }
}

/** Both figures that are reported, measured anew: what passed a thousand comparisons may have passed one by luck. */
interface LastLook {
  readonly againstOriginal: Look;
  readonly againstBase: Look;
}

type Look = Exclude<Compared, { readonly dead: unknown }> & { readonly outcome: Outcome };

async function lastLook(place: Place, genome: Genome, original: Genome): Promise<LastLook> {
  const look = async (against: Genome, kind: 'promotion' | 'confirm'): Promise<Look> => {
    const outcome = await place.compare(genome, { against, kind, again: 'last look' });
    const compared = comparedBy(outcome);
    if (!('dead' in compared)) return { ...compared, outcome };
    throw new UserError(`the minimised kernel was right before and is not now: ${sayOutcome(outcome)}; run it again, and look after the device if this stays`, { exitCode: 1 });
  };
  return { againstOriginal: await look(original, 'promotion'), againstBase: await look([], 'confirm') };
}

/** The new individual, a child of the best, with what was measured last: all or nothing. Its number. */
function record(store: Store, { run, best }: FinishedRun, place: Place, genome: Genome, { againstOriginal, againstBase }: LastLook): number {
  const treeHash = place.hashOf(genome);
  return store.transaction(() => {
    const individual = store.lineage.add(run.id, 'evolution', {
      generation: best.generation + 1, island: 0, genome, parents: [best.individual], made: { kind: 'minimisation', operators: [] }, treeHash,
    });
    const shared = { individual, deviceTime: 0, elapsedMs: store.evaluations.elapsedMs(run.id, 'evolution') };
    const key = `${treeHash} minimised from ${best.individual}`;
    const looks = [{ kind: 'promotion', against: best.individual, ...againstOriginal }, { kind: 'confirm', against: null, ...againstBase }];
    for (const { kind, against, outcome } of looks) {
      // The same tree was not measured, and nothing is made up.
      if (outcome.kind === 'measured') store.evaluations.add(run.id, 'evolution', { ...shared, kind, key, against, outcome });
    }
    return individual;
  });
}
