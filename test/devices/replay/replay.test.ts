import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/devices/index.ts';
import { programHash } from '../../../src/devices/replay/index.ts';
import type { Device, DeviceInfo } from '../../../src/model/index.ts';
import { f32, gather, poolSum, renamed } from '../programs.ts';

const info: DeviceInfo = {
  name: 'gpujs:webgpu', unit: 'ns', estimate: false, target: 'gpujs', capabilities: [], exactIntegers: 2 ** 24, hardware: 'a card', toolchain: 'a driver',
};
const broken = renamed(gather, (text) => `${text} `);
const open = () => openDevice('replay', {
  recording: {
    info, bandwidth: 12,
    records: [
      { hash: programHash(gather), samples: [5, 6, 7], output: f32([2], [1, 2]) },
      { hash: programHash(broken), samples: [], failure: { failed: 'compile-error', detail: 'line 1' } },
    ],
  },
}) as Promise<Device>;

describe('replay', () => {
  it('gives recorded times in order, round and round, and the recorded output', async () => {
    const executable = await (await open()).compile(gather);
    if ('failed' in executable) throw new Error(executable.detail);
    await executable.bind({}, {});
    expect(await executable.time(2)).toEqual([5, 6]);
    expect(await executable.time(3)).toEqual([7, 5, 6]);
    const output = await executable.run();
    output.values[0] = 9;
    expect(await executable.run()).toEqual(f32([2], [1, 2]));
  });

  it('replays a recorded failure', async () => {
    expect(await (await open()).compile(broken)).toEqual({ failed: 'compile-error', detail: 'line 1' });
  });

  it('names the program that was not recorded', async () => {
    expect(await (await open()).compile(poolSum)).toEqual({ failed: 'unsupported', detail: `no recorded outcome for the program ${programHash(poolSum)}` });
  });

  it('is what it recorded, under its own name', async () => {
    const device = await open();
    expect(device.info).toEqual({ ...info, name: 'replay', hardware: 'a card, recorded' });
    expect(await device.bandwidth(1)).toBe(12);
  });
});

describe('programHash', () => {
  it('hangs on text, target and compiled sizes, not on their order', () => {
    const sized = (sizes: Record<string, number>) => programHash({ ...gather, sizes });
    expect(sized({ a: 1, b: 2 })).toBe(sized({ b: 2, a: 1 }));
    expect(sized({ a: 1 })).not.toBe(sized({ a: 2 }));
    expect(programHash(broken)).not.toBe(programHash(gather));
    expect(programHash({ ...gather, target: 'wgsl' })).not.toBe(programHash(gather));
  });
});
