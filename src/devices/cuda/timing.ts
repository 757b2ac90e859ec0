import type { CacheState } from '../../model/index.ts';
import type { Context } from './context.ts';
import type { Flush } from './flush.ts';
import { captured, type Graph, type Stamp, stampOf } from './graph.ts';
import type { Steady } from './steady.ts';

/**
 * How long launches take, on the card's own clock: a graph of launches with stamps between them, so that the host's part
 * of a launch, some microseconds, is out of it.
 *
 * Cold, before every launch a sweep over twice the size of L2 drives out whatever the launch before left there (see flush.ts);
 * nothing of L2 is set aside (see context.ts). Inference on tables far larger than a cache finds it so. Warm, launches follow one
 * another on the same arrays.
 */
export interface LaunchTimer {
  /** Nanoseconds of each of so many launches. */
  time(launches: number, cache: CacheState): Promise<number[]>;
  /** Launches so many times, back to back and unstamped, and waits for the end. */
  repeat(launches: number): void;
  release(): void;
}

/** Launches of one graph: enough that the host's part is small beside it, few enough that a clock that drops shows soon. */
const perGraph = 64;

/** `poison` fills the output, and is put on the stream as a launch is. */
export function launchTimer(context: Context, flush: Flush, steady: Steady, { launch, poison }: { readonly launch: () => void; readonly poison: () => void }): LaunchTimer {
  const graphs = new Map<string, Graph>();
  const stamps = new Map<number, Stamp>();
  const stamp = (at: number): Stamp => {
    let made = stamps.get(at);
    if (made === undefined) stamps.set(at, (made = stampOf(context)));
    return made;
  };
  const kept = (key: string, work: () => void): Graph => {
    let graph = graphs.get(key);
    if (graph === undefined) graphs.set(key, (graph = captured(context, work)));
    return graph;
  };
  /**
   * Cold, stamps stand in pairs round each launch; warm, one launch's end is the next one's beginning. What the last one
   * leaves can be looked at: cold, nothing of an earlier launch is in it, and the flush takes what the fill did to L2 away.
   */
  const launchesOf = (count: number, cache: CacheState) => kept(`${cache} ${count}`, () => {
    for (let at = 0; at < count; at++) {
      if (cache === 'cold' && at === count - 1) poison();
      if (cache === 'cold') flush.write();
      if (cache === 'cold' || at === 0) stamp(2 * at).record();
      launch();
      stamp(2 * at + 1).record();
    }
  });
  const timed = (count: number, cache: CacheState): number[] => {
    poison();
    if (cache === 'cold') flush.prepare();
    else launch(); // the first of a batch finds what another kernel left
    launchesOf(count, cache).launch();
    context.finish();
    return Array.from({ length: count }, (_, at) => stamp(2 * at + 1).since(cache === 'cold' || at === 0 ? stamp(2 * at) : stamp(2 * at - 1)));
  };
  return {
    async time(launches, cache) {
      const times: number[] = [];
      while (times.length < launches) {
        const count = Math.min(perGraph, launches - times.length);
        times.push(...await steady.measure(() => timed(count, cache)));
      }
      return times;
    },
    repeat(launches) {
      const graph = kept(`repeat ${perGraph}`, () => {
        for (let at = 0; at < perGraph; at++) launch();
      });
      for (let done = 0; done < launches; done += perGraph) graph.launch();
      context.finish();
    },
    release() {
      for (const each of [...graphs.values(), ...stamps.values()]) each.destroy();
      graphs.clear();
      stamps.clear();
    },
  };
}

/** Launches that `repeat` really makes when asked for so many. */
export function wholeGraphs(launches: number): number {
  return perGraph * Math.ceil(launches / perGraph);
}
