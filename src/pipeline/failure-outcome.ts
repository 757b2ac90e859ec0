import type { DeviceFailure, Outcome } from '../model/index.ts';

/** What a device could not do with a candidate, as the outcome of the candidate. */
export function outcomeOf(failure: DeviceFailure): Outcome {
  switch (failure.failed) {
    case 'compile-error': return { kind: 'compile-error', log: failure.detail };
    case 'timeout': return { kind: 'timeout', stage: failure.stage, limitMs: failure.limitMs };
    default: return { kind: failure.failed, detail: failure.detail };
  }
}
