import { describe, expect, it } from 'vitest';
import { adapterName, isSoftware } from '../../../src/devices/support/dawn.ts';
import type { GpuAdapter } from '../../../src/devices/support/webgpu-types.ts';

const adapter = (info: Partial<GpuAdapter['info']>): GpuAdapter => ({
  features: new Set(), requestDevice: async () => { throw new Error('not asked'); },
  limits: {
    maxBufferSize: 1, maxStorageBufferBindingSize: 1, maxStorageBuffersPerShaderStage: 1,
    maxComputeInvocationsPerWorkgroup: 1, maxComputeWorkgroupSizeX: 1, maxComputeWorkgroupSizeY: 1, maxComputeWorkgroupSizeZ: 1,
    maxComputeWorkgroupStorageSize: 1, maxComputeWorkgroupsPerDimension: 1,
  },
  info: { vendor: '', architecture: '', device: '', description: '', subgroupMinSize: 4, subgroupMaxSize: 4, ...info },
});

describe('adapterName', () => {
  it('says of a software adapter that it is one', () => {
    expect(adapterName(adapter({ architecture: 'swiftshader', description: 'SwiftShader driver 5.0.0' }))).toBe('SwiftShader (software)');
    expect(adapterName(adapter({ description: 'llvmpipe', isFallbackAdapter: true }))).toBe('llvmpipe (software)');
    expect(adapterName(adapter({ description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }))).toBe('llvmpipe (LLVM 15.0.6, 256 bits) (software)');
    expect(adapterName(adapter({ vendor: 'nvidia', device: 'a card' }))).toBe('a card');
    expect(isSoftware(adapter({ vendor: 'nvidia', architecture: 'hopper' }))).toBe(false);
  });
});
