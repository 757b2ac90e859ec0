import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { TypedKernel } from '../dialect/index.ts';
import type { DeviceInfo, Genome, Measurement, Outcome, OutcomeKind, Program } from '../model/index.ts';
import { advanced, START, stopReason, type Candidate, type Fitness, type Judged, type Search, type StopRules } from '../search/index.ts';
import type { NewEvaluation } from '../store/index.ts';
import { lower, isProgram } from './6-lower.ts';
import type { Recorder } from './9-record.ts';
import { armClock } from './arm-clock.ts';
import type { EvaluationRequest, NoiseFloorReply } from './evaluation.ts';
import type { EvaluationService } from './evaluation-service.ts';
import { isOutcome, type HostGates } from './host-gates.ts';

/**
 * The loop of one arm: ask the search for a batch, take every mutant through the gates, tell the search what became of
 * it, let the most promising challenge the incumbent, until a stop rule says so.
 *
 * Nothing here depends on which evaluation of a batch ends first: places in the sequence are given before anything
 * runs, and answers are told by candidate. So the same seed gives the same run on a deterministic device with any
 * number of workers, and an interrupted run repeats itself from its records. After each evaluation, in this process or
 * not, what came in the meantime is heard: an answer, a Ctrl-C.
 */
export interface ArmParts {
  readonly search: Search;
  readonly gates: HostGates;
  readonly service: EvaluationService;
  readonly recorder: Recorder;
  /** Remembers, over all runs, programs that died. */
  readonly rememberDeath: (text: string, outcome: Outcome) => void;
  readonly device: Pick<DeviceInfo, 'target' | 'unit'>;
  readonly fixed: Program['sizes'];
  readonly calibration: NoiseFloorReply;
  readonly rules: StopRules;
  /** Wall time since any moment, ms. */
  readonly elapsed: () => number;
  readonly signal: AbortSignal;
  readonly observe: (event: ArmEvent) => void;
}

export type ArmEvent =
  | { readonly kind: 'generation'; readonly generation: number; readonly evaluations: number; readonly speedup: number; readonly living: number; readonly elapsedMs: number }
  | { readonly kind: 'promoted'; readonly evaluations: number; readonly speedup: number; readonly edits: number }
  | { readonly kind: 'refused'; readonly evaluations: number; readonly detail: string };

export interface Incumbent {
  readonly number: number;
  readonly genome: Genome;
  readonly program: Program;
  readonly hash: string;
  /** Product of the measured ratios along the line of incumbents: what a challenger must beat. */
  readonly speedup: number;
}

export interface ArmResult {
  readonly evaluations: number;
  readonly outcomes: Partial<Record<OutcomeKind, number>>;
  readonly best: Incumbent | null;
  /** Best against the baseline on the held-out draw, measured anew at the end; null without an incumbent. */
  readonly final: Measurement | null;
  readonly stopReason: string;
  readonly interrupted: boolean;
}

/** What is kept of a program once judged: a few numbers, as there may be a hundred thousand of them. */
interface Verdict {
  readonly kind: OutcomeKind;
  readonly fitness?: Fitness;
  readonly speedup?: number;
}

interface Hashed {
  readonly candidate: Candidate;
  /** Of the mutated tree. */
  readonly hash: string;
}

/** Challengers a generation: more would spend the budget on confirming rather than on searching. */
const challengesPerGeneration = 2;

export async function runArm(parts: ArmParts): Promise<ArmResult> {
  const { search, gates, service, recorder, device, fixed, calibration, rules, signal, observe } = parts;
  const clock = armClock(parts.elapsed);
  const judgedByHash = new Map<string, Verdict>();
  const refused = new Set<string>();
  const running = new Map<string, Promise<Outcome>>();
  const outcomes: Partial<Record<OutcomeKind, number>> = {};
  let sequence = 0;
  let evaluations = 0;
  let incumbent: Incumbent | null = null;
  let progress = START;

  const count = (kind: OutcomeKind) => { outcomes[kind] = (outcomes[kind] ?? 0) + 1; };
  const requestOf = (kind: EvaluationRequest['kind'], program: Program, generation: number, key: string, against?: Program): EvaluationRequest =>
    ({ task: 'evaluate', kind, program, generation, noiseFloor: calibration.floor, key, ...(against && { against }) });

  /** Asks the evaluator unless the program is known to kill it. Two trees may be lowered to one text: the second waits to see. */
  async function evaluate(request: EvaluationRequest): Promise<Outcome> {
    const text = programKey(request.program);
    const work = (running.get(text) ?? Promise.resolve()).then(async () => {
      const death = recorder.knownDeath(text);
      if (death) return death;
      const { outcome } = await service.evaluate(request);
      parts.rememberDeath(text, outcome);
      return outcome;
    });
    running.set(text, work);
    try {
      return await work;
    } finally {
      if (running.get(text) === work) running.delete(text);
    }
  }

  /** From the records if they have it, else evaluated and recorded under the next place in the sequence. */
  async function remembered(
    kind: EvaluationRequest['kind'], key: string, who: { individual: number; against: number | null }, find: () => Promise<Outcome> | Outcome,
  ): Promise<{ outcome: Outcome; number: number }> {
    const number = sequence++;
    const known = recorder.known(kind, key);
    if (known) {
      clock.repeated(known.elapsedMs);
      return { outcome: known.outcome, number };
    }
    clock.start();
    const begun = performance.now();
    const outcome = await find();
    recorder.evaluations([{ number, kind, key, ...who, outcome, deviceTime: performance.now() - begun, elapsedMs: clock.elapsed() } satisfies NewEvaluation]);
    return { outcome, number };
  }

  /** Gates 4 to 8 of a program never seen before. */
  async function screen(candidate: Candidate, kernel: TypedKernel['kernel'], hash: string): Promise<Outcome> {
    const { outcome } = await remembered('screen', hash, { individual: candidate.number, against: null }, () => {
      const judged = gates.judge(kernel, candidate.generation);
      if (isOutcome(judged)) return judged;
      const lowered = lower(judged, device, fixed);
      return isProgram(lowered) ? evaluate(requestOf('screen', lowered, candidate.generation, hash)) : lowered;
    });
    return outcome;
  }

  /** The batch up to where the evaluations allowed are used up; a program seen before costs none. */
  function withinBudget<T extends { readonly hash: string }>(batch: readonly T[]): T[] {
    const unseen = new Set<string>();
    const room = (rules.evaluations ?? Infinity) - evaluations;
    return batch.filter(({ hash }) => {
      if (!judgedByHash.has(hash)) unseen.add(hash);
      return unseen.size <= room;
    });
  }

  /** Whether an evaluation that begins now would come too late. A run that repeats itself stops where it did. */
  function timeIsUp(hash: string): boolean {
    const limit = rules.elapsedMs;
    if (limit === undefined || evaluations === 0 || recorder.known('screen', hash)) return false;
    if (recorder.taken(sequence)) clock.repeated(limit); // something else came next, so the time was up here
    return clock.elapsed() >= limit;
  }

  async function judgeBatch(candidates: readonly Candidate[]): Promise<Hashed[]> {
    const applied = withinBudget(candidates.map((candidate) => ({ candidate, ...gates.apply(candidate.genome) })));
    recorder.individuals(applied);
    const underWay = new Map<string, Promise<void>>();
    const judged: Hashed[] = [];
    for (const { candidate, kernel, hash } of applied) {
      if (judgedByHash.has(hash) || underWay.has(hash)) {
        count('no-effect');
      } else {
        if (signal.aborted || timeIsUp(hash)) break;
        evaluations++;
        const work = screen(candidate, kernel, hash).then((outcome) => {
          judgedByHash.set(hash, verdictOf(outcome, calibration.baseline));
          count(outcome.kind);
        });
        underWay.set(hash, work);
        await turn(); // device work goes on beside the next mutant's host gates
      }
      judged.push({ candidate, hash });
    }
    await Promise.all(underWay.values());
    return judged;
  }

  /** What the search is told of a candidate: its first look, or what a longer one put in its place. */
  function answerTo({ candidate, hash }: Hashed): Judged {
    const { kind, fitness } = judgedByHash.get(hash)!;
    return { candidate, hash, outcomeKind: kind, ...(fitness && { fitness }) };
  }

  /** The most promising of the batch are measured again, thoroughly and on other inputs, against the incumbent. */
  async function challenge(judged: readonly Hashed[]): Promise<void> {
    const hopeful = judged
      .map((each) => ({ ...each, speedup: judgedByHash.get(each.hash)!.speedup ?? 0 }))
      .filter((each, at, all) => !refused.has(each.hash) && all.findIndex((other) => other.hash === each.hash) === at)
      .sort((a, b) => b.speedup - a.speedup || a.candidate.number - b.candidate.number);
    for (const { candidate, hash, speedup } of hopeful.slice(0, challengesPerGeneration)) {
      await turn();
      if (signal.aborted || speedup <= (incumbent?.speedup ?? 1) * (1 + calibration.floor)) return;
      if (hash === incumbent?.hash) continue;
      const program = programOf(candidate.genome);
      const key = `${hash} against ${incumbent?.hash ?? 'baseline'}`;
      const { outcome, number } = await remembered('promotion', key, { individual: candidate.number, against: incumbent?.number ?? null },
        () => (isProgram(program) ? evaluate(requestOf('promotion', program, candidate.generation, key, incumbent?.program)) : program));
      const accepted = isProgram(program) && outcome.kind === 'measured' && outcome.measurement.verdict === 'FAST';
      if (outcome.kind === 'measured') {
        const heldOut = { ok: true, error: outcome.error };
        recorder.promotion({ individual: candidate.number, incumbent: incumbent?.number ?? null, evaluation: number, accepted, measurement: outcome.measurement, heldOut });
      }
      if (accepted) {
        incumbent = { number: candidate.number, genome: candidate.genome, program, hash, speedup: (incumbent?.speedup ?? 1) * outcome.measurement.speedup.estimate };
        observe({ kind: 'promoted', evaluations, speedup: incumbent.speedup, edits: candidate.genome.length });
      } else {
        refused.add(hash);
        // What the longer look showed is what the search should breed on: the first look was picked for its luck.
        const longer = verdictOf(outcome, calibration.baseline, incumbent?.speedup);
        judgedByHash.set(hash, longer);
        search.revise(hash, longer.fitness);
        observe({ kind: 'refused', evaluations, detail: outcome.kind === 'measured' ? outcome.measurement.verdict : outcome.kind });
      }
    }
  }

  /** The program of a mutant that passed the gates once; they stand again before a promotion, with held-out inputs. */
  function programOf(genome: Genome): Program | Outcome {
    const judged = gates.judge(gates.apply(genome).kernel, 'held-out');
    return isOutcome(judged) ? judged : lower(judged, device, fixed);
  }

  let reason: string | undefined;
  for (let generation = 0; reason === undefined; generation++) {
    const candidates = search.ask();
    if (candidates.length === 0) { reason = 'no further mutant can be made'; break; }
    const batch = await judgeBatch(candidates);
    await challenge(batch);
    const judged = batch.map(answerTo);
    const living = judged.filter((each) => each.fitness).length;
    const speedup = (incumbent as Incumbent | null)?.speedup ?? 1;
    progress = advanced(progress, {
      evaluations, elapsedMs: clock.elapsed(), speedup, candidates: judged.length,
      ...(calibration.physicalFloor > 0 && { floorFraction: Math.min(1, (calibration.physicalFloor * speedup) / calibration.baseline) }),
    }, calibration.floor);
    observe({ kind: 'generation', generation, evaluations, speedup, living, elapsedMs: clock.elapsed() });
    if (signal.aborted) { reason = 'interrupted'; break; }
    reason = stopReason(progress, rules);
    if (reason === undefined && judged.length < candidates.length) reason = 'the budget ended';
    if (judged.length === candidates.length) {
      search.tell(judged);
      recorder.generation({
        number: generation, evaluations, elapsedMs: clock.elapsed(), credits: Object.entries(search.operators()).map(([operator, { tried, rewards }]) => ({ operator, tried, credit: rewards.reduce((sum, reward) => sum + reward, 0) })),
        best: incumbent && { individual: (incumbent as Incumbent).number, speedup },
        population: search.population().map((island) => island.map((individual) => individual.candidate.number)),
      });
    }
    await turn();
  }

  const interrupted = signal.aborted;
  const best = incumbent as Incumbent | null;
  let final: Measurement | null = null;
  if (best && !interrupted) {
    const { outcome } = await remembered('confirm', best.hash, { individual: best.number, against: null }, () => evaluate(requestOf('confirm', best.program, 0, best.hash)));
    if (outcome.kind === 'measured') final = outcome.measurement;
  }
  return { evaluations, outcomes: byName(outcomes), best, final, stopReason: reason, interrupted };
}

/** In one order, whichever worker answered first: the same run prints the same text. */
function byName(outcomes: ArmResult['outcomes']): ArmResult['outcomes'] {
  return Object.fromEntries(Object.entries(outcomes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `rival`: how much faster than the baseline that was which it was measured against. */
function verdictOf(outcome: Outcome, baseline: number, rival = 1): Verdict {
  if (outcome.kind !== 'measured') return { kind: outcome.kind };
  const speedup = rival * outcome.measurement.speedup.estimate;
  const { error, energy } = outcome;
  return { kind: outcome.kind, speedup, fitness: { time: baseline / speedup, error, ...(energy !== undefined && { energy }) } };
}

function programKey(program: Program): string {
  return createHash('sha256').update(JSON.stringify([program.target, program.text, program.sizes])).digest('hex').slice(0, 20);
}
