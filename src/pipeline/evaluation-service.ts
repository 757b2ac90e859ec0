import type { DeviceFailure, Program } from '../model/index.ts';
import { preparerOfCuda } from '../devices/cuda/index.ts';
import { isUnavailable, openDevice } from '../devices/index.ts';
import { createWorkerPool, type Death } from '../workers/index.ts';
import { UserError } from '../util/errors.ts';
import type { EvaluationReply, EvaluationRequest, EvaluatorSettings, NoiseFloorReply, Reply, Request } from './evaluation.ts';
import { createEvaluator } from './evaluator.ts';
import { outcomeOf } from './failure-outcome.ts';
import { inBatches } from './in-batches.ts';
import { notVerified } from './not-verified.ts';
import { injectedParts, referenceOf } from './parts.ts';

/**
 * The main process's side of stages 6 to 8: asks an evaluator, in children or right here, and makes deaths outcomes.
 */
export interface EvaluationService {
  /**
   * First of all calls: the noise floor, and how long a launch of the baseline takes. UserError (exit code 1) if the
   * baseline itself is not right.
   */
  begin(): Promise<NoiseFloorReply>;
  evaluate(work: EvaluationRequest): Promise<EvaluationReply>;
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** Child processes; 0 evaluates in this process, for devices that only compute. */
  readonly workers: number;
  readonly memoryCapMiB: number;
  readonly patience?: Patience;
  /**
   * Called with programs that are about to be evaluated, many at once, where compiling many costs little more than one. At
   * the place of each that fails, why: it is asked of no child.
   */
  readonly prepare?: Prepare;
  /** What the children run. */
  readonly entry?: URL;
}

type Prepare = (programs: readonly Program[]) => Promise<readonly (DeviceFailure | undefined)[]>;

/** A candidate that takes longer than `leastMs` and `factor` times what the baseline took for the same work counts as hung. */
export interface Patience {
  readonly leastMs: number;
  readonly factor: number;
}

/** gpu.js compiles, and a child's first inputs are made, in the least time. */
const usual: Patience = { leastMs: 20_000, factor: 20 };

export async function openService(settings: EvaluatorSettings, options: ServiceOptions): Promise<EvaluationService> {
  return options.workers === 0 ? openHere(settings) : openChildren(settings, options);
}

async function openHere(settings: EvaluatorSettings): Promise<EvaluationService> {
  const device = await openDevice(settings.device, injectedParts());
  if (isUnavailable(device)) throw new Error(`${settings.device} was here and is gone: ${device.reason}`);
  const evaluator = createEvaluator(device, settings, referenceOf(settings.baseText));
  let last: Promise<unknown> = Promise.resolve();
  // One after another, as in a child: an evaluator's executables are bound to one launch at a time.
  const ask = (work: Request['work']): Promise<Reply> => {
    const answer = last.then(() => evaluator.handle(work));
    last = answer.catch(() => {});
    return answer;
  };
  return {
    begin: async () => (await calibrated(settings, ask)).calibration,
    evaluate: async (work) => (await ask(work)) as EvaluationReply,
    async close() {
      await last;
      await evaluator.close();
    },
  };
}

function openChildren(
  settings: EvaluatorSettings, { workers, memoryCapMiB, patience = usual, prepare = preparationOf(settings.device), entry = childEntry() }: ServiceOptions,
): EvaluationService {
  const pool = createWorkerPool<Request, Reply>(entry, { size: workers, memoryCapMiB });
  const prepared = inBatches(prepare);
  let timeoutMs = 10 * 60_000; // the baseline itself has no limit to scale from
  const ask = async (work: Request['work']): Promise<Reply> => {
    const reply = await pool.run({ settings, work }, { timeoutMs });
    if (!reply.ok) return { task: 'evaluate', outcome: reply.outcome satisfies Death };
    if (reply.response.task === 'mistake') throw new UserError(reply.response.message);
    return reply.response;
  };
  return {
    async begin() {
      const { calibration, screeningMs } = await calibrated(settings, ask);
      timeoutMs = Math.ceil(patience.leastMs + patience.factor * screeningMs);
      return calibration;
    },
    async evaluate(work) {
      const failure = await prepared(work.program);
      return failure === undefined ? (await ask(work)) as EvaluationReply : { task: 'evaluate', outcome: outcomeOf(failure) };
    },
    close: () => pool.close(),
  };
}

/** The baseline through the gates and against itself; then how long its screening takes, which bounds what a candidate may take. */
async function calibrated(
  settings: EvaluatorSettings, ask: (work: Request['work']) => Promise<Reply>,
): Promise<{ readonly calibration: NoiseFloorReply; readonly screeningMs: number }> {
  const calibration = await ask({ task: 'noise-floor', stream: 'noise floor' });
  if (calibration.task !== 'noise-floor') throw refusal(settings, calibration);
  const begun = performance.now();
  const screening = await ask({ task: 'evaluate', kind: 'screen', program: settings.baseline, key: 'baseline', generation: 0, noiseFloor: calibration.floor });
  const screeningMs = performance.now() - begun;
  if (screening.task !== 'evaluate' || screening.outcome.kind !== 'measured') throw refusal(settings, screening);
  return { calibration, screeningMs };
}

function refusal({ signature, device }: EvaluatorSettings, reply: Reply): Error {
  return reply.task === 'evaluate' ? notVerified(signature.name, device, reply.outcome) : new Error(`the baseline was answered with ${JSON.stringify(reply)}`);
}

/** nvcc's start-up is most of a compile: programs for cuda are compiled together, ahead of the children, who find them in the cache. */
function preparationOf(device: string): Prepare | undefined {
  if (device !== 'cuda') return undefined;
  let preparer: ReturnType<typeof preparerOfCuda> | undefined;
  return async (programs) => {
    const made = await (await (preparer ??= preparerOfCuda()))(programs);
    return Array.isArray(made) ? made.map((each) => ('failed' in each ? each : undefined)) : [];
  };
}

/** Children always run the build, also where this file is run from its source by a test. */
function childEntry(): URL {
  return new URL('../../dist/pipeline/child.js', import.meta.url);
}
