import type { Capability, DeviceFailure } from '../../model/index.ts';
import { failureError } from '../failure.ts';
import { adapterName, findDawn, isSoftware, outliveCallbacks } from '../support/dawn.ts';
import type { GpuAdapter, GpuDevice } from '../support/webgpu-types.ts';
import { capabilitiesOf, featuresOf } from './features.ts';

/** A GPU device of its own, with all that its adapter allows, and a watch over its loss. */
export interface Context {
  readonly device: GpuDevice;
  readonly hardware: string;
  readonly driver: string;
  readonly capabilities: readonly Capability[];
  /** True where the processor plays the GPU. */
  readonly software: boolean;
  /** Why the device is gone, or null while it is there. */
  lost(): DeviceFailure | null;
  /**
   * Waits for the GPU, but no longer than the device lives: after a loss some promises never settle. Throws an error
   * that carries `crashed` then.
   */
  alive<Result>(pending: Promise<Result>): Promise<Result>;
  close(): void;
}

export async function openContext(): Promise<Context | { readonly reason: string }> {
  const dawn = await findDawn();
  if ('reason' in dawn) return dawn;
  const { gpu, adapter } = dawn;
  const device = await adapter.requestDevice({ requiredFeatures: featuresOf(adapter), requiredLimits: limitsOf(adapter) });
  let failure: DeviceFailure | null = null;
  const loss = device.lost.then(({ message }) => (failure = { failed: 'crashed', detail: `the GPU device was lost: ${message}` } as const));
  return {
    device,
    hardware: adapterName(adapter),
    driver: adapter.info.description,
    software: isSoftware(adapter),
    capabilities: capabilitiesOf(adapter),
    lost: () => failure,
    async alive(pending) {
      const settled = await Promise.race([
        pending.then((value) => ({ value }), (thrown: unknown) => ({ thrown })),
        loss.then((lost) => ({ lost })),
      ]);
      if ('value' in settled) return settled.value;
      // what is thrown by what the loss interrupted may arrive before the news of the loss
      if ('thrown' in settled) await Promise.resolve();
      if ('lost' in settled || failure !== null) throw failureError(failure!);
      throw settled.thrown;
    },
    close() {
      device.destroy();
      outliveCallbacks(gpu);
    },
  };
}

/** All that the adapter has of what a kernel may need much of. */
function limitsOf({ limits }: GpuAdapter): Readonly<Record<string, number>> {
  const {
    maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage,
    maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX, maxComputeWorkgroupSizeY, maxComputeWorkgroupSizeZ, maxComputeWorkgroupStorageSize,
  } = limits;
  return {
    maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage,
    maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX, maxComputeWorkgroupSizeY, maxComputeWorkgroupSizeZ, maxComputeWorkgroupStorageSize,
  };
}
