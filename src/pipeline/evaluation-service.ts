import { isUnavailable, openDevice } from '../devices/index.ts';
import { createWorkerPool, type Death } from '../workers/index.ts';
import type { EvaluationReply, EvaluationRequest, EvaluatorSettings, NoiseFloorReply, Reply, Request } from './evaluation.ts';
import { createEvaluator } from './evaluator.ts';
import { injectedParts, referenceOf } from './parts.ts';

/**
 * The main process's side of stages 6 to 8: asks an evaluator, in children or right here, and makes deaths outcomes.
 */
export interface EvaluationService {
  /** First of all calls: the noise floor, and how long a launch of the baseline takes. */
  begin(): Promise<NoiseFloorReply>;
  evaluate(work: EvaluationRequest): Promise<EvaluationReply>;
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** Child processes; 0 evaluates in this process, for devices that only compute. */
  readonly workers: number;
  readonly memoryCapMiB: number;
}

/** Least time a candidate gets: gpu.js compiles and a child's first inputs are made in it. */
const patienceMs = 20_000;
/** A candidate may take this many times as long as the baseline did for the same work before it counts as hung. */
const patienceFactor = 20;

export async function openService(settings: EvaluatorSettings, { workers, memoryCapMiB }: ServiceOptions): Promise<EvaluationService> {
  return workers === 0 ? openHere(settings) : openChildren(settings, workers, memoryCapMiB);
}

async function openHere(settings: EvaluatorSettings): Promise<EvaluationService> {
  const device = await openDevice(settings.device, injectedParts());
  if (isUnavailable(device)) throw new Error(`${settings.device} was here and is gone: ${device.reason}`);
  const evaluator = createEvaluator(device, settings, referenceOf(settings.baseText));
  return {
    begin: async () => (await evaluator.handle({ task: 'noise-floor', stream: 'noise floor' })) as NoiseFloorReply,
    evaluate: async (work) => (await evaluator.handle(work)) as EvaluationReply,
    close: () => evaluator.close(),
  };
}

function openChildren(settings: EvaluatorSettings, size: number, memoryCapMiB: number): EvaluationService {
  const pool = createWorkerPool<Request, Reply>(childEntry(), { size, memoryCapMiB });
  let timeoutMs = 10 * 60_000; // the baseline itself has no limit to scale from
  const run = async <R extends Reply>(work: Request['work']): Promise<R | Death> => {
    const reply = await pool.run({ settings, work }, { timeoutMs });
    return reply.ok ? (reply.response as R) : reply.outcome;
  };
  return {
    async begin() {
      const reply = await run<NoiseFloorReply>({ task: 'noise-floor', stream: 'noise floor' });
      if ('kind' in reply) throw new Error(`the baseline itself did not survive being timed: ${JSON.stringify(reply)}`);
      // What one screening of the baseline takes bounds what a candidate may take.
      const begun = performance.now();
      const screening = await run<EvaluationReply>({ task: 'evaluate', kind: 'screen', program: settings.baseline, generation: 0, noiseFloor: reply.floor, key: 'patience' });
      if ('kind' in screening) throw new Error(`the baseline itself did not survive a screening: ${JSON.stringify(screening)}`);
      timeoutMs = patienceMs + patienceFactor * (performance.now() - begun);
      return reply;
    },
    async evaluate(work) {
      const reply = await run<EvaluationReply>(work);
      return 'kind' in reply ? { task: 'evaluate', outcome: reply } : reply;
    },
    close: () => pool.close(),
  };
}

/** Children always run the build, also where this file is run from its source by a test. */
function childEntry(): URL {
  return new URL('../../dist/pipeline/child.js', import.meta.url);
}
