import { setTimeout as delay } from 'node:timers/promises';
import type { Observations } from '../../model/index.ts';
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
