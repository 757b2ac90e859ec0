/** What goes over the channel. Advanced serialisation: typed arrays, bigint, Map and NaN arrive as they were sent. */

export type ToChild<Request> = { readonly request: Request };

export type FromChild<Response> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'stage'; readonly stage: string }
  | { readonly kind: 'keeps'; readonly bytes: number }
  | { readonly kind: 'response'; readonly response: Response }
  | { readonly kind: 'out-of-memory'; readonly detail: string }
  | { readonly kind: 'exception'; readonly message: string; readonly stack: string };

/** Environment variable that tells a child its parent's pid, so that it can notice being orphaned at any time. */
export const parentVariable = 'EVOKE_WORKER_PARENT';
