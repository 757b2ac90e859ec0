import { WARP_BITS } from './lanes.ts';

/**
 * Who touched an element when, to find races. Threads of a block run in step here and anyhow on a GPU; so what counts is
 * not the order in which they were run but the one that barriers force. A block's barrier orders everything before it with
 * everything after it, a warp's barrier the same for the threads of one warp, and nothing else orders two threads.
 *
 * Of accesses of a kind it is enough to know the last one, or that there were several: where no race was found so far,
 * whoever is ordered after the last store is ordered after all before it.
 */

/** Time as barriers count it. It never goes back, so that nothing has to be wiped between blocks and launches. */
export interface Clock {
  /** Barriers of blocks, and beginnings of blocks. */
  epoch: number;
  /** Barriers of each warp. */
  readonly warps: Int32Array;
}

export const newClock = (warps: number): Clock => ({ epoch: 1, warps: new Int32Array(warps) });

/** No other thread; and some other thread, whose number was not kept. */
export const NOBODY = -1;
export const SOMEBODY = 0xffff;

/** A warp doing something as a whole (the matrix unit), in the place of a thread: ordered with its lanes by barriers alone. */
const WHOLE_WARP = 0x8000;
export const wholeWarp = (warp: number): number => WHOLE_WARP + warp;
export const isWholeWarp = (thread: number): boolean => thread >= WHOLE_WARP && thread !== SOMEBODY;
const warpOf = (thread: number): number => (thread >= WHOLE_WARP ? thread - WHOLE_WARP : thread >> WARP_BITS);

const SEVERAL_WARPS = -1;

/** Accesses of one kind that do not race with one another: reads, or atomic additions. */
class Accesses {
  private readonly clock: Clock;
  private readonly epoch: Int32Array;
  private readonly warp: Int16Array;
  private readonly warpEpoch: Int32Array;
  private readonly thread: Uint16Array;

  constructor(elements: number, clock: Clock) {
    this.clock = clock;
    this.epoch = new Int32Array(elements);
    this.warp = new Int16Array(elements);
    this.warpEpoch = new Int32Array(elements);
    this.thread = new Uint16Array(elements);
  }

  add(element: number, thread: number): void {
    const { epoch, warps } = this.clock;
    const warp = warpOf(thread);
    if (this.epoch[element] !== epoch) {
      this.epoch[element] = epoch;
      this.warp[element] = warp;
    } else if (this.warp[element] !== warp) {
      if (this.warp[element] !== SEVERAL_WARPS) this.warp[element] = SEVERAL_WARPS;
      return;
    } else if (this.warpEpoch[element] === warps[warp]) {
      if (this.thread[element] !== thread) this.thread[element] = SOMEBODY;
      return;
    }
    this.warpEpoch[element] = warps[warp]!;
    this.thread[element] = thread;
  }

  /** Another thread that touched the element and is not ordered before `thread` now. */
  rival(element: number, thread: number): number {
    const { epoch, warps } = this.clock;
    if (this.epoch[element] !== epoch) return NOBODY;
    const warp = warpOf(thread);
    if (this.warp[element] === SEVERAL_WARPS) return SOMEBODY;
    if (this.warp[element] !== warp) return this.thread[element]!;
    if (this.warpEpoch[element]! < warps[warp]! || this.thread[element] === thread) return NOBODY;
    return this.thread[element]!;
  }
}

export class Shadow {
  readonly elements: number;
  private readonly clock: Clock;
  private readonly writer: Uint16Array;
  private readonly epoch: Int32Array;
  private readonly warpEpoch: Int32Array;
  private readonly reads: Accesses | null;
  private readonly atomics: Accesses | null;

  constructor(elements: number, clock: Clock, kinds: { readonly reads: boolean; readonly atomics: boolean }) {
    this.elements = elements;
    this.clock = clock;
    this.writer = new Uint16Array(elements);
    this.epoch = new Int32Array(elements);
    this.warpEpoch = new Int32Array(elements);
    this.reads = kinds.reads ? new Accesses(elements, clock) : null;
    this.atomics = kinds.atomics ? new Accesses(elements, clock) : null;
  }

  /** True if a thread stored into the element since the epoch. */
  storedSince(element: number, epoch: number): boolean {
    return this.epoch[element]! >= epoch;
  }

  writerOf(element: number): number {
    return this.writer[element]!;
  }

  /** Each of these notes an access and gives the thread that it races with, NOBODY if none. */
  read(element: number, thread: number): number {
    const rival = this.storeRival(element, thread);
    if (rival !== NOBODY) return rival;
    this.reads?.add(element, thread);
    return this.atomics === null ? NOBODY : this.atomics.rival(element, thread);
  }

  store(element: number, thread: number): number {
    let rival = this.storeRival(element, thread);
    if (rival === NOBODY && this.reads !== null) rival = this.reads.rival(element, thread);
    if (rival === NOBODY && this.atomics !== null) rival = this.atomics.rival(element, thread);
    if (rival !== NOBODY) return rival;
    this.writer[element] = thread;
    this.epoch[element] = this.clock.epoch;
    this.warpEpoch[element] = this.clock.warps[warpOf(thread)]!;
    return NOBODY;
  }

  add(element: number, thread: number): number {
    const rival = this.storeRival(element, thread);
    if (rival !== NOBODY) return rival;
    this.atomics?.add(element, thread);
    return this.reads === null ? NOBODY : this.reads.rival(element, thread);
  }

  private storeRival(element: number, thread: number): number {
    if (this.epoch[element] !== this.clock.epoch) return NOBODY;
    const writer = this.writer[element]!;
    if (writer === thread) return NOBODY;
    const warp = warpOf(writer);
    const ordered = warp === warpOf(thread) && this.warpEpoch[element]! < this.clock.warps[warp]!;
    return ordered ? NOBODY : writer;
  }
}
