import koffi from 'koffi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openInstruments } from '../../../src/devices/cuda/nvml.ts';
import { poolCase } from '../programs.ts';
import { compiled, counting, standIn } from './on-stand-in.ts';
import { perElement, poolSum } from './programs.ts';

/** That the machinery of timing works; no time of the stand-in means anything. */

const { open, parts } = await standIn('cuda-timing');
afterEach(() => vi.unstubAllEnvs());

const copy = perElement('copy', '  if (at < count) output[at] = values[at];');
const slower = perElement('slower', `  volatile float sum = 0.0f;
  for (int turn = 0; turn < 20000; turn += 1) sum = sum + 1.0f;
  if (at < count) output[at] = values[at] + 0.0f * sum;`);

describe('launch times', () => {
  it.each(['cold', 'warm'] as const)('%s: one for each launch, over several graphs, and the output as it should be', async (cache) => {
    const device = await open();
    const executable = await compiled(device, poolSum);
    const { inputs, sizes, expected } = poolCase(7, 4, [[1, 2], [5]]);
    await executable.bind(inputs, sizes);
    for (const launches of [1, 64, 150, 1]) {
      const times = await executable.time(launches, { cache });
      expect(times).toHaveLength(launches);
      expect(times.every((time) => Number.isFinite(time) && time >= 1)).toBe(true);
    }
    expect([...(await executable.run()).values]).toEqual(expected);
    await executable.dispose();
    await device.close();
  });

  it.each(['cold', 'warm'] as const)('%s: tell a kernel that does more from one that does less', async (cache) => {
    const device = await open();
    const [few, many] = [await compiled(device, copy), await compiled(device, slower)];
    const { inputs, sizes } = counting(64);
    await few.bind(inputs, sizes);
    await many.bind(inputs, sizes);
    const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1]!;
    expect(median(await many.time(9, { cache }))).toBeGreaterThan(3 * median(await few.time(9, { cache })));
    await device.close();
  });

  it('leave the flush of the cache out', async () => {
    const device = await open();
    const executable = await compiled(device, copy);
    await executable.bind(counting(1).inputs, counting(1).sizes);
    const begun = performance.now();
    const times = await executable.time(50, { cache: 'cold' });
    const whole = (performance.now() - begun) * 1e6;
    expect(50 * times.sort((a, b) => a - b)[25]!).toBeLessThan(whole / 2); // the rest is the writing of twice the cache
    await device.close();
  });
});

describe('what the instruments show', () => {
  it('discards batches taken while the card was throttled, and takes them again', async () => {
    const device = await open();
    const executable = await compiled(device, copy);
    await executable.bind(counting(8).inputs, counting(8).sizes);
    await executable.time(3);
    expect(device.observations()).toEqual({ batches: 1, discarded: 0, slowed: 0, reasons: [], clock: { least: 1000, most: 1000 }, temperature: 41, power: 100 });
    vi.stubEnv('EVOKE_STAND_IN_SLOW', '2');
    expect(await executable.time(3)).toHaveLength(3);
    expect(device.observations()).toMatchObject({ batches: 2, discarded: 2, slowed: 0, reasons: ['software thermal slowdown'] });
    await device.close();
  });

  it('discards batches taken at less than three quarters of the clock', async () => {
    const device = await open();
    const executable = await compiled(device, copy);
    await executable.bind(counting(8).inputs, counting(8).sizes);
    await executable.time(3);
    vi.stubEnv('EVOKE_STAND_IN_DROPS', '1');
    await executable.time(3);
    expect(device.observations()).toMatchObject({ batches: 2, discarded: 1, slowed: 0, reasons: ['500 MHz, under 75 % of the 1000 MHz it has run at'], clock: { least: 500, most: 1000 } });
    await device.close();
  });

  it('gives up on a card that stays hot, and says so', async () => {
    const device = await open();
    const executable = await compiled(device, copy);
    await executable.bind(counting(8).inputs, counting(8).sizes);
    vi.stubEnv('EVOKE_STAND_IN_SLOW', '1000');
    expect(await executable.time(3)).toHaveLength(3);
    expect(device.observations()).toMatchObject({ batches: 1, discarded: 4, slowed: 1 });
    for (let batch = 0; batch < 5; batch++) await executable.time(3);
    expect(device.observations()).toMatchObject({ batches: 6, discarded: 12, slowed: 6 }); // no more waiting after three
    vi.unstubAllEnvs();
    await executable.time(3);
    expect(device.observations()).toMatchObject({ batches: 7, discarded: 12, slowed: 6 });
    await device.close();
  });

  it('measures energy by the counter: power times time, shared out over the launches', async () => {
    const device = await open();
    const executable = await compiled(device, slower);
    await executable.bind(counting(64).inputs, counting(64).sizes);
    const nanoseconds = (await executable.time(20, { cache: 'warm' })).sort((a, b) => a - b)[10]!;
    const millijoules = await executable.energy!(10);
    const expected = (100 * nanoseconds) / 1e6; // the stand-in takes 100 W whatever it does
    expect(millijoules).toBeGreaterThan(expected / 8);
    expect(millijoules).toBeLessThan(expected * 8);
    await device.close();
  });

  it.each([['EVOKE_STAND_IN_MIG', '1', 'on a slice of a card, whose meter counts the other slices too'], ['EVOKE_STAND_IN_METERS', '0', 'where the card tells neither energy nor power']])('%s=%s: measures no energy %s', async (name, value) => {
    vi.stubEnv(name, value);
    const device = await open();
    const executable = await compiled(device, copy);
    await executable.bind(counting(8).inputs, counting(8).sizes);
    expect(executable.energy).toBeUndefined();
    expect(await executable.time(3)).toHaveLength(3);
    expect(device.observations()).toMatchObject({ clock: { most: 1000 }, temperature: 41, power: null });
    await device.close();
  });

  it('closes NVML where it does not know the card', async () => {
    const { instrumentsLibrary } = parts;
    const started = koffi.load(instrumentsLibrary).func('int evoke_stand_in_started()') as () => number;
    expect(await openInstruments('0000:00:00.0', instrumentsLibrary)).toBeNull();
    expect(started()).toBe(0);
    const known = await openInstruments('0000:e0:0e.0', instrumentsLibrary);
    expect(started()).toBe(1);
    known!.close();
    expect(started()).toBe(0);
  });

  it('does without where there is no NVML', async () => {
    const device = await open({ instrumentsLibrary: '/nowhere/libnvidia-ml.so.1' });
    const executable = await compiled(device, copy);
    await executable.bind(counting(8).inputs, counting(8).sizes);
    expect(await executable.time(5)).toHaveLength(5);
    expect(executable.energy).toBeUndefined();
    expect(device.observations()).toEqual({ batches: 1, discarded: 0, slowed: 0, reasons: [], clock: null, temperature: null, power: null });
    await device.close();
  });
});

describe('bandwidth', () => {
  it('is told for sets below, at and beyond what was measured, never growing', async () => {
    const device = await open();
    const rates = [];
    for (const bytes of [1, 2 ** 18, 2 ** 21, 2 ** 22, 2 ** 40]) rates.push(await device.bandwidth(bytes));
    expect(rates.every((rate) => rate > 0 && Number.isFinite(rate))).toBe(true);
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
    await device.close();
  });

  it.each([4, 8, 16, 48, 128, 1024])('of random rows of %d bytes is positive', async (rowBytes) => {
    const device = await open();
    const rate = await device.randomRowBandwidth(rowBytes);
    expect(rate > 0 && Number.isFinite(rate)).toBe(true);
    await device.close();
  });

  it('of random rows refuses rows that are no whole floats', async () => {
    const device = await open();
    await expect(device.randomRowBandwidth(6)).rejects.toThrow('rows of 6 bytes; allowed: a multiple of 4');
    await device.close();
  });
});
