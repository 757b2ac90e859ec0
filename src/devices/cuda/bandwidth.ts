import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';
import { captured, type Graph, type Stamp, stampOf } from './graph.ts';
import { allocated, freed, isShortage } from './memory.ts';
import type { Steady } from './steady.ts';

/**
 * Bytes per nanosecond of the card's own copy, as a function of the working set: half of it copied onto the other half,
 * again and again, read and written bytes both counted, best of several. Sets below the size of L2 stay there, larger ones
 * go to memory. A set is given the best of its size class and all larger ones, as small copies are held up by their start,
 * and the figure is the denominator of the physical floor, which must never be too low.
 */
export function copyBandwidth(context: Context, steady: Steady): (workingSetBytes: number) => Promise<number> {
  let measured: Promise<{ readonly bytes: number; readonly rate: number }[]> | undefined;
  return async (workingSetBytes) => {
    measured ??= measureAll(context, steady);
    const classes = await measured.catch((thrown: unknown) => {
      measured = undefined; // what stood in the way may be gone the next time
      throw thrown;
    });
    const fitting = classes.filter(({ bytes }) => bytes >= workingSetBytes);
    return Math.max(...(fitting.length > 0 ? fitting : classes.slice(-1)).map(({ rate }) => rate));
  };
}

const copies = 8;

async function measureAll(context: Context, steady: Steady): Promise<{ bytes: number; rate: number }[]> {
  const { l2Bytes, totalBytes } = context.card;
  const [smallest, largest] = [2 ** 20, Math.min(16 * l2Bytes, totalBytes / 8)];
  const classes = [];
  for (let bytes = smallest; bytes <= Math.max(smallest, largest); bytes *= 2) {
    try {
      classes.push({ bytes, rate: await copyRate(context, steady, bytes) });
    } catch (thrown) {
      if (!isShortage(thrown) || bytes <= 4 * l2Bytes) throw thrown;
      break; // the others have the rest of the memory, and sets far above L2 move at one speed
    }
  }
  return classes;
}

async function copyRate(context: Context, steady: Steady, bytes: number): Promise<number> {
  const half = bytes / 2;
  const memory = allocated(context, bytes, 'to measure the bandwidth');
  const copy = (from: Pointer, to: Pointer) => context.call('cuMemcpyDtoDAsync', to, from, half, context.stream);
  try {
    const best = await fastest(context, steady, () => copy(memory, memory + BigInt(half)));
    return bytes / best;
  } finally {
    freed(context, memory);
  }
}

/** Nanoseconds of the fastest of several runs of `work`, in one graph after one that warms up. */
export async function fastest(context: Context, steady: Steady, work: () => void): Promise<number> {
  const stamps: Stamp[] = [];
  let graph: Graph | undefined;
  try {
    while (stamps.length <= copies) stamps.push(stampOf(context));
    const whole = (graph = captured(context, () => {
      work();
      for (const [at, stamp] of stamps.entries()) {
        if (at > 0) work();
        stamp.record();
      }
    }));
    return await steady.measure(() => {
      whole.launch();
      context.finish();
      return Math.min(...stamps.slice(1).map((stamp, at) => stamp.since(stamps[at]!)));
    });
  } finally {
    for (const each of [graph, ...stamps]) each?.destroy();
  }
}
