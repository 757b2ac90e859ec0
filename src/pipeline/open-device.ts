import { isUnavailable, openDevice } from '../devices/index.ts';
import type { Device } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { injectedParts } from './parts.ts';

/** A device that a user named. UserError (exit code 3) where it is not here: why, and what would bring it. */
export async function openNamed(name: string): Promise<Device> {
  const device = await openDevice(name, injectedParts());
  if (isUnavailable(device)) throw new UserError(`device ${name} is not here: ${device.reason}; ${device.remedy}`, { exitCode: 3 });
  return device;
}
