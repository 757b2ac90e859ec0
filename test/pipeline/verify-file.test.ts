import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../src/devices/index.ts';
import type { ArrayData } from '../../src/model/index.ts';
import { capabilitiesOf } from '../../src/dialect/index.ts';
import { kernelNames, loadKernel, shippedKernels } from '../../src/pipeline/1-parse.ts';
import { checkFile } from '../../src/pipeline/check-file.ts';
import { injectedParts } from '../../src/pipeline/parts.ts';
import { verifyFile, type VerifyFileOptions } from '../../src/pipeline/verify-file.ts';
import { readNpz, writeNpz } from '../../src/workloads/index.ts';
import { folderFor } from './fixtures/folder.ts';

const folder = folderFor('verify');
const golden = (file: string) => fileURLToPath(new URL(`../golden/${file}`, import.meta.url));
const kernelOf = (name: string) => golden(`kernels/${name}/kernel.js`);
const shipped = (name: string) => readFileSync(`${shippedKernels}${name}.js`, 'utf8');
const verify = (file: string, options: Partial<VerifyFileOptions> = {}) => verifyFile(file, { seed: 1, device: 'model', ...options });
const short = folder.write('short.js', shipped('pool-sum').replace('offsets[this.thread.y + 1];', 'offsets[this.thread.y + 1] - 1;'));

/** All kernels are verified where they are interpreted; WebGPU and gpu.js's three modes get one of each kind, WebGPU blocks and packed rows too. */
const ofEachKind = ['gather', 'gather-tuned', 'pool-sum', 'pool-sum-tuned', 'pool-sum-grid', 'interact-dot', 'interact-dot-tuned', 'pool-max', 'pool-weighted-mean', 'interact-fm'];
const forWebgpu = [
  'gather-grid', 'interact-dot-grid', 'interact-dot-grid-f16', 'interact-dot-pooled', 'interact-pairs-self', 'pool-sum-hot', 'pool-sum-int4-head', 'pool-sum-int8-head-grid', 'pool-sum-int8-tail',
  'pool-sum-tables-grid', 'pool-sum-unique-grid', 'pool-weighted-sum-grid', 'pool-weighted-sum-pruned', 'sequence-padded',
];

for (const [device, names] of [
  ['model', kernelNames()], ['webgpu', [...ofEachKind, ...forWebgpu]], ['gpujs:webasm', ofEachKind], ['gpujs:cpu', ofEachKind], ['gpujs:webgpu', ofEachKind],
] as const) {
  const opened = await openDevice(device, injectedParts());
  const absent = isUnavailable(opened);
  const able = (name: string) => !absent && [...capabilitiesOf(loadKernel(name).kernel).keys()].every((need) => opened.info.capabilities.includes(need));
  if (!absent) await opened.close();
  describe.skipIf(absent)(`on ${device}`, () => {
    it.each(names.filter((name) => !able(name)))('%s is refused by name of what is missing', async (name) => {
      const { verified, gates } = await verify(name, { device });
      expect(verified).toBe(false);
      expect(gates.at(-1)!.detail).toMatch(/ needs (f16|u8|vector|grid|shared-memory|async-copy), which this device does not have; it has /);
    });

    it.each(names.filter(able))('%s passes every gate', async (name) => {
      const report = await verify(name, { device });
      expect(report.gates.filter(({ ok }) => !ok)).toEqual([]);
      expect(report).toMatchObject({ verified: true, device });
      expect(report.gates.map(({ gate }) => gate)).toEqual([
        'types', 'sanitizer', 'hostile inputs in the interpreter', `hostile inputs on ${device}`, `held-out inputs on ${device}`, expect.stringMatching(new RegExp(`^workload \\S+-small on ${device}$`)),
      ]);
    });
  });
}

it('looks for races on held-out inputs too: a second pass over the columns comes with wide rows alone', async () => {
  const racing = folder.write('racing.js', `/**
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {out f32[lookups][dim]} gathered
 * @static dim
 * @launch block [64] grid [lookups]
 */
export default function gather(table, indices, gathered) {
  const tile = shared(f32, 256);
  for (let first = 0; first < this.constants.dim; first += 256) {
    const size = Math.min(256, this.constants.dim - first);
    for (let at = this.local.x; at < size; at += 64) tile[at] = table[indices[this.block.x]][first + at];
    barrier();
    for (let at = this.local.x; at < size; at += 64) gathered[this.block.x][first + size - 1 - at] = tile[size - 1 - at];
  }
}
`);
  const { verified, gates } = await verify(racing);
  expect(verified).toBe(false);
  expect(gates.at(-1)).toMatchObject({ gate: 'hostile inputs in the interpreter', detail: expect.stringMatching(/race: .*tile\[\d+\]/) as string });
});

const webgpu = await openDevice('webgpu', injectedParts());
if (!isUnavailable(webgpu)) await webgpu.close();
it.skipIf(isUnavailable(webgpu))('a block that grows with a static size is held against the oracle at sizes that the device allows', async () => {
  if (isUnavailable(webgpu)) return;
  const most = webgpu.info.limits!.threadsPerBlock;
  const wide = folder.write('wide.js', `/**
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {out f32[lookups][dim]} gathered
 * @static dim
 * @launch block [dim, ${most / 64}] grid [ceil(lookups / ${most / 64})]
 */
export default function wide(table, indices, gathered) {
  const at = this.block.x * ${most / 64} + this.local.y;
  if (at < this.constants.lookups) gathered[at][this.local.x] = table[indices[at]][this.local.x];
}
`);
  const { gates, verified } = await verify(wide, { device: 'webgpu' });
  expect(gates.filter(({ ok }) => !ok)).toEqual([]);
  expect(verified).toBe(true);
});

describe('a golden case', () => {
  it.each([
    ['gather', 'gather'], ['pool-sum', 'pool-sum'], ['interact-dot', 'interact-dot'], ['pool-mean', kernelOf('pool-mean')], ['pool-max', kernelOf('pool-max')],
    ['pool-weighted-sum', kernelOf('pool-weighted-sum')], ['interact-fm', kernelOf('interact-fm')],
  ])('of %s passes for a right kernel', async (name, kernel) => {
    const report = await verify(kernel, { device: 'gpujs:webasm', against: golden(`npz/${name}.npz`) });
    expect(report.gates.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.gates.filter(({ gate }) => gate.startsWith('golden case')).map(({ detail }) => detail)).toEqual([expect.stringMatching(/^1 cases right/), expect.stringMatching(/^1 cases right/)]);
  });

  it('fails for a wrong kernel and says where, before anything else does', async () => {
    const { verified, gates } = await verify(short, { against: golden('npz/pool-sum.npz') });
    expect(verified).toBe(false);
    expect(gates.at(-1)).toEqual({
      gate: expect.stringMatching(/^golden case .* in the interpreter$/) as string, ok: false,
      detail: expect.stringMatching(/^wrong in case 'golden case .*pool-sum\.npz': pooled\[0\]\[0\]: got 5, expected 18/) as string,
    });
  });

  it('decides where it and the operation differ', async () => {
    const arrays = await readNpz(golden('npz/pool-sum.npz'));
    const other = folder.path('other.npz');
    writeNpz(other, { ...arrays, expected: { ...arrays.expected!, values: Float32Array.from(arrays.expected!.values as Float32Array, (value) => value + 1) } });
    const { verified, gates } = await verify('pool-sum', { against: other });
    expect(verified).toBe(false);
    expect(gates.at(-1)).toMatchObject({ ok: false, detail: expect.stringContaining('got 18, expected 19') as string });
  });

  const spoilt = async (change: (arrays: Record<string, ArrayData>) => Record<string, ArrayData>): Promise<string> => {
    const file = folder.path('spoilt.npz');
    writeNpz(file, change({ ...(await readNpz(golden('npz/pool-sum.npz'))) }));
    return file;
  };
  const with1 = (array: ArrayData, value: number): ArrayData => {
    const values = (array.values as Float32Array).slice();
    values[1] = value;
    return { ...array, values };
  };
  it.each<[string, (arrays: Record<string, ArrayData>) => Record<string, ArrayData>, RegExp]>([
    ['lacks an array', ({ offsets: _, ...rest }) => rest, /no array offsets; it has .*; poolSum wants table f32\[rows\]\[dim\]/],
    ['lacks its answer', ({ expected: _, ...rest }) => rest, /no array expected/],
    ['has one of another type', (arrays) => ({ ...arrays, indices: { scalar: 'f32', shape: [4], values: new Float32Array(4) } }), /indices: got f32, allowed: i32/],
    ['has NaN in its table', (arrays) => ({ ...arrays, table: with1(arrays.table!, NaN) }), /table\[0\]\[1\]: got NaN, allowed: finite numbers/],
    ['names a row that is not there', (arrays) => ({ ...arrays, indices: with1(arrays.indices!, 5) }), /indices\[1\]: got 5, allowed: 0 … 4 \(rows = 5\)/],
    ['has offsets that go down', (arrays) => ({ ...arrays, offsets: { ...arrays.offsets!, values: Int32Array.from([0, 5, 4]) } }), /offsets\[2\]: got 4 after 5, allowed: offsets that never go down/],
    ['has an answer of another shape', (arrays) => ({ ...arrays, expected: { scalar: 'f32', shape: [4, 2], values: new Float32Array(8) } }), /expected: got shape \[4, 2\], allowed: \[2, 4\]/],
  ])('that %s is refused in one line', async (_, change, message) => {
    const against = await spoilt(change);
    await expect(verify('pool-sum', { against })).rejects.toMatchObject({ name: 'UserError', exitCode: 2, message: expect.stringMatching(new RegExp(`^(?!.*\\n).*${message.source}`)) as string });
  });

  it('that is cut short, no archive or not there is refused in one line', async () => {
    const whole = readFileSync(golden('npz/pool-sum.npz'));
    for (const against of [folder.write('cut.npz', whole.subarray(0, whole.length >> 1)), folder.write('text.npz', 'no archive'), folder.path('missing.npz')]) {
      const thrown = await verify('pool-sum', { against }).then(() => undefined, (error: Error & { exitCode?: number }) => error);
      expect(thrown).toMatchObject({ name: 'UserError', exitCode: 2 });
      expect(thrown!.message).toContain(against);
      expect(thrown!.message).not.toContain('\n');
    }
  });
});

describe('a kernel that is wrong', () => {
  it('fails at the first gate that can tell, and the rest is not tried', async () => {
    expect((await verify(short)).gates.map(({ gate, ok }) => [gate, ok])).toEqual([['types', true], ['sanitizer', true], ['hostile inputs in the interpreter', false]]);
  });

  it('fails at the sanitizer with file, line and column where it leaves its arrays', async () => {
    const file = folder.write('outside.js', shipped('pool-sum').replace('indices[j]', 'indices[j + 1]'));
    for (const { verified, gates } of [await verify(file), checkFile(file, 1)]) {
      expect(verified).toBe(false);
      expect(gates.at(-1)).toMatchObject({ gate: 'sanitizer', ok: false, detail: expect.stringMatching(/^.*outside\.js:13:18: out-of-bounds: indices\[\d+\].*\n(.*\n)*.*\^/) as string });
    }
  });

  it('is no kernel at all, or claims an operation that it has not the arguments for: one line', async () => {
    const text = folder.write('notes.js', 'not a kernel');
    const misfit = folder.write('misfit.js', shipped('gather').replace('@operation gather', '@operation pool-sum'));
    const unknown = folder.write('unknown.js', shipped('gather').replace('@operation gather', '@operation gathering'));
    for (const file of [text, misfit, unknown, folder.path('missing.js')]) {
      await expect(verify(file)).rejects.toMatchObject({ name: 'UserError', exitCode: 2, message: expect.stringMatching(/^[^\n]+$/) as string });
      expect(() => checkFile(file, 1)).toThrow(/^[^\n]+$/);
    }
  });

  it('cannot be verified on a device that there is not', async () => {
    await expect(verify('gather', { device: 'vulkan' })).rejects.toMatchObject({ name: 'UserError', exitCode: 3, message: expect.stringMatching(/^unknown device 'vulkan'; choose one of/) as string });
  });
});

it.each(kernelNames())('check passes %s and says what it inferred', (name) => {
  const { verified, gates, device } = checkFile(name, 1);
  expect(gates.map(({ gate, ok }) => [gate, ok])).toEqual([['types', true], ['sanitizer', true]]);
  expect({ verified, device }).toEqual({ verified: true, device: null });
  expect(gates[1]!.detail).toMatch(/^\d+ hostile inputs: no access out of bounds/);
});
