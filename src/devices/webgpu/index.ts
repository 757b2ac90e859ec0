import type { Device, Unavailable } from '../../model/index.ts';
import { dawnVersion, withoutDawn } from '../support/dawn.ts';
import { gpuBandwidth } from '../support/gpu-bandwidth.ts';
import { openContext } from './context.ts';
import { webgpuExecutable } from './executable.ts';

/**
 * WebGPU itself, through Dawn: our own shaders (target `wgsl`), with real integers and arrays that stay on the GPU.
 * Time is the GPU's own, by stamps round each launch; an adapter without them is no device for measuring.
 */
export async function openWebgpu(): Promise<Device | Unavailable> {
  const context = await openContext();
  if ('reason' in context) return withoutDawn('webgpu', context.reason);
  const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = context.device.limits;
  let open = true;
  return {
    info: {
      name: 'webgpu', unit: 'ns', estimate: false, target: 'wgsl', capabilities: context.capabilities, exactIntegers: 2 ** 31 - 1,
      limits: { threadsPerBlock: maxComputeInvocationsPerWorkgroup, sharedBytesPerBlock: maxComputeWorkgroupStorageSize },
      hardware: context.hardware, toolchain: `webgpu ${dawnVersion()}, ${context.driver}`,
    },
    compile: (program) => webgpuExecutable(context, program),
    bandwidth: gpuBandwidth(context.device, context.software),
    async close() {
      if (open) context.close();
      open = false;
    },
  };
}
