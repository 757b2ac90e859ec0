import type { InstructionClass } from '../model/index.ts';
import type { BoundArray } from './bound-array.ts';
import type { Lanes, Step } from './lanes.ts';

/**
 * The counters of a counted launch. All steps between two branches run for the same lanes, so the cost of such a stretch
 * is known when compiling and added at once, whenever it is run; only addresses must be looked at one by one.
 */
export const CLASSES: readonly InstructionClass[] = ['intAlu', 'floatAlu', 'special', 'branch', 'load', 'store'];

/** Instructions by class, in the order of CLASSES. */
export type Cost = number[];

export const noCost = (): Cost => CLASSES.map(() => 0);

/** What running a stretch once costs: all its instructions, and those on its longest chain of dependences. */
export interface StretchCost {
  readonly all: Cost;
  chain: Cost;
}

export interface Tally {
  readonly issued: Cost;
  readonly executed: Cost;
  readonly chain: Cost;
  sectors: number;
  /** Accesses so far; and which was the last one to touch each sector. */
  accesses: number;
  readonly seen: Map<number, number>;
}

export const newTally = (): Tally => ({ issued: noCost(), executed: noCost(), chain: noCost(), sectors: 0, accesses: 0, seen: new Map() });

export function clearTally(tally: Tally): void {
  for (const cost of [tally.issued, tally.executed, tally.chain]) cost.fill(0);
  tally.sectors = 0;
  tally.accesses = 0;
  tally.seen.clear();
}

/** Adds a stretch's cost, which still grows while compiling: once for the warp, once for each lane. */
export function tallyStep(tally: Tally, cost: StretchCost): Step {
  return ({ count }) => {
    const { all, chain } = cost;
    for (let each = 0; each < all.length; each++) {
      tally.issued[each]! += all[each]!;
      tally.executed[each]! += all[each]! * count;
      tally.chain[each]! += chain[each]!;
    }
  };
}

/** Counts the sectors of one access; `addresses[at + lane]` is the element that a lane touches. */
export function touch(tally: Tally, array: BoundArray, addresses: ArrayLike<number>, at: number, { count, list }: Lanes): void {
  const access = ++tally.accesses;
  const perElement = array.bytes / 32;
  let previous = -1;
  for (let k = 0; k < count; k++) {
    const sector = array.sector + Math.floor(addresses[at + list[k]!]! * perElement);
    if (sector === previous) continue;
    previous = sector;
    if (tally.seen.get(sector) === access) continue;
    tally.seen.set(sector, access);
    tally.sectors++;
  }
}
