/** How far a run has come, as its driver counts. Times in ms of wall time; speed-ups are baseline / best. */
export interface Progress {
  /** Candidates that were judged anew; one whose program was seen before is none. */
  readonly evaluations: number;
  readonly elapsedMs: number;
  /** Of the best so far; 1 while nothing is faster. */
  readonly speedup: number;
  /** Speed-up at the last improvement that was more than noise. */
  readonly provenSpeedup: number;
  /** Evaluations at that improvement. */
  readonly improvedAt: number;
  /** Physical floor / best time, at most 1 for a plausible kernel; absent where the floor is not known. */
  readonly floorFraction?: number;
  /** Candidates since the last one that was judged anew. */
  readonly repeats: number;
}

/** When to stop; a rule that is absent never stops. */
export interface StopRules {
  readonly evaluations?: number;
  readonly elapsedMs?: number;
  /** Evaluations without an improvement beyond the noise floor. */
  readonly stagnation?: number;
  readonly speedup?: number;
  readonly floorFraction?: number;
  /** Candidates in a row that were all known: nothing new is in reach. */
  readonly repeats?: number;
}

export const START: Progress = { evaluations: 0, elapsedMs: 0, speedup: 1, provenSpeedup: 1, improvedAt: 0, repeats: 0 };

/** Progress after more candidates: counts so far of `evaluations`, and `candidates` of this step with their best speed-up. */
export function advanced(
  before: Progress,
  now: { evaluations: number; elapsedMs: number; speedup: number; candidates: number; floorFraction?: number },
  noiseFloor: number,
): Progress {
  const { candidates, ...counts } = now;
  const speedup = Math.max(before.speedup, now.speedup);
  const improved = speedup > before.provenSpeedup * (1 + noiseFloor);
  return {
    ...before, ...counts, speedup,
    provenSpeedup: improved ? speedup : before.provenSpeedup,
    improvedAt: improved ? now.evaluations : before.improvedAt,
    repeats: now.evaluations > before.evaluations ? 0 : before.repeats + candidates,
  };
}

/** Why the run is to stop, in words for its user; undefined to go on. */
export function stopReason(progress: Progress, rules: StopRules): string | undefined {
  const { evaluations, elapsedMs, speedup, improvedAt, floorFraction, repeats } = progress;
  const reached = (value: number | undefined, limit: number | undefined) =>
    value !== undefined && limit !== undefined && value >= limit;
  if (reached(speedup, rules.speedup)) return `target speed-up ${rules.speedup} reached`;
  if (reached(floorFraction, rules.floorFraction)) return `${percent(rules.floorFraction!)} of the physical floor's speed reached`;
  if (reached(evaluations, rules.evaluations)) return `${rules.evaluations} evaluations made`;
  if (reached(elapsedMs, rules.elapsedMs)) return `${rules.elapsedMs! / 1000} s passed`;
  if (reached(evaluations - improvedAt, rules.stagnation)) return `no improvement in ${rules.stagnation} evaluations`;
  if (reached(repeats, rules.repeats)) return `nothing new in ${rules.repeats} candidates`;
  return undefined;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
