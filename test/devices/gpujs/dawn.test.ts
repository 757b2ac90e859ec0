import { describe, expect, it } from 'vitest';
import { adapterName, instrument } from '../../../src/devices/gpujs/dawn.ts';
import type { GpuAdapter } from '../../../src/devices/gpujs/webgpu-types.ts';

const adapter = (info: Partial<GpuAdapter['info']>, requestDevice: GpuAdapter['requestDevice'] = async () => { throw new Error('not asked'); }): GpuAdapter => ({
  features: new Set(['timestamp-query']), requestDevice,
  info: { vendor: '', architecture: '', device: '', description: '', ...info },
});

describe('adapterName', () => {
  it('says of a software adapter that it is one', () => {
    expect(adapterName(adapter({ architecture: 'swiftshader', description: 'SwiftShader driver 5.0.0' }))).toBe('SwiftShader (software)');
    expect(adapterName(adapter({ description: 'llvmpipe', isFallbackAdapter: true }))).toBe('llvmpipe (software)');
    expect(adapterName(adapter({ vendor: 'nvidia', device: 'a card' }))).toBe('a card');
  });
});

describe('instrument', () => {
  it('asks for time stamps, stamps passes while a query set is there, and lets storage buffers be poisoned', async () => {
    const asked: object[] = [];
    const passes: unknown[] = [];
    const buffers: number[] = [];
    const shaders: string[] = [];
    const recorder = { querySet: null as unknown, next: 0 };
    const device = await instrument(adapter({}, async (descriptor = {}) => {
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
