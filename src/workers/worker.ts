/**
 * A worker is a child process that answers one request at a time and may die of any of them.
 *
 * Think of it as a glass box round a candidate: what hangs, crashes or swells in there becomes a value out here. The box
 * is built in layers (spawn, timeout, memory cap, restart, pool), each a small function that takes the one below.
 */
import type { Outcome } from '../model/index.ts';

/** How a request can end the child that served it. */
export type Death = Extract<Outcome, { kind: 'timeout' | 'crashed' | 'out-of-memory' }>;

export type Reply<Response> =
  | { readonly ok: true; readonly response: Response }
  | { readonly ok: false; readonly outcome: Death };

export interface Limits {
  /** Milliseconds from the moment the child takes the request; starting a child and what it makes ready first do not count. Scale it with the baseline. */
  readonly timeoutMs: number;
}

/** One child process, from its start to its end. `Request` and `Response` are plain values and typed arrays. */
export interface Worker<Request, Response> {
  readonly pid: number;
  alive(): boolean;
  /** The child is listening. Rejects if it ended before that, which is a bug of its entry file. */
  ready(): Promise<void>;
  /** What the child last said it was doing, for the record of a timeout. */
  stage(): string;
  /** Bytes that the child last said it holds on purpose. */
  keeps(): number;
  /**
   * Rejects with the child's stack if its handler threw (a bug), and with `WorkerLost` if the child was gone before it
   * took the request, so that the request is not to blame. `onTaken`: called when it takes it.
   */
  run(request: Request, limits: Limits, onTaken?: () => void): Promise<Reply<Response>>;
  /** Ends the child at once. A request under way gets `outcome`; without one it is rejected. */
  kill(outcome?: Death): Promise<void>;
  /** Lets an idle child end by itself, for a moment; then as `kill`. Nothing of it is left when this resolves. */
  close(): Promise<void>;
}

/** The child died between two requests, or before it could take one. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}
