import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { failureOf, openDevice } from '../../../src/devices/index.ts';
import { versionOf } from '../../../src/devices/gpujs/library.ts';
import type { Device } from '../../../src/model/index.ts';
import { UserError } from '../../../src/util/errors.ts';
import { gather, gatherCase, poolCase, poolSum, renamed } from '../programs.ts';

describe.each(['gpujs:cpu', 'gpujs:webasm'])('%s', (name) => {
  let device: Device;
  beforeAll(async () => { device = await openDevice(name) as Device; });
  afterAll(() => device.close());

  const bind = async (change: (launch: ReturnType<typeof gatherCase>) => void) => {
    const executable = await device.compile(gather);
    if ('failed' in executable) throw new Error(executable.detail);
    const launch = gatherCase(4, 2, [1, 3]);
    change(launch);
    return executable.bind(launch.inputs, launch.sizes);
  };

  it('refuses an integer that f32 cannot hold', async () => {
    const error = await bind(({ inputs }) => { inputs['indices']!.values[1] = 2 ** 24 + 1; }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toBe('indices[1] is 16777217, but gpu.js keeps integers in f32, which is exact to 2^24 = 16777216; use fewer rows or another device');
  });

  it('takes the largest integer that f32 holds', async () => {
    await bind(({ inputs }) => { inputs['indices']!.values[1] = 2 ** 24; });
  });

  it('names the array that is missing or does not fit', async () => {
    await expect(bind(({ inputs }) => { delete (inputs as Record<string, unknown>)['table']; })).rejects.toThrow('the array table is missing; gather needs table, indices');
    await expect(bind(({ sizes }) => { (sizes as Record<string, number>)['rows'] = 5; })).rejects.toThrow('table has 8 values, but its shape [5][2] needs 10');
  });

  it('refuses types that gpu.js does not have', async () => {
    const half = structuredClone(gather) as typeof gather & { signature: { parameters: { type: { scalar: string } }[] } };
    half.signature.parameters[0]!.type.scalar = 'f16';
    expect(await device.compile(half)).toEqual({ failed: 'unsupported', detail: 'gpu.js has no f16 arrays (parameter table); f32 and i32 are allowed' });
  });

  it('takes a static size only as compiled', async () => {
    const executable = await device.compile({ ...gather, sizes: { dim: 3 }, signature: { ...gather.signature, statics: ['dim'] } });
    if ('failed' in executable) throw new Error(executable.detail);
    const { inputs, sizes } = gatherCase(4, 2, [1]);
    await expect(executable.bind(inputs, sizes)).rejects.toThrow('compiled for dim = 3, bound with 2');
  });

  it('compiles and drops many programs', async () => {
    for (let round = 0; round < 40; round++) {
      const executable = await device.compile(renamed(poolSum, (text) => text.replace('let sum = 0;', `let sum = ${round};`)));
      if ('failed' in executable) throw new Error(executable.detail);
      const { inputs, sizes } = poolCase(3, 2, [[]]);
      await executable.bind(inputs, sizes);
      expect([...(await executable.run()).values]).toEqual([round, round]);
      await executable.dispose();
    }
  });
});

it('makes a trap in WebAssembly the candidate’s failure, and runs on', async () => {
  const device = await openDevice('gpujs:webasm') as Device;
  try {
    const executable = await device.compile(gather);
    if ('failed' in executable) throw new Error(executable.detail);
    const { inputs, sizes } = gatherCase(4, 2, [1, 3]);
    inputs['indices']!.values[1] = 2 ** 24; // 128 MiB past a table of 32 bytes
    await executable.bind(inputs, sizes);
    for (const launch of [() => executable.run(), () => executable.time(1)]) {
      const thrown = await launch().then(() => undefined, (error: unknown) => error);
      expect(failureOf(thrown)).toEqual({ failed: 'crashed', detail: 'RuntimeError: memory access out of bounds' });
    }
    const right = gatherCase(4, 2, [1, 3]);
    await executable.bind(right.inputs, right.sizes);
    expect([...(await executable.run()).values]).toEqual(right.expected);
  } finally {
    await device.close();
  }
});

describe('text that no emitter of ours makes', () => {
  it('is refused where gpu.js would fall back to its CPU backend, with its reason', async () => {
    const device = await openDevice('gpujs:webasm') as Device;
    expect(await device.compile(renamed(gather, () => 'function gather(table, indices) { let a = 1; a = 2; }'))).toEqual({
      failed: 'unsupported', detail: 'gpu.js would fall back from webasm to its CPU backend: return type null is not supported on the webasm backend',
    });
    await device.close();
  });

  it.each(['gpujs:cpu', 'gpujs:webasm'])('is refused by %s, in silence', async (name) => {
    const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
    const device = await openDevice(name) as Device;
    for (const [body, reason] of [
      ['return [1, 2];', /one number, not Array\(2\)/],
      ['return nowhere[0];', /Identifier is not defined/],
      ['return process.exit(3);', /null/],
      ['return table[[0];', /Unexpected token/],
    ] as const) {
      const result = await device.compile(renamed(gather, () => `function gather(table, indices) { ${body} }`));
      expect(result).toMatchObject({ failed: expect.stringMatching(/^(unsupported|compile-error)$/), detail: expect.stringMatching(reason) });
    }
    for (const print of printed) expect(print).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    await device.close();
  });
});

it('takes gpu.js at the version whose inside it knows', () => {
  expect(versionOf('gpu.js')).toBe('2.24.1');
});
