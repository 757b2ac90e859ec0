import type { InstructionClass } from '../model/index.ts';
import type { BoundArray } from './bound-array.ts';
import { WARP, WARP_BITS, type Lanes, type Step } from './lanes.ts';

/**
 * The counters of a counted launch. All steps between two branches run for the same lanes, so the cost of such a stretch
 * is known when compiling and added at once, whenever it is run; only addresses must be looked at one by one.
 */
export const CLASSES: readonly InstructionClass[] = [
  'intAlu', 'floatAlu', 'special', 'branch', 'load', 'store', 'shared', 'exchange', 'barrier', 'atomic', 'matrix',
];

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
  /** The longest chain of all warps so far. */
  readonly longest: Cost;
  /** What each warp of the running block has waited so far, a cost for each warp one behind another. */
  readonly chains: Float64Array;
  sectors: number;
  /** Accesses so far; and which was the last one to touch each sector. */
  accesses: number;
  readonly seen: Map<number, number>;
}

export const newTally = (): Tally => ({ issued: noCost(), executed: noCost(), chain: noCost(), longest: noCost(), chains: new Float64Array(WARP * CLASSES.length), sectors: 0, accesses: 0, seen: new Map() });

/** Cycles by class, only to say which of two chains is the longer: about what recent GPUs take. */
const LATENCY: Cost = [4, 4, 32, 4, 250, 0, 30, 25, 30, 0, 33];
export const latencyOf = (cost: Cost): number => cost.reduce((sum, count, each) => sum + count * LATENCY[each]!, 0);

export function clearTally(tally: Tally): void {
  for (const cost of [tally.issued, tally.executed, tally.chain, tally.longest, tally.chains]) cost.fill(0);
  tally.sectors = 0;
  tally.accesses = 0;
  tally.seen.clear();
}

/** Adds a stretch's cost, which still grows while compiling: once for each warp, once for each lane. */
export function tallyStep(tally: Tally, cost: StretchCost): Step {
  return (active) => {
    const { all, chain } = cost;
    const warps = wait(tally, chain, active);
    for (let each = 0; each < all.length; each++) {
      tally.issued[each]! += all[each]! * warps;
      tally.executed[each]! += all[each]! * active.count;
    }
  };
}

/** Adds to the chain of each warp that takes part, and says how many do. */
function wait({ chains }: Tally, chain: Cost, { count, list }: Lanes): number {
  let warps = 0;
  let last = -1;
  for (let k = 0; k < count; k++) {
    const warp = list[k]! >> WARP_BITS;
    if (warp === last) continue;
    last = warp;
    warps++;
    for (let each = 0; each < chain.length; each++) chains[warp * chain.length + each]! += chain[each]!;
  }
  return warps;
}

/**
 * After a block of so many warps ran (of a map kernel, a warp): a block keeps its place on the multiprocessor until its
 * slowest warp is done, so all its warps wait as long as that one.
 */
export function closeBlock({ chain, chains, longest: longestOfAll }: Tally, warps: number): void {
  let longest = noCost();
  for (let warp = 0; warp < warps; warp++) {
    const own = Array.from(chains.subarray(warp * chain.length, (warp + 1) * chain.length));
    if (latencyOf(own) > latencyOf(longest)) longest = own;
  }
  for (const [each, count] of longest.entries()) chain[each]! += count * warps;
  if (latencyOf(longest) > latencyOf(longestOfAll)) longestOfAll.splice(0, longest.length, ...longest);
  chains.fill(0);
}

/** Counts the sectors of one access, warp by warp; `addresses[at + lane]` is the first of `width` elements that a lane touches. */
export function touch(tally: Tally, array: BoundArray, addresses: ArrayLike<number>, at: number, { count, list }: Lanes, width = 1): void {
  const perElement = array.bytes / 32;
  let access = tally.accesses;
  let [warp, previous] = [-1, -1];
  for (let k = 0; k < count; k++) {
    const lane = list[k]!;
    if (lane >> WARP_BITS !== warp) {
      [warp, previous] = [lane >> WARP_BITS, -1];
      access++;
    }
    const address = addresses[at + lane]!;
    const last = array.sector + Math.floor((address + width - 1) * perElement);
    for (let sector = array.sector + Math.floor(address * perElement); sector <= last; sector++) {
      if (sector === previous) continue;
      previous = sector;
      if (tally.seen.get(sector) === access) continue;
      tally.seen.set(sector, access);
      tally.sectors++;
    }
  }
  tally.accesses = access;
}

/** Shared memory has 32 banks of 4-byte words; words of one bank are served one after another. */
const BANKS = 32;

/**
 * Counts the conflicts of one access to shared memory, warp by warp: how often more than once the busiest bank is asked
 * for another word. `addresses` as in `touch`.
 */
export function touchBanks(tally: Tally, array: BoundArray, addresses: ArrayLike<number>, at: number, { count, list }: Lanes, width = 1): void {
  const perElement = array.bytes / 4;
  let words: Set<number> = new Set();
  let warp = count > 0 ? list[0]! >> WARP_BITS : 0;
  for (let k = 0; k < count; k++) {
    const lane = list[k]!;
    if (lane >> WARP_BITS !== warp) {
      chargeBanks(tally, words);
      words = new Set();
      warp = lane >> WARP_BITS;
    }
    const address = addresses[at + lane]!;
    const last = array.sector + Math.floor((address + width - 1) * perElement);
    for (let word = array.sector + Math.floor(address * perElement); word <= last; word++) words.add(word);
  }
  chargeBanks(tally, words);
}

const banks = new Uint16Array(BANKS);

function chargeBanks(tally: Tally, words: ReadonlySet<number>): void {
  banks.fill(0);
  let busiest = 1;
  for (const word of words) busiest = Math.max(busiest, ++banks[word % BANKS]!);
  charged(tally, 'shared', busiest - 1);
}

/** Counts additions of one warp to the same element, which go one after another. `addresses` as in `touch`. */
export function touchAtomically(tally: Tally, addresses: ArrayLike<number>, at: number, { count, list }: Lanes): void {
  let times = new Map<number, number>();
  for (let k = 0; k < count; k++) {
    const address = addresses[at + list[k]!]!;
    times.set(address, (times.get(address) ?? 0) + 1);
    if (k + 1 < count && list[k]! >> WARP_BITS === list[k + 1]! >> WARP_BITS) continue;
    charged(tally, 'atomic', Math.max(...times.values()) - 1);
    times = new Map();
  }
}

/** What whole warps issue and wait for, where it is known only when they do. */
export function tallyWarps(tally: Tally, kind: InstructionClass, active: Lanes, issued: number, waited: number): void {
  charged(tally, kind, wait(tally, CLASSES.map((each) => (each === kind ? waited : 0)), active) * issued);
}

/** Issue slots beyond those that are known when compiling. */
function charged(tally: Tally, kind: InstructionClass, count: number): void {
  const each = CLASSES.indexOf(kind);
  tally.issued[each]! += count;
  tally.executed[each]! += count * WARP;
}
