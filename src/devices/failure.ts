import type { DeviceFailure } from '../model/index.ts';

/**
 * A device failure that shows only when a launch is bound or run, where the interface returns no value for it: thrown as
 * an error that carries the failure, for whoever holds the device to make an outcome of.
 */
export function failureError(failure: DeviceFailure): Error {
  return Object.assign(new Error(`${failure.failed}: ${failure.detail}`), { failure });
}

/** The failure that a thrown value carries, or null: then it is a bug or a user's mistake. */
export function failureOf(thrown: unknown): DeviceFailure | null {
  return thrown instanceof Error && 'failure' in thrown ? (thrown.failure as DeviceFailure) : null;
}
