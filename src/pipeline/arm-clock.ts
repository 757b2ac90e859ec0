/**
 * The wall time that an arm has taken, over all processes of its run. While a resumed run repeats its records the clock
 * shows what they say: to repeat costs no time, and a stop rule about time decides as it did. From the first evaluation
 * that is new it runs.
 */
export interface ArmClock {
  /** Milliseconds. */
  elapsed(): number;
  /** An evaluation, finished when the clock stood at `at`, was answered from the records. */
  repeated(at: number): void;
  start(): void;
}

/** `now`: milliseconds since any moment. */
export function armClock(now: () => number): ArmClock {
  let shown = 0;
  let since: number | undefined;
  const elapsed = () => shown + (since === undefined ? 0 : now() - since);
  return {
    elapsed,
    repeated(at) {
      if (at <= elapsed()) return;
      shown = at;
      if (since !== undefined) since = now();
    },
    start() {
      since ??= now();
    },
  };
}
