import { isUnavailable, openDevice } from '../devices/index.ts';
import type { Device, DeviceInfo } from '../model/index.ts';
import type { StoredRun } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { injectedParts } from './parts.ts';

/** A device that a user named. UserError (exit code 3) where it is not here: why, and what would bring it. */
export async function openNamed(name: string): Promise<Device> {
  const device = await openDevice(name, injectedParts());
  if (isUnavailable(device)) throw new UserError(`device ${name} is not here: ${device.reason}; ${device.remedy}`, { exitCode: 3 });
  return device;
}

export async function describeDevice(name: string): Promise<DeviceInfo> {
  const device = await openNamed(name);
  await device.close();
  return device.info;
}

/** Times of a run may only be joined by times of the same card and tools. UserError where they are others. */
export function refuseOtherToolchain(stored: StoredRun, device: DeviceInfo): void {
  if (stored.device.toolchain === device.toolchain && stored.device.hardware === device.hardware) return;
  throw new UserError(`run ${stored.id} was measured on ${stored.device.hardware} with ${stored.device.toolchain}; here is ${device.hardware} with ${device.toolchain}: times cannot be mixed, start a new run`);
}
