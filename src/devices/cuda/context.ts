import type { DeviceFailure } from '../../model/index.ts';
import { failureError } from '../failure.ts';
import type { Card } from './card.ts';
import { CudaError, failureOfCuda, isPoison } from './cuda-error.ts';
import type { Call, Driver, Pointer } from './driver.ts';

/**
 * A card in use by this process: its primary context, one stream for all that is launched, and the watch over faults. An
 * illegal access poisons a CUDA context for as long as the process lives; from then on every call here fails with what
 * the first one said, so that whoever holds the device replaces the process.
 */
export interface Context extends Pick<Driver, 'made' | 'number'> {
  readonly card: Card;
  readonly stream: Pointer;
  call(name: Call, ...values: readonly unknown[]): void;
  /** What poisoned the context, or null while it is well. */
  fault(): DeviceFailure | null;
  /** Waits for all that was launched; throws an error that carries the failure if it was a candidate's. */
  finish(): void;
  /** Asked one after another where memory is short: each lets go of something that nobody uses now, or says that it has nothing. */
  readonly spares: (() => boolean)[];
  close(): void;
}

/** `CU_LIMIT_PERSISTING_L2_CACHE_SIZE`: nothing may be set aside in L2, or a flush would not reach it. */
const persistingL2 = 6;
/** `CU_STREAM_DEFAULT`: in order with the plain copies and fills, which run on the legacy stream. */
const inOrder = 0;

/** The primary context, as PyTorch and the CUDA runtime take it, so that memory is shared with them in one process. Throws CudaError. */
export function openContext(card: Card): Context {
  const { driver } = card;
  const context = driver.made('cuDevicePrimaryCtxRetain', card.device);
  let stream: Pointer;
  try {
    driver.call('cuCtxSetCurrent', context);
    withoutPersistingL2(driver);
    stream = driver.made('cuStreamCreate', inOrder);
  } catch (thrown) {
    closing(driver, ['cuDevicePrimaryCtxRelease', card.device]);
    throw thrown;
  }

  let poison: DeviceFailure | null = null;
  let open = true;
  const watched = <Result>(work: () => Result): Result => {
    if (poison !== null) throw failureError(poison);
    try {
      return work();
    } catch (thrown) {
      const failure = failureOfCuda(thrown);
      if (failure === null) throw thrown;
      if (isPoison(thrown)) poison = { failed: 'crashed', detail: `${failure.detail}; the card is of no more use to this process` };
      throw failureError(poison ?? failure);
    }
  };
  const call: Context['call'] = (name, ...values) => watched(() => driver.call(name, ...values));
  return {
    card, stream, call, spares: [],
    made: (name, ...values) => watched(() => driver.made(name, ...values)),
    number: (name, ...values) => watched(() => driver.number(name, ...values)),
    fault: () => poison,
    finish: () => call('cuStreamSynchronize', stream),
    close() {
      if (!open) return;
      open = false;
      if (poison !== null) return; // a poisoned context takes no call, not even this one
      closing(driver, ['cuStreamDestroy', stream], ['cuDevicePrimaryCtxRelease', card.device]);
    },
  };
}

function withoutPersistingL2(driver: Driver): void {
  try {
    driver.call('cuCtxSetLimit', persistingL2, 0);
  } catch (thrown) {
    if (!(thrown instanceof CudaError)) throw thrown; // cards before 8.0 and slices of a card (MIG) have no such limit, and set nothing aside
  }
}

/** What fails now only shows what failed before, and whoever closes wants no more of the card. */
function closing(driver: Driver, ...calls: readonly (readonly [Call, unknown])[]): void {
  for (const [name, value] of calls) {
    try {
      driver.call(name, value);
    } catch (thrown) {
      if (!(thrown instanceof CudaError)) throw thrown;
    }
  }
}
