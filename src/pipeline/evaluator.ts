import { failureOf } from '../devices/index.ts';
import type { Device, Executable, Measurement, Outcome, Program } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import type { Reference } from '../verify/index.ts';
import { createVerifier, type Verifier } from './7-verify.ts';
import { floorOn, timeBaseline, timeCandidate } from './8-time.ts';
import type { EvaluationReply, EvaluationRequest, EvaluatorSettings, NoiseFloorReply, NoiseFloorRequest, Reply } from './evaluation.ts';
import { outcomeOf } from './failure-outcome.ts';

/**
 * Compile, verify, time: the stages that need a device, for one run. Lives in a child process that may die, or in the
 * main process for devices that only compute. What a candidate does wrong is an outcome; what is thrown is a bug.
 */
export interface Evaluator {
  handle(work: EvaluationRequest | NoiseFloorRequest, report?: (stage: string) => void): Promise<Reply>;
  close(): Promise<void>;
}

/** `verifier`: one of before, whose inputs and answers are as good on another device of the same name. */
export function createEvaluator(
  device: Device, settings: EvaluatorSettings, reference: Reference, verifier: Verifier = createVerifier(settings, reference, device.info.estimate),
): Evaluator {
  const { signature, baseline, seed } = settings;
  const rivals = rivalCache(device, baseline);

  async function evaluate(work: EvaluationRequest, report: (stage: string) => void): Promise<EvaluationReply> {
    const reply = (outcome: Outcome): EvaluationReply => ({ task: 'evaluate', outcome });
    report('compile');
    const candidate = await device.compile(work.program);
    if ('failed' in candidate) return reply(outcomeOf(candidate));
    try {
      report('verify');
      const verified = await verifier.verify(candidate, work.kind, work.generation);
      if ('kind' in verified) return reply(verified);
      report('time');
      const rival = await rivals.get(work.against ?? baseline);
      const workload = verifier.workload(work.kind);
      const random = randomStream(seed).split(`${work.kind} ${work.key}`);
      const timed = await timeCandidate(device, candidate, rival, workload, signature, { kind: work.kind, noiseFloor: work.noiseFloor, random });
      if (!isMeasurement(timed)) return reply(timed);
      return reply({ kind: 'measured', measurement: timed, error: verified.error, ...(settings.energy && { energy: await energyOf(candidate) }) });
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure === null) throw thrown;
      return reply(outcomeOf(failure));
    } finally {
      await candidate.dispose();
    }
  }

  /** UserError where the device has no meter: the noise floor is asked for first, so a run ends before it begins. */
  async function energyOf(executable: Executable): Promise<number> {
    if (executable.energy !== undefined) return executable.energy(energyLaunches);
    throw new UserError(`${device.info.name} measures no energy; leave energy out of --objectives`);
  }

  async function noiseFloor({ stream }: NoiseFloorRequest): Promise<NoiseFloorReply | EvaluationReply> {
    const other = await device.compile(baseline);
    if ('failed' in other) return { task: 'evaluate', outcome: outcomeOf(other) };
    try {
      for (const kind of ['screen', 'promotion'] as const) {
        const verified = await verifier.verify(other, kind, 0);
        if ('kind' in verified) return { task: 'evaluate', outcome: verified };
      }
      const energy = settings.energy ? await energyOf(other) : undefined; // on the held-out draw, where the verifier left it
      const calibration = await timeBaseline(device, await rivals.get(baseline), other, verifier.workload('screen'), signature, randomStream(seed).split(stream));
      return { ...calibration, heldOutFloor: await floorOn(device, signature, verifier.workload('promotion')), ...(energy !== undefined && { energy }) };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure === null) throw thrown;
      return { task: 'evaluate', outcome: outcomeOf(failure) };
    } finally {
      await other.dispose();
    }
  }

  return {
    handle: (work, report = () => {}) => (work.task === 'evaluate' ? evaluate(work, report) : noiseFloor(work)),
    async close() {
      await rivals.close();
      await device.close();
    },
  };
}

/** Launches at least that energy is the mean of. */
const energyLaunches = 20;

/** Baseline and incumbents, compiled once each; the baseline and the last few incumbents stay. */
function rivalCache(device: Device, baseline: Program, capacity = 3) {
  const kept = new Map<string, Executable>();
  return {
    async get(program: Program): Promise<Executable> {
      const known = kept.get(program.text);
      if (known) {
        kept.delete(program.text);
        kept.set(program.text, known);
        return known;
      }
      const made = await device.compile(program);
      if ('failed' in made) throw new Error(`a kernel that was measured before does not compile now: ${made.detail}`);
      kept.set(program.text, made);
      if (kept.size > capacity) {
        const [oldest, executable] = [...kept].find(([text]) => text !== baseline.text)!;
        kept.delete(oldest);
        await executable.dispose();
      }
      return made;
    },
    async close() {
      for (const executable of kept.values()) await executable.dispose();
      kept.clear();
    },
  };
}

function isMeasurement(timed: Measurement | Outcome): timed is Measurement {
  return 'verdict' in timed;
}
