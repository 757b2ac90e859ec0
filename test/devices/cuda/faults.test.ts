import { afterEach, describe, expect, it, vi } from 'vitest';
import { gatherCase } from '../programs.ts';
import { compiled, counting, failure, outputOf, standIn } from './on-stand-in.ts';
import { gather, number, perElement } from './programs.ts';

const { open } = await standIn('cuda-faults');
afterEach(() => vi.unstubAllEnvs());

const copy = perElement('copy', '  if (at < count) output[at] = values[at];');

describe('a write outside its arrays', () => {
  it.each([
    ['output[count + 1] = 1.0f;', 'the kernel wrote 4 bytes behind the end of the output (40 bytes)'],
    ['output[-1] = 1.0f;', 'the kernel wrote 4 bytes before the beginning of the output (40 bytes)'],
    ['const_cast<float*>(values)[count] = 1.0f;', 'the kernel wrote 0 bytes behind the end of values (40 bytes)'],
  ])('%s is a crash that names the array', async (statement, detail) => {
    const device = await open();
    const executable = await compiled(device, perElement('beyond', `  if (at < count) output[at] = values[at];\n  ${statement}`));
    const { inputs, sizes } = counting(10);
    await executable.bind(inputs, sizes);
    expect(await failure(executable.run())).toEqual({ failed: 'crashed', detail });
    expect(device.unusable()).toBeNull(); // the card itself is well
    await executable.dispose();
    expect(await outputOf(device, copy, inputs, sizes)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await device.close();
  });
});

describe('a fault that poisons the context', () => {
  it.each([[700, 'CUDA_ERROR_ILLEGAL_ADDRESS (700) in cuStreamSynchronize: an illegal memory access was encountered'], [716, 'CUDA_ERROR_MISALIGNED_ADDRESS (716)'], [719, 'CUDA_ERROR_LAUNCH_FAILED (719)'], [721, '(721)'], [810, '(810)']])('%d is a crash, and the device says that it is of no more use', async (code, text) => {
    const device = await open();
    const [executable, other] = [await compiled(device, gather), await compiled(device, copy)];
    const { inputs, sizes } = gatherCase(4, 2, [1]);
    await executable.bind(inputs, sizes);
    await other.bind(counting(3).inputs, counting(3).sizes);
    vi.stubEnv('EVOKE_STAND_IN_FAULT', String(code));
    const first = await failure(executable.run());
    expect(first).toMatchObject({ failed: 'crashed', detail: expect.stringContaining(text) });
    expect(first.detail).toMatch(/of no more use to this process$/);
    vi.unstubAllEnvs();
    expect(device.unusable()).toBe(first.detail);
    expect(await failure(executable.run())).toEqual(first);
    expect(await failure(other.time(3))).toEqual(first);
    expect(await failure(other.bind(counting(3).inputs, counting(3).sizes))).toEqual(first);
    expect(await device.compile(gather)).toEqual(first);
    await executable.dispose();
    await device.close();
  });

  it('shows in a timed launch too', async () => {
    const device = await open();
    const executable = await compiled(device, copy);
    await executable.bind(counting(3).inputs, counting(3).sizes);
    vi.stubEnv('EVOKE_STAND_IN_FAULT', '700');
    expect(await failure(executable.time(4))).toMatchObject({ failed: 'crashed', detail: expect.stringContaining('ILLEGAL_ADDRESS') });
  });
});

describe('what does not fit', () => {
  it('tells the sizes wanted and what is free, and takes nothing', async () => {
    vi.stubEnv('EVOKE_STAND_IN_MEMORY', String(2 ** 20));
    const device = await open();
    const executable = await compiled(device, gather);
    const large = gatherCase(100_000, 4, [1, 2]);
    const free = /^Evoke test stand-in has no room for 1600040 bytes \(table 1600000, indices 8, the output 32\): (\d+) of its 1048576 bytes are free; use fewer rows$/;
    const said = await failure(executable.bind(large.inputs, large.sizes));
    expect(said).toMatchObject({ failed: 'out-of-memory', detail: expect.stringMatching(free) });
    expect(await failure(executable.bind(large.inputs, large.sizes))).toEqual(said);
    expect(device.unusable()).toBeNull();
    const { inputs, sizes, expected } = gatherCase(10, 4, [1, 2]);
    await executable.bind(inputs, sizes);
    expect([...(await executable.run()).values]).toEqual(expected);
    await device.close();
  });

  it('tells what the room is wanted for, where it is none of the arrays', async () => {
    vi.stubEnv('EVOKE_STAND_IN_MEMORY', String(2 ** 18));
    const device = await open();
    const executable = await compiled(device, copy);
    await executable.bind(counting(3).inputs, counting(3).sizes);
    expect(await failure(executable.time(1))).toEqual({
      failed: 'out-of-memory', detail: expect.stringMatching(/^Evoke test stand-in has no room for 524288 bytes \(to drive out what L2 holds\): \d+ of its 262144 bytes are free$/),
    });
    expect(await executable.time(1, { cache: 'warm' })).toHaveLength(1);
    await device.close();
  });

  it('refuses blocks, shared memory and grids beyond the card, with the numbers', async () => {
    const device = await open();
    const with_ = (more: object) => perElement('copy', '  if (at < count) output[at] = values[at];', more);
    expect(await device.compile(with_({ block: [64, 32, 1] }))).toEqual({ failed: 'unsupported', detail: 'a block of 2048 threads; Evoke test stand-in runs at most 1024' });
    expect(await device.compile(with_({ dynamicSharedBytes: 300_000 }))).toEqual({ failed: 'unsupported', detail: 'a block with 300000 bytes of shared memory; Evoke test stand-in has at most 232448' });
    expect(await device.compile(with_({ sharedBytes: 50_000 }))).toEqual({ failed: 'unsupported', detail: 'a block that declares 50000 bytes of shared memory; a text declares at most 49152' });
    expect(await device.compile(with_({ block: [1, 1, 128] }))).toEqual({ failed: 'unsupported', detail: 'a block of 128 threads along z; Evoke test stand-in runs at most 64' });
    const tall = await compiled(device, with_({ grid: [number(1), number(70_000), number(1)] }));
    expect(await failure(tall.bind(counting(3).inputs, counting(3).sizes))).toEqual({ failed: 'unsupported', detail: 'a launch of 70000 blocks along y; Evoke test stand-in launches at most 65535' });
    expect(device.info.limits).toEqual({ threadsPerBlock: 1024, sharedBytesPerBlock: 232448 });
    await device.close();
  });
});
