import { type GpuBuffer, type GpuDevice, usage } from './webgpu-types.ts';

/** The first bytes of a buffer, copied to this process. */
export async function readBuffer(device: GpuDevice, source: GpuBuffer, bytes: number): Promise<ArrayBuffer> {
  const staging = device.createBuffer({ size: bytes, usage: usage.mapRead | usage.copyDestination });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(source, 0, staging, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(1);
  const copy = staging.getMappedRange().slice(0);
  staging.unmap();
  staging.destroy();
  return copy;
}
