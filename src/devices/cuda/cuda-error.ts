import type { DeviceFailure } from '../../model/index.ts';

/** A call of the CUDA driver that did not succeed. */
export class CudaError extends Error {
  override readonly name = 'CudaError';
  readonly code: number;

  constructor(call: string, code: number, symbol: string, text: string) {
    super(`${symbol} (${code}) in ${call}: ${text}`);
    this.code = code;
  }
}

export const cudaCodes = {
  outOfMemory: 2, stubLibrary: 34, noDevice: 100, outOfResources: 701,
} as const;

/**
 * After these the context answers every call with the same error, and only a new process helps: an illegal address (700),
 * a launch that took too long (702), an assertion (710), faults of the instruction stream (714 to 718), a launch that
 * failed (719) or left tensor memory behind (721), memory that is broken beyond correction (214), a connection that is (220,
 * 226), a context that is gone (709), a server between us and the card that sent us away (810), a device beside it that
 * failed (911), a card that fell off (46, 999). CUDA Driver API, `CUresult`.
 */
const poisons = new Set([46, 214, 220, 226, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 721, 810, 911, 999]);

export function isPoison(thrown: unknown): thrown is CudaError {
  return thrown instanceof CudaError && poisons.has(thrown.code);
}

/** What is a candidate's doing as a failure of the device; null for what is a bug of ours. */
export function failureOfCuda(thrown: unknown): DeviceFailure | null {
  if (!(thrown instanceof CudaError)) return null;
  if (poisons.has(thrown.code)) return { failed: 'crashed', detail: thrown.message };
  if (thrown.code === cudaCodes.outOfMemory) return { failed: 'out-of-memory', detail: thrown.message };
  if (thrown.code === cudaCodes.outOfResources) return { failed: 'unsupported', detail: thrown.message };
  return null;
}
