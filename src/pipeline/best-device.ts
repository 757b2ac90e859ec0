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
 * A real GPU before the processor, the processor's compiled code before a GPU that is simulated in software, plain
 * JavaScript last. Never `model`, whose figures are estimates.
 */
function bestOf(devices: readonly (DeviceInfo | Unavailable)[]): string {
  const rank = ({ name, hardware }: DeviceInfo) => {
    if (name === 'gpujs:webgpu') return /software|swiftshader|llvmpipe|lavapipe/i.test(hardware) ? 2 : 0;
    return name === 'gpujs:webasm' ? 1 : name === 'gpujs:cpu' ? 3 : 9;
  };
  const measured = devices.filter((each): each is DeviceInfo => 'hardware' in each && !each.estimate);
  return measured.sort((a, b) => rank(a) - rank(b))[0]!.name;
}
