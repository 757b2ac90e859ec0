import { describe, expect, it } from 'vitest';
import type { DeviceInfo, Unavailable } from '../../src/model/index.ts';
import { bestOf } from '../../src/pipeline/best-device.ts';

const device = (name: string, hardware: string): DeviceInfo => ({
  name, hardware, unit: name === 'model' ? 'cost' : 'ns', estimate: name === 'model', target: 'any', capabilities: [], exactIntegers: 1, toolchain: 'one',
});
const missing = (name: string): Unavailable => ({ name, reason: 'none', remedy: 'none' });
const processor = [device('gpujs:webasm', 'a processor'), device('gpujs:cpu', 'a processor'), device('model', 'a card (modelled)')];

describe('bestOf', () => {
  it('takes a real GPU, by our own shaders where both are there', () => {
    expect(bestOf([...processor, device('gpujs:webgpu', 'a card'), device('webgpu', 'a card')])).toBe('webgpu');
    expect(bestOf([...processor, device('gpujs:webgpu', 'a card'), missing('webgpu')])).toBe('gpujs:webgpu');
  });

  it('takes compiled code before a GPU that is simulated, and that before plain JavaScript', () => {
    const simulated = [device('gpujs:webgpu', 'SwiftShader (software)'), device('webgpu', 'SwiftShader (software)')];
    expect(bestOf([...simulated, ...processor])).toBe('gpujs:webasm');
    expect(bestOf([...simulated, ...processor.slice(1)])).toBe('webgpu');
    expect(bestOf([missing('webgpu'), ...processor.slice(1)])).toBe('gpujs:cpu');
  });
});
