import type { Effect } from '../lineage/index.ts';
import type { DeviceInfo, Genome, Interval, Outcome, OutcomeKind, Program, SourceKernel, Verdict } from '../model/index.ts';
import type { WorkloadEntry } from '../workloads/index.ts';
import { isProgram, lower } from './6-lower.ts';
import type { EvaluationKind, NoiseFloorReply } from './evaluation.ts';
import { openService, type EvaluationService, type ServiceOptions } from './evaluation-service.ts';
import { isOutcome } from './host-gates.ts';
import { gatesOf, prepare } from './prepare.ts';

/**
 * A kernel on one device and workload, where genomes can be compared after a run: every genome goes through the gates
 * that a mutant goes through, held-out inputs included, and is measured as a promotion is. What was asked before is
 * not asked again; two genomes of one tree are one program.
 */
export interface Place {
  readonly device: DeviceInfo;
  readonly workload: string;
  readonly calibration: NoiseFloorReply;
  /** Canonical hash of the tree that a genome makes. */
  hashOf(genome: Genome): string;
  /**
   * A genome against another, the unmodified kernel where absent: thoroughly, on held-out inputs. Two that make the
   * same tree are not measured: `no-effect`.
   */
  compare(genome: Genome, options?: CompareOptions): Promise<Outcome>;
  /** What a genome that was measured dies of in the gates of a promotion, whose inputs are larger; undefined: of nothing. */
  heldOut(genome: Genome): Outcome | undefined;
  /** Programs that were measured or died. */
  evaluations(): number;
  close(): Promise<void>;
}

export interface CompareOptions {
  readonly against?: Genome;
  readonly kind?: Exclude<EvaluationKind, 'screen'>;
  /** Names another measurement of the same pair. */
  readonly again?: string;
}

export interface PlaceParts extends ServiceOptions {
  readonly source: SourceKernel;
  readonly workload: Pick<WorkloadEntry, 'spec' | 'directory'>;
  readonly device: DeviceInfo;
  /** Names the inputs and the order of the pairs. */
  readonly seed: number;
  /** Another way to evaluate than this process or its children. */
  readonly open?: typeof openService | undefined;
}

/** UserError if kernel, workload and device do not fit one another, or the unmodified kernel is not right here. */
export async function openPlace({ source, workload, device, seed, open = openService, ...options }: PlaceParts): Promise<Place> {
  const prepared = prepare(source, workload, device, seed);
  const gates = gatesOf(prepared);
  const service: EvaluationService = await open(prepared.settings, options);
  const known = new Map<string, Promise<Outcome>>();
  const programs = new Map<string, Program | Outcome>();
  let calibration: NoiseFloorReply;
  let evaluations = 0;
  try {
    calibration = await service.begin();
  } catch (thrown) {
    await service.close();
    throw thrown;
  }

  const programOf = (genome: Genome): { readonly hash: string; readonly program: Program | Outcome } => {
    const { kernel, hash } = gates.apply(genome);
    let program = programs.get(hash);
    if (program === undefined) {
      const judged = gates.judge(kernel, 0);
      programs.set(hash, (program = isOutcome(judged) ? judged : lower(judged, device, prepared.settings.fixed)));
    }
    return { hash, program };
  };

  async function compare(genome: Genome, { against = [], kind = 'promotion', again = '' }: CompareOptions = {}): Promise<Outcome> {
    const { hash, program } = programOf(genome);
    const rivalHash = gates.apply(against).hash;
    const key = `${hash} against ${against.length === 0 ? 'baseline' : rivalHash}${again && ` ${again}`}`;
    const earlier = known.get(`${kind} ${key}`);
    if (earlier) return earlier;
    const work = (async (): Promise<Outcome> => {
      if (!isProgram(program)) {
        evaluations++;
        return program;
      }
      if (hash === rivalHash) return { kind: 'no-effect', hash };
      const rival = against.length === 0 ? undefined : programOf(against).program;
      if (rival !== undefined && !isProgram(rival)) throw new Error(`a dead kernel (${rival.kind}) is no rival`);
      evaluations++;
      const { outcome } = await service.evaluate({ task: 'evaluate', kind, program, generation: 0, noiseFloor: calibration.floor, key, ...(rival && { against: rival }) });
      return outcome;
    })();
    known.set(`${kind} ${key}`, work);
    return work;
  }

  return {
    device, workload: workload.spec.name, calibration, compare,
    heldOut(genome) {
      const judged = gates.judge(gates.apply(genome).kernel, 'held-out');
      return isOutcome(judged) ? judged : undefined;
    },
    hashOf: (genome) => gates.apply(genome).hash,
    evaluations: () => evaluations,
    close: () => service.close(),
  };
}

/** What a comparison comes to: the same tree is exactly as fast as itself. */
export type Compared = { readonly speedup: Interval; readonly verdict: Verdict } | { readonly dead: OutcomeKind };

export function comparedBy(outcome: Outcome): Compared {
  if (outcome.kind === 'measured') return outcome.measurement;
  return outcome.kind === 'no-effect' ? { speedup: { estimate: 1, low: 1, high: 1 }, verdict: 'AMBIGUOUS' } : { dead: outcome.kind };
}

/** The same as lineage analysis takes it. */
export function effectOf(outcome: Outcome): Effect {
  const compared = comparedBy(outcome);
  return 'dead' in compared ? compared : { time: inverse(compared.speedup) };
}

/** Of a speed-up, the time as a share of the rival's, and the other way round. */
export function inverse({ estimate, low, high }: Interval): Interval {
  return { estimate: 1 / estimate, low: 1 / high, high: 1 / low };
}
