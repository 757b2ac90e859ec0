import { describe, expect, it } from 'vitest';
import { checkedArguments } from '../../../src/devices/support/arguments.ts';
import type { GpuDevice } from '../../../src/devices/support/webgpu-types.ts';
import { uploaded } from '../../../src/devices/webgpu/buffers.ts';
import { wgslOfText } from '../../targets/wgsl/program.ts';
import * as texts from '../kernel-texts.ts';
import { gatherCase } from '../programs.ts';

/** A GPU of which only the memory is there, and little of that. */
function smallGpu(largestBuffer: number, room: number) {
  const log: { destroyed: number; written: number } = { destroyed: 0, written: 0 };
  let taken = 0;
  const device = {
    limits: { maxBufferSize: largestBuffer, maxStorageBufferBindingSize: largestBuffer, maxStorageBuffersPerShaderStage: 8 },
    createBuffer: ({ size }: { size: number }) => {
      taken += size;
      return { size, destroy: () => { log.destroyed++; } };
    },
    pushErrorScope: () => {},
    popErrorScope: async () => (taken > room ? { message: 'no memory' } : null),
    queue: { writeBuffer: () => { log.written++; } },
  } as unknown as GpuDevice;
  return { device, log };
}

const program = wgslOfText(texts.gather);
const { inputs, sizes } = gatherCase(100, 4, [1, 2, 3]);
const args = checkedArguments(program, inputs, sizes);

describe('uploaded', () => {
  it('names the array that no buffer of the GPU can hold', async () => {
    const { device, log } = smallGpu(1024, 1e9);
    expect(await uploaded(device, program, args, sizes, 12)).toEqual({
      failed: 'out-of-memory', detail: 'table takes 1600 bytes, but a buffer of this GPU holds at most 1024; use fewer rows',
    });
    expect(await uploaded(smallGpu(2000, 1e9).device, program, args, sizes, 501)).toMatchObject({ detail: expect.stringContaining('the output takes 2004 bytes') });
    expect(log).toEqual({ destroyed: 0, written: 0 });
  });

  it('refuses an array whose places 32 bits do not hold', async () => {
    const endless = args.map((each, at) => (at === 0 ? { ...each, data: { ...each.data, values: { length: 2 ** 31 } as Float32Array } } : each));
    expect(await uploaded(smallGpu(1e12, 1e12).device, program, endless, sizes, 12)).toEqual({
      failed: 'unsupported', detail: 'table has 2147483648 elements, but WGSL finds places with 32 bits: at most 2147483647',
    });
  });

  it('gives everything back where there is no room for all', async () => {
    const { device, log } = smallGpu(1e9, 1650);
    expect(await uploaded(device, program, args, sizes, 12)).toEqual({
      failed: 'out-of-memory', detail: 'the GPU has no room for 1660 bytes (table 1600, indices 12, the output 48)',
    });
    expect(log).toEqual({ destroyed: 4, written: 0 });
  });

  it('uploads each array once', async () => {
    const { device, log } = smallGpu(1e9, 1e9);
    expect(await uploaded(device, program, args, sizes, 12)).toMatchObject({ arrays: [{ size: 1600 }, { size: 16 }], output: { size: 48 } });
    expect(log).toEqual({ destroyed: 0, written: 3 });
  });
});
