import { setTimeout as delay } from 'node:timers/promises';
import type { Instruments } from './nvml.ts';

/**
 * Watches the card while it is timed. A batch during which it was throttled, or ran below 75 % of the clock it has shown
 * before (nvbench's rule), is discarded, the card rests, and the batch is taken again, a few times; then it is taken as it
 * is, and counted.
 */
export interface Steady {
  measure<Result>(batch: () => Result): Promise<Result>;
  observations(): Observations;
}

/** What the instruments showed while the card was timed, so far. */
export interface Observations {
  readonly batches: number;
  /** Thrown away and taken again. */
  readonly discarded: number;
  /** Taken although the card was slowed down, as it did not recover; a figure that rests on them is to be doubted. */
  readonly slowed: number;
  /** Why, each reason once. */
  readonly reasons: readonly string[];
  /** MHz, after a batch; null where nothing was told. */
  readonly clock: { readonly least: number; readonly most: number } | null;
  /** Degrees Celsius, the most. */
  readonly temperature: number | null;
  /** Watts, the most. */
  readonly power: number | null;
}

const retries = 4;
const leastClock = 0.75;
/** So many batches in a row that stayed slow: the card will not recover, and waiting for it only takes time. */
const patience = 3;
/** Doubled each time: throttling passes within milliseconds once the load is gone. */
const firstRestMs = 5;

export function steadyBy(instruments: Instruments | null): Steady {
  let [batches, discarded, slowed, slowedInARow] = [0, 0, 0, 0];
  const reasons = new Set<string>();
  let clock: { least: number; most: number } | null = null;
  let temperature: number | null = null;
  let power: number | null = null;

  /** Reads all instruments; why the card is slow, if it is. */
  const look = (from: Instruments): string[] => {
    const now = from.clock();
    const slow: string[] = [...from.slowdowns()];
    if (now !== null) {
      if (clock !== null && now < leastClock * clock.most) slow.push(`${now} MHz, under 75 % of the ${clock.most} MHz it has run at`);
      clock = { least: Math.min(now, clock?.least ?? now), most: Math.max(now, clock?.most ?? now) };
    }
    temperature = most(temperature, from.temperature());
    power = most(power, from.power());
    return slow;
  };
  return {
    async measure(batch) {
      batches++;
      for (let attempt = 0; ; attempt++) {
        const result = batch();
        const slow = instruments === null ? [] : look(instruments);
        if (slow.length === 0) {
          slowedInARow = 0;
          return result;
        }
        for (const reason of slow) reasons.add(reason);
        if (attempt === retries || slowedInARow >= patience) {
          slowed++;
          slowedInARow++;
          return result;
        }
        discarded++;
        await delay(firstRestMs * 2 ** attempt);
      }
    },
    observations: () => ({ batches, discarded, slowed, reasons: [...reasons], clock, temperature, power }),
  };
}

function most(before: number | null, now: number | null): number | null {
  return now === null ? before : Math.max(now, before ?? now);
}
