import { afterEach, describe, expect, it, vi } from 'vitest';
import { openCuda } from '../../../src/devices/cuda/index.ts';
import { compiled, counting as countingTo, type Counted, standIn } from './on-stand-in.ts';
import { perElement } from './programs.ts';

/** What is taken of the card is given back, also where a call fails half-way. */

const { open, counting, parts } = await standIn('cuda-leaks');
afterEach(() => vi.unstubAllEnvs());

const held: readonly Counted[] = ['allocations', 'modules', 'events', 'graphs', 'streams', 'contexts'];
const copy = perElement('copy', '  if (at < count) output[at] = values[at];');
const { inputs, sizes } = countingTo(9);

describe('of a device that was closed', () => {
  it('nothing is held', async () => {
    const { driverLibrary, count } = counting();
    const device = await open({ driverLibrary });
    const [one, other] = [await compiled(device, copy), await compiled(device, copy)];
    await one.bind(inputs, sizes);
    await other.bind(inputs, sizes);
    for (const cache of ['cold', 'warm'] as const) await one.time(70, { cache });
    await other.run();
    await device.bandwidth(1);
    await device.randomRowBandwidth(64);
    await one.dispose();
    await other.dispose();
    await device.close();
    expect(Object.fromEntries(held.map((what) => [what, count(what)]))).toEqual(Object.fromEntries(held.map((what) => [what, 0])));
  });

  it('nothing is held where it could not be opened', async () => {
    const { driverLibrary, count } = counting();
    vi.stubEnv('EVOKE_STAND_IN_REFUSES', 'cuStreamCreate=46');
    expect(await openCuda({ ...parts, driverLibrary })).toMatchObject({ reason: expect.stringContaining('Evoke test stand-in takes no context: CUDA_ERROR_DEVICE_UNAVAILABLE (46)') as string });
    expect(count('contexts')).toBe(0);
  });
});

describe('a call that fails half-way', () => {
  it.each([
    ['cuModuleGetFunction=500', 'load'], ['cuFuncSetAttribute=1', 'load'], ['cuModuleLoadData=209', 'load'],
    ['cuMemcpyHtoD=1', 'bind'], ['cuGraphInstantiate=1', 'time'],
  ])('%s costs nothing for good', async (refusal, at) => {
    const { driverLibrary, count } = counting();
    const device = await open({ driverLibrary });
    const greedy = perElement('greedy', '  extern __shared__ float more[];\n  more[threadIdx.x] = values[at];\n  if (at < count) output[at] = more[threadIdx.x];', { dynamicSharedBytes: 65536 });
    const whole = async () => {
      const executable = await compiled(device, greedy);
      try {
        await executable.bind(inputs, sizes);
        await executable.time(3);
      } finally {
        await executable.dispose();
      }
    };
    await whole();
    const before = held.map(count);
    vi.stubEnv('EVOKE_STAND_IN_REFUSES', refusal);
    if (at === 'load') await expect(device.compile(greedy)).rejects.toThrow(refusal.split('=')[0]!);
    else await expect(whole()).rejects.toThrow(refusal.split('=')[0]!);
    vi.unstubAllEnvs();
    expect(held.map(count)).toEqual(before);
    await whole();
    await device.close();
    expect(held.map(count)).toEqual(held.map(() => 0));
  });

  it('of a capture is told as what it was, not as a capture that is no more', async () => {
    vi.stubEnv('EVOKE_STAND_IN_MEMORY', String(2 ** 20));
    const { driverLibrary, count } = counting();
    const device = await open({ driverLibrary });
    const executable = await compiled(device, copy);
    await executable.bind(inputs, sizes);
    vi.stubEnv('EVOKE_STAND_IN_REFUSES', 'cuLaunchKernel=1');
    await expect(executable.time(2)).rejects.toThrow('cuLaunchKernel');
    vi.unstubAllEnvs();
    expect(count('graphs')).toBe(0);
    expect(await executable.time(2)).toHaveLength(2);
    await device.close();
  });
});
