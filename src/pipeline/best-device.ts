import { listDevices } from '../devices/index.ts';
import type { DeviceInfo, Unavailable } from '../model/index.ts';
import { injectedParts } from './parts.ts';

/** Every device with what it is here, or why it is not here. */
export async function surveyDevices(): Promise<{ readonly best: string; readonly devices: readonly (DeviceInfo | Unavailable)[] }> {
  const devices = await listDevices(injectedParts());
  return { best: bestOf(devices), devices };
}

/** The device for a user who names none. */
export async function bestDevice(): Promise<string> {
  return (await surveyDevices()).best;
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
