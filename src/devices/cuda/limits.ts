import type { DeviceFailure, Program } from '../../model/index.ts';
import type { Card } from './card.ts';

/** Shared memory that a text may declare; more must be asked for at the launch. */
const declaredShared = 48 * 1024;

/** Why a program can be launched on no account on a card, or null. What depends on its sizes shows when it is bound. */
export function unlaunchable({ target, launch }: Program, card: Card): DeviceFailure | null {
  const refused = (detail: string): DeviceFailure => ({ failed: 'unsupported', detail });
  if (target !== 'cuda' || launch === undefined) return refused(`CUDA takes programs of the target cuda, not ${target}`);
  const threads = launch.block[0] * launch.block[1] * launch.block[2];
  const long = launch.block.findIndex((extent, axis) => extent > card.blockLimits[axis]!);
  if (long >= 0) return refused(`a block of ${launch.block[long]!} threads along ${'xyz'[long]!}; ${card.name} runs at most ${card.blockLimits[long]!}`);
  if (threads > card.threadsPerBlock) return refused(`a block of ${threads} threads; ${card.name} runs at most ${card.threadsPerBlock}`);
  if (launch.sharedBytes > declaredShared && launch.dynamicSharedBytes === 0) return refused(`a block that declares ${launch.sharedBytes} bytes of shared memory; a text declares at most ${declaredShared}`);
  const shared = Math.max(launch.sharedBytes, launch.dynamicSharedBytes);
  if (shared > card.sharedBytesPerBlock) return refused(`a block with ${shared} bytes of shared memory; ${card.name} has at most ${card.sharedBytesPerBlock}`);
  return null;
}
