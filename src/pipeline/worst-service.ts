import type { Outcome } from '../model/index.ts';
import type { EvaluationReply, EvaluationRequest, EvaluatorSettings, NoiseFloorReply } from './evaluation.ts';
import type { EvaluationService } from './evaluation-service.ts';
import { worstOf, type GroupLook } from './worst-of.ts';

/**
 * An evaluator of several workloads that answers as one: correct on all of them, and as fast as on the worst. One
 * workload after another and one candidate after another, so that no timing runs beside a timing.
 */
export async function openWorstOf(sets: readonly EvaluatorSettings[], open: (settings: EvaluatorSettings) => Promise<EvaluationService>): Promise<EvaluationService> {
  const services: EvaluationService[] = [];
  const close = async () => {
    for (const service of services) await service.close();
  };
  try {
    for (const settings of sets) services.push(await open(settings));
  } catch (thrown) {
    await close();
    throw thrown;
  }

  async function evaluate(work: EvaluationRequest): Promise<EvaluationReply> {
    const looks: GroupLook[] = [];
    let error = 0;
    for (const [at, service] of services.entries()) {
      const { against: _, ...alone } = work;
      const base = await outcomeOf(service, work.against ? { ...alone, key: `${work.key}, beside the unmodified kernel` } : work);
      if (base.kind !== 'measured') return { task: 'evaluate', outcome: base };
      const incumbent = work.against && (await outcomeOf(service, work));
      if (incumbent && incumbent.kind !== 'measured') return { task: 'evaluate', outcome: incumbent };
      error = Math.max(error, base.error);
      looks.push({ workload: sets[at]!.workload.spec.name, base: base.measurement, ...(incumbent && { incumbent: incumbent.measurement }) });
    }
    return { task: 'evaluate', outcome: { kind: 'measured', error, measurement: worstOf(looks, work.noiseFloor) } };
  }

  let turn: Promise<unknown> = Promise.resolve();
  return {
    /** The largest noise floor; the time of the first workload; no physical floor, which is one workload's. */
    async begin(): Promise<NoiseFloorReply> {
      const replies: NoiseFloorReply[] = [];
      for (const service of services) replies.push(await service.begin());
      return { task: 'noise-floor', floor: Math.max(...replies.map(({ floor }) => floor)), baseline: replies[0]!.baseline, physicalFloor: 0 };
    },
    evaluate(work) {
      const result = turn.then(() => evaluate(work));
      turn = result.catch(() => {});
      return result;
    },
    close,
  };
}

async function outcomeOf(service: EvaluationService, work: EvaluationRequest): Promise<Outcome> {
  return (await service.evaluate(work)).outcome;
}
