import { performance } from 'node:perf_hooks';
import type { Instruments } from './nvml.ts';
import { type LaunchTimer, wholeGraphs } from './timing.ts';

/** The counter moves in steps of some tens of milliseconds; over half a second a step is a few per cent. */
const leastMs = 500;

/**
 * Millijoules a launch: launches back to back until they took long enough for the counter, and what it rose by, shared
 * out. It counts the whole card, idle power included, as does whoever pays for it. A card without a counter is asked for
 * its power, before and after.
 */
export function energyOf(timer: LaunchTimer, instruments: Instruments, launches: number): number {
  timer.repeat(1); // captures the graph, and brings the card to work
  const before = { energy: instruments.energy(), power: instruments.power() };
  const begun = performance.now();
  let done = 0;
  while (done < launches || performance.now() - begun < leastMs) {
    const more = Math.max(1, done === 0 ? launches : done);
    timer.repeat(more);
    done += wholeGraphs(more);
  }
  const milliseconds = performance.now() - begun;
  const after = { energy: instruments.energy(), power: instruments.power() };
  if (before.energy !== null && after.energy !== null) return (after.energy - before.energy) / done;
  if (before.power !== null && after.power !== null) return (((before.power + after.power) / 2) * milliseconds) / done;
  throw new Error('NVML tells neither the energy nor the power of this card');
}
