import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findDawn } from '../../../src/devices/support/dawn.ts';
import { type ExportRequest, exportKernel } from '../../../src/exports/index.ts';
import type { Sizes } from '../../../src/model/index.ts';
import { custom, shipped, temporaryFolder } from '../requests.ts';

type Values = Record<string, unknown>;
interface Package {
  dispatch(device: unknown, inputs: Values, options?: { sizes?: Sizes; output?: unknown }): Promise<ArrayLike<number>>;
  requestDevice(adapter: unknown): Promise<Device>;
  release(device: unknown): void;
}
interface Device {
  readonly queue: { writeBuffer(buffer: unknown, offset: number, values: ArrayBufferView): void };
  createBuffer(descriptor: object): { destroy(): void };
  destroy(): void;
}

async function load(request: ExportRequest): Promise<Package> {
  const { folder } = await exportKernel({ ...request, format: 'wgsl' });
  return await import(pathToFileURL(join(folder, 'index.js')).href) as Package;
}
const out = () => join(temporaryFolder(), 'package');
const poolSum = () => load(shipped('pool-sum', { dim: 2 }, out()));
const ramp = (length: number) => Float32Array.from({ length }, (_, at) => at);
const i32 = (...values: number[]) => Int32Array.from(values);
/** A kernel whose self-check does not matter. */
const kernel = (head: string, parameters: string, body: string, fixed: Sizes = {}) =>
  load({ ...custom(`/**\n * Probes.\n${head.split('\n').map((line) => ` * ${line}`).join('\n')}\n */\nexport default function probe(${parameters}) {\n  ${body}\n}\n`, out(), fixed, {}, {}, []), checks: [] });

const dawn = await findDawn();
const adapter = 'reason' in dawn ? null : dawn.adapter;
const device = adapter === null ? null : await (await poolSum()).requestDevice(adapter);
afterAll(() => device?.destroy());

describe.skipIf(adapter === null)(`dispatch${'reason' in dawn ? ` (${dawn.reason}; apt-get install -y chromium libvulkan1)` : ''}`, () => {
  it('takes any value of the run-time sizes, call by call', async () => {
    const { dispatch, release } = await poolSum();
    for (const [rows, bags] of [[3, [[2], [0, 1]]], [50, [[49], [], [7, 7, 7]]], [3, [[1]]], [1, [[], []]]] as const) {
      const table = ramp(2 * rows);
      const offsets = bags.reduce<number[]>((ends, bag) => [...ends, ends.at(-1)! + bag.length], [0]);
      const expected = bags.flatMap((bag: readonly number[]) => [0, 1].map((d) => bag.reduce((sum, row) => sum + table[2 * row + d]!, 0)));
      expect([...Array.from(await dispatch(device, { table, indices: i32(...bags.flat()), offsets: i32(...offsets) }))]).toEqual(expected);
    }
    expect(await dispatch(device, { table: ramp(4), indices: i32(), offsets: i32(0) })).toEqual(new Float32Array(0));
    release(device);
    expect(await dispatch(device, { table: ramp(4), indices: i32(1), offsets: i32(0, 1) })).toEqual(Float32Array.of(2, 3));
  });

  it('answers calls at once, each with its own array', async () => {
    const { dispatch } = await poolSum();
    const calls = Array.from({ length: 20 }, (_, at) => dispatch(device, { table: ramp(2 * (at + 1)), indices: i32(at, 0), offsets: i32(0, 1, 2) }));
    expect((await Promise.all(calls)).map((values) => [...Array.from(values)])).toEqual(Array.from({ length: 20 }, (_, at) => [2 * at, 2 * at + 1, 0, 1]));
  });

  it('takes and gives arrays that are on the GPU', async () => {
    const { dispatch } = await poolSum();
    const onGpu = (size: number, usage = 0x8c) => device!.createBuffer({ size, usage }); // STORAGE, COPY_SRC and COPY_DST
    const table = onGpu(32);
    device!.queue.writeBuffer(table, 0, Float32Array.of(1, 2, 10, 20, 100, 200));
    const lists = { indices: i32(2, 0, 1), offsets: i32(0, 2, 3) };
    expect([...Array.from(await dispatch(device, { table, ...lists }, { sizes: { rows: 3 } }))]).toEqual([101, 202, 10, 20]);
    const pooled = onGpu(16);
    expect(await dispatch(device, { table, ...lists }, { sizes: { rows: 3 }, output: pooled })).toBe(pooled);
    // the output, [2][2], as the next call's table
    expect([...Array.from(await dispatch(device, { table: pooled, indices: i32(1, 0), offsets: i32(0, 2) }, { sizes: { rows: 2 } }))]).toEqual([111, 222]);
    const refused = async (inputs: Values, options: object) => dispatch(device, inputs, options).then(() => 'nothing', ({ message }: Error) => message);
    expect(await refused({ table, ...lists }, {})).toBe('the lengths of the arrays do not tell rows; give dispatch the option sizes: { rows }');
    expect(await refused({ table, ...lists }, { sizes: { rows: 5 } })).toBe('table is a GPUBuffer of 32 bytes; 48 are needed: 40 in whole vectors of 16');
    expect(await refused({ table: onGpu(32, 0x08), ...lists }, { sizes: { rows: 3 } })).toBe('table is a GPUBuffer without the usage STORAGE');
    expect(await refused({ table, ...lists }, { sizes: { rows: 3 }, output: ramp(4) })).toBe('output must be a GPUBuffer; got Float32Array');
    expect(await refused({ table, ...lists }, { sizes: { rows: 3 }, output: table })).toMatch(/^poolSum could not be run: .*usage/s);
  });

  it('takes scalars, bools and narrow elements', async () => {
    const { dispatch } = await kernel('@param {bf16[n]} x\n@param {u8[n]} weights\n@param {bool[n]} kept\n@param {f32} factor\n@param {bool} negative\n@param {i32} start\n@returns {f32[n]}', 'x, weights, kept, factor, negative, start',
      'const at = (this.thread.x + start) % this.constants.n;\n  let value = kept[at] ? x[at] * weights[at] * factor : 0.0;\n  if (negative) value = -value;\n  return value;');
    const inputs = { x: Uint16Array.of(0x3f80, 0x4000, 0xbf00), weights: Uint8Array.of(2, 255, 4), kept: Uint8Array.of(1, 0, 1), factor: 0.5, negative: true, start: 1 };
    expect([...Array.from(await dispatch(device, inputs))]).toEqual([-0, 1, -1]);
    expect([...Array.from(await dispatch(device, { ...inputs, negative: false, start: 0 }))]).toEqual([1, 0, -1]);
    await expect(dispatch(device, { ...inputs, start: 0.5 })).rejects.toThrow('start must be a whole number of 32 bits; got number 0.5');
    await expect(dispatch(device, { ...inputs, negative: 'yes' })).rejects.toThrow('negative must be true or false; got string yes');
    await expect(dispatch(device, { ...inputs, x: ramp(3) })).rejects.toThrow('x must be a flat Uint16Array or a GPUBuffer; got Float32Array');
  });

  it('launches grids of whole blocks only', async () => {
    const { dispatch } = await kernel('@param {f32[n]} x\n@param {out f32[n]} y\n@launch block [4] grid [n / 4]', 'x, y', 'const at = 4 * this.block.x + this.local.x;\n  y[at] = 2.0 * x[at];');
    expect([...Array.from(await dispatch(device, { x: ramp(8) }))]).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
    await expect(dispatch(device, { x: ramp(6) })).rejects.toThrow('probe cannot be launched with n = 6: 1.5 workgroups along x are no whole number');
  });

  it.each([
    ['no inputs', null, TypeError, 'poolSum takes { table, indices, offsets }; got null'],
    ['an input that it does not know', { rows: 1 }, TypeError, 'poolSum takes no rows; it takes table, indices, offsets'],
    ['nested rows', { table: [[1, 2]] }, TypeError, 'table must be a flat Float32Array or a GPUBuffer; got Array'],
    ['a missing array', { indices: undefined }, TypeError, 'indices must be a flat Int32Array or a GPUBuffer; got undefined'],
    ['a table of half a row', { table: ramp(5) }, RangeError, 'rows would be 2.5 for arrays of these lengths (table: 5, indices: 1, offsets: 2); it must be a whole number from 0 to 2^31 - 1'],
    ['an index past the table', { indices: i32(2) }, RangeError, 'indices[0] is 2; it must be less than rows = 2 and not below 0'],
    ['a lookup in a table without rows', { table: ramp(0) }, RangeError, 'indices[0] is 1; it must be less than rows = 0 and not below 0'],
    ['offsets that go down', { offsets: i32(0, 1, 0, 1) }, RangeError, 'offsets[2] is 0, less than the 1 before it; offsets never go down'],
    ['offsets that end late', { offsets: i32(0, 5) }, RangeError, 'offsets[1] is 5, but the last bag ends at lookups = 1'],
  ])('rejects %s', async (_, changed, kind, message) => {
    const { dispatch } = await poolSum();
    const inputs = changed === null ? null : { table: ramp(4), indices: i32(1), offsets: i32(0, 1), ...changed };
    const wrong = await dispatch(device, inputs as never).catch((thrown: unknown) => thrown);
    expect(wrong).toBeInstanceOf(kind);
    expect((wrong as Error).message).toBe(message);
  });

  it('holds a launch against the device', async () => {
    const { dispatch } = await poolSum();
    const limits = {
      maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 27, maxStorageBuffersPerShaderStage: 8, maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupSizeX: 256,
      maxComputeWorkgroupSizeY: 256, maxComputeWorkgroupSizeZ: 64, maxComputeWorkgroupStorageSize: 16384, maxComputeWorkgroupsPerDimension: 65535,
    };
    const refused = async (changed: Partial<typeof limits>) => dispatch({ limits: { ...limits, ...changed }, features: new Set(), queue: {}, createBuffer() {} }, { table: ramp(64), indices: i32(1), offsets: i32(0, 1) }).catch(({ message }: Error) => message);
    const rest = 'requestDevice(adapter) asks for all that the adapter has';
    expect(await refused({ maxStorageBufferBindingSize: 128 })).toBe(`bytes of table: 256; this device allows 128 (maxStorageBufferBindingSize): ${rest}`);
    expect(await refused({ maxComputeInvocationsPerWorkgroup: 32 })).toBe(`poolSum needs 64; this device allows 32 (maxComputeInvocationsPerWorkgroup): ${rest}`);
    expect(await refused({ maxStorageBuffersPerShaderStage: 3 })).toBe(`poolSum needs 4; this device allows 3 (maxStorageBuffersPerShaderStage): ${rest}`);
    await expect(dispatch({}, {})).rejects.toThrow('dispatch takes a GPUDevice; got Object');
    const adapterOf = (changed: Partial<typeof limits>) => ({ limits: { ...limits, ...changed }, features: new Set(), requestDevice: async () => 'a device' });
    const { requestDevice } = await poolSum();
    expect(await requestDevice(adapterOf({}))).toBe('a device');
    await expect(requestDevice(adapterOf({ maxComputeInvocationsPerWorkgroup: 32 }))).rejects.toThrow('poolSum needs maxComputeInvocationsPerWorkgroup of 64; this adapter has 32');
    await expect((await poolSum()).requestDevice(null)).rejects.toThrow('requestDevice takes a GPUAdapter; got null: there is no GPU that WebGPU can use here');
  });

  it('rejects when the device is gone', async () => {
    const { dispatch, requestDevice } = await poolSum();
    const own = await requestDevice(await (dawn as { gpu: { requestAdapter(): Promise<unknown> } }).gpu.requestAdapter());
    const inputs = { table: ramp(4), indices: i32(1), offsets: i32(0, 1) };
    await dispatch(own, inputs);
    own.destroy();
    await expect(dispatch(own, inputs)).rejects.toThrow(/the GPU device of poolSum was lost|could not be run/);
  });
});
