import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';

/**
 * Work that is handed to the card as a whole. A graph is captured once and launched with one call, so that between its
 * parts nothing waits for the host, however many they are. (The other way, launches behind a blocking start, holds at most
 * as many as the driver's queue takes, about a thousand, and hangs beyond; a graph has no such limit.)
 */
export interface Graph {
  launch(): void;
  destroy(): void;
}

/** `CU_STREAM_CAPTURE_MODE_THREAD_LOCAL`. */
const threadLocal = 1;

/** Captures what `work` puts on the context's stream, where it may take no memory. */
export function captured(context: Context, work: () => void): Graph {
  context.call('cuStreamBeginCapture', context.stream, threadLocal);
  try {
    work();
  } catch (thrown) {
    abandon(context);
    throw thrown;
  }
  const graph = ended(context);
  let executable: Pointer;
  try {
    executable = context.made('cuGraphInstantiate', graph, 0);
  } finally {
    destroyed(context, graph);
  }
  return {
    launch: () => context.call('cuGraphLaunch', executable, context.stream),
    destroy() {
      if (context.fault() === null) context.call('cuGraphExecDestroy', executable);
    },
  };
}

function ended(context: Context): Pointer {
  const graph = new BigUint64Array(1);
  context.call('cuStreamEndCapture', context.stream, graph);
  return graph[0]!;
}

function destroyed(context: Context, graph: Pointer): void {
  if (context.fault() === null) context.call('cuGraphDestroy', graph);
}

/** Takes the stream out of a capture that failed. That the capture is invalid then is no news, and must not hide why. */
function abandon(context: Context): void {
  if (context.fault() !== null) return;
  try {
    destroyed(context, ended(context));
  } catch {
    // an invalidated capture ends with an error and without a graph
  }
}

/** A moment on the card's clock. */
export interface Stamp {
  /** Inside a capture: the moment when the card comes to this place. */
  record(): void;
  /** Nanoseconds from an earlier stamp to this one, at least 1. Both must have passed. */
  since(earlier: Stamp): number;
  readonly event: Pointer;
  destroy(): void;
}

/** `CU_EVENT_RECORD_EXTERNAL`: a node of the graph, not an edge of it. */
const asNode = 1;

export function stampOf(context: Context): Stamp {
  const event = context.made('cuEventCreate', 0);
  return {
    event,
    record: () => context.call('cuEventRecordWithFlags', event, context.stream, asNode),
    since(earlier) {
      const milliseconds = new Float32Array(1);
      context.call('cuEventElapsedTime', milliseconds, earlier.event, event);
      return Math.max(1, milliseconds[0]! * 1e6);
    },
    destroy() {
      if (context.fault() === null) context.call('cuEventDestroy', event);
    },
  };
}
