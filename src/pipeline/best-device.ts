import { listDevices } from '../devices/index.ts';
import { injectedParts } from './parts.ts';

/**
 * The device for a user who names none: a real GPU before the processor, the processor's compiled code before a GPU
 * that is simulated in software, plain JavaScript last. Never `model`, whose figures are estimates.
 */
export async function bestDevice(): Promise<string> {
  const rank = (name: string, hardware: string) => {
    if (name === 'gpujs:webgpu') return /software|swiftshader|llvmpipe|lavapipe/i.test(hardware) ? 2 : 0;
    return name === 'gpujs:webasm' ? 1 : name === 'gpujs:cpu' ? 3 : 9;
  };
  const measured = (await listDevices(injectedParts())).flatMap((each) => ('reason' in each || each.estimate ? [] : [each]));
  measured.sort((a, b) => rank(a.name, a.hardware) - rank(b.name, b.hardware));
  return measured[0]!.name;
}
