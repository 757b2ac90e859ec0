import { listDevices } from '../devices/index.ts';
import { capabilitiesOf } from '../dialect/index.ts';
import type { DeviceInfo, Kernel, Unavailable } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { injectedParts } from './parts.ts';

/** Every device with what it is here, or why it is not here. */
export async function surveyDevices(): Promise<{ readonly best: string; readonly devices: readonly (DeviceInfo | Unavailable)[] }> {
  const devices = await listDevices(injectedParts());
  return { best: bestOf(devices), devices };
}

/**
 * The device for a user who names none: the best that has what the kernel needs. UserError (exit code 3) where no device
 * that measures has it.
 */
export async function bestDevice(kernel: Kernel): Promise<string> {
  const needs = [...capabilitiesOf(kernel).keys()];
  const devices = await listDevices(injectedParts());
  const able = devices.filter((device): device is DeviceInfo => 'hardware' in device && !device.estimate && needs.every((need) => device.capabilities.includes(need)));
  if (able.length > 0) return bestOf(able);
  const whatIsHere = devices.filter((device): device is DeviceInfo => 'hardware' in device && !device.estimate).map(({ name, capabilities }) => `${name} has ${capabilities.join(', ') || 'none of them'}`);
  throw new UserError(`kernel ${kernel.signature.name} needs ${needs.join(', ')}, and no device that measures has all of that here: ${whatIsHere.join('; ')}; --device model:h200-like estimates`, { exitCode: 3 });
}

/**
 * A real GPU before the processor, our own shaders before gpu.js's; the processor's compiled code before a GPU that is
 * simulated in software, plain JavaScript last. Never `model`, whose figures are estimates.
 */
const order = ['cuda', 'webgpu', 'gpujs:webgpu', 'gpujs:webasm', 'webgpu (software)', 'gpujs:webgpu (software)', 'gpujs:cpu'];

export function bestOf(devices: readonly (DeviceInfo | Unavailable)[]): string {
  const rank = ({ name, hardware }: DeviceInfo) => {
    const at = order.indexOf(hardware.endsWith('(software)') ? `${name} (software)` : name);
    return at === -1 ? order.length : at;
  };
  const measured = devices.filter((each): each is DeviceInfo => 'hardware' in each && !each.estimate);
  return measured.sort((a, b) => rank(a) - rank(b))[0]!.name;
}
