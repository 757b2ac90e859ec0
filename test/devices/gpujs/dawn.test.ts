import { describe, expect, it } from 'vitest';
import { instrument } from '../../../src/devices/gpujs/dawn.ts';
import type { GpuAdapter } from '../../../src/devices/support/webgpu-types.ts';

const adapter = (requestDevice: GpuAdapter['requestDevice']): GpuAdapter => ({
  features: new Set(['timestamp-query']), requestDevice,
  limits: {
    maxBufferSize: 1, maxStorageBufferBindingSize: 1, maxStorageBuffersPerShaderStage: 1,
    maxComputeInvocationsPerWorkgroup: 1, maxComputeWorkgroupSizeX: 1, maxComputeWorkgroupSizeY: 1, maxComputeWorkgroupSizeZ: 1,
    maxComputeWorkgroupStorageSize: 1, maxComputeWorkgroupsPerDimension: 1,
  },
  info: { vendor: '', architecture: '', device: '', description: '', subgroupMinSize: 4, subgroupMaxSize: 4 },
});

describe('instrument', () => {
  it('asks for time stamps, stamps passes while a query set is there, and lets storage buffers be poisoned', async () => {
    const asked: object[] = [];
    const passes: unknown[] = [];
    const buffers: number[] = [];
    const shaders: string[] = [];
    const recorder = { querySet: null as unknown, next: 0 };
    const device = await instrument(adapter(async (descriptor = {}) => {
      asked.push(descriptor);
      return {
        createShaderModule: ({ code }: { code: string }) => { shaders.push(code); },
        createBuffer: ({ usage }: { usage: number }) => { buffers.push(usage); },
        createCommandEncoder: () => ({ beginComputePass: (pass?: object) => { passes.push(pass); } }),
      } as never;
    }), recorder).requestDevice({ requiredLimits: { size: 1 } });
    expect(asked).toEqual([{ requiredLimits: { size: 1 }, requiredFeatures: ['timestamp-query'] }]);
    device.createBuffer({ size: 4, usage: 0x84 });
    device.createBuffer({ size: 4, usage: 0x40 });
    expect(buffers).toEqual([0x8c, 0x40]);
    device.createShaderModule({ code: 'fn main() {}' });
    expect(shaders).toEqual(['diagnostic(off, chromium.unreachable_code); fn main() {}']);
    device.createCommandEncoder().beginComputePass();
    recorder.querySet = 'stamps';
    device.createCommandEncoder().beginComputePass();
    device.createCommandEncoder().beginComputePass();
    const stamp = (begin: number) => ({ timestampWrites: { querySet: 'stamps', beginningOfPassWriteIndex: begin, endOfPassWriteIndex: begin + 1 } });
    expect(passes).toEqual([undefined, stamp(0), stamp(2)]);
  });
});
