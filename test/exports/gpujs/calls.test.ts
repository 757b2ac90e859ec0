import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { exportKernel } from '../../../src/exports/index.ts';
import type { ExportRequest } from '../../../src/exports/index.ts';
import { custom, shipped, temporaryFolder } from '../requests.ts';

type ShortcutOf = { kernel: { translateSource: () => boolean } };
const gpujs = createRequire(import.meta.url)('gpu.js') as { GPU: new (settings: object) => { createKernel(text: string, settings: object): ShortcutOf } };

interface Exported {
  (...values: unknown[]): Promise<Float32Array>;
  readonly mode: string;
  destroy(): Promise<void>;
}
type Module = Record<string, (library: unknown, options?: { mode: string }) => Exported>;

async function load(request: ExportRequest): Promise<Module> {
  const { folder } = await exportKernel(request);
  return await import(pathToFileURL(join(folder, 'index.js')).href) as Module;
}
const out = () => join(temporaryFolder(), 'package');
const poolSum = async () => (await load(shipped('pool-sum', { dim: 2 }, out())))['createPoolSum']!;
const ramp = (length: number) => Float32Array.from({ length }, (_, at) => at);
const i32 = (...values: number[]) => Int32Array.from(values);

describe.each(['cpu', 'webasm'])('an exported function in mode %s', (mode) => {
  it('takes any value of the run-time sizes, call by call', async () => {
    const run = (await poolSum())(gpujs, { mode });
    for (const [rows, bags] of [[3, [[2], [0, 1]]], [50, [[49], [], [7, 7, 7]]], [3, [[1]]], [1, [[], []]]] as const) {
      const table = ramp(2 * rows);
      const offsets = bags.reduce<number[]>((ends, bag) => [...ends, ends.at(-1)! + bag.length], [0]);
      const expected = bags.flatMap((bag: readonly number[]) => [0, 1].map((d) => bag.reduce((sum, row) => sum + table[2 * row + d]!, 0)));
      expect([...await run(table, i32(...bags.flat()), i32(...offsets))]).toEqual(expected);
    }
    expect(await run(ramp(4), i32(), i32(0))).toEqual(new Float32Array(0));
    expect(run.mode).toBe(mode);
    await run.destroy();
  });

  it('answers calls at once in their order, each with its own array', async () => {
    const run = (await poolSum())(gpujs, { mode });
    const answers = await Promise.all([run(ramp(4), i32(1), i32(0, 1)), run(ramp(6), i32(2, 0), i32(0, 1, 2)), run(ramp(4), i32(0), i32(0, 1))]);
    expect(answers.map((answer) => [...answer])).toEqual([[2, 3], [4, 5, 0, 1], [0, 1]]);
    await run.destroy();
  });

  it('builds anew where the text names a run-time size, and takes scalars', async () => {
    const text = '/**\n * Sums a cyclic window.\n * @param {f32[n]} x\n * @param {i32} start\n * @param {f32} factor\n * @returns {f32[n]}\n */\n'
      + 'export default function windowed(x, start, factor) {\n  return factor * x[(this.thread.x + start) % this.constants.n];\n}\n';
    const inputs = { x: { scalar: 'f32', shape: [1], values: ramp(1) }, start: { scalar: 'i32', shape: [], values: i32(0) }, factor: { scalar: 'f32', shape: [], values: ramp(1) } } as const;
    const run = (await load(custom(text, out(), {}, { n: 1 }, inputs, [0])))['createWindowed']!(gpujs, { mode });
    expect([...await run(ramp(4), 1, 0.5)]).toEqual([0.5, 1, 1.5, 0]);
    expect([...await run(ramp(3), 2, 2)]).toEqual([4, 0, 2]);
    expect([...await run(ramp(4), 3, 1)]).toEqual([3, 0, 1, 2]);
    await expect(run(ramp(3), 0.5, 1)).rejects.toThrow('start must be a whole number; got number 0.5');
    await expect(run(ramp(3), 1, '1')).rejects.toThrow('factor must be a number; got string 1');
    await run.destroy();
  });

  it('asks for sizes that lengths do not tell', async () => {
    const text = '/**\n * Turns a matrix.\n * @param {f32[height][width]} x\n * @returns {f32[width][height]}\n */\nexport default function turned(x) {\n  return x[this.thread.x][this.thread.y];\n}\n';
    const inputs = { x: { scalar: 'f32', shape: [1, 1], values: ramp(1) } } as const;
    const run = (await load(custom(text, out(), {}, { height: 1, width: 1 }, inputs, [0])))['createTurned']!(gpujs, { mode });
    expect([...await run(ramp(6), { height: 2, width: 3 })]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...await run(ramp(6), { height: 3, width: 2 })]).toEqual([0, 2, 4, 1, 3, 5]);
    await expect(run(ramp(6))).rejects.toThrow('the lengths of the arrays do not tell height; give { height } as the last argument');
    await expect(run(ramp(6), { height: 2, width: 2 })).rejects.toThrow('x has 6 values, but its shape [height][width] has 4 with height = 2, width = 2');
    await run.destroy();
  });
});

describe('an exported function', () => {
  it.each([
    ['too few arguments', [ramp(4)], TypeError, 'poolSum takes table, indices, offsets, and sizes if need be; got 1 arguments'],
    ['nested rows', [[[1, 2]], i32(0), i32(0, 1)], TypeError, 'table must be a flat Float32Array; got Array'],
    ['the wrong kind of array', [ramp(4), ramp(1), i32(0, 1)], TypeError, 'indices must be a flat Int32Array; got Float32Array'],
    ['an array on a GPU that is not used', [{ type: 'WebGPUBuffer', output: [2, 2] }, i32(0), i32(0, 1)], TypeError, 'table is on the GPU, which mode cpu does not use; give a flat Float32Array'],
    ['nothing', [ramp(4), null, i32(0, 1)], TypeError, 'indices must be a flat Int32Array; got null'],
    ['a table of half a row', [ramp(5), i32(0), i32(0, 1)], RangeError, 'rows would be 2.5 for arrays of these lengths (table: 5, indices: 1, offsets: 2); it must be a whole number from 0 to 2^24'],
    ['no offsets', [ramp(4), i32(0), i32()], RangeError, 'bags would be -1'],
    ['an index beyond f32', [ramp(4), i32(0, 16777217), i32(0, 2)], RangeError, 'indices[1] is 16777217, but gpu.js keeps integers in f32, which is exact to 2^24 = 16777216'],
    ['a size that is none', [ramp(4), i32(0), i32(0, 1), { dim: 2 }], RangeError, 'dim is no run-time size of poolSum; its run-time sizes are rows, lookups, bags'],
    ['sizes that contradict', [ramp(4), i32(0), i32(0, 1), { rows: 3 }], RangeError, 'table has 4 values, but its shape [rows][2] has 6 with dim = 2, rows = 3'],
    ['an index past the table', [ramp(4), i32(0, 2), i32(0, 2)], RangeError, 'indices[1] is 2; it must be less than rows = 2 and not below 0'],
    ['an index below 0', [ramp(4), i32(-1), i32(0, 1)], RangeError, 'indices[0] is -1; it must be less than rows = 2 and not below 0'],
    ['a lookup in a table without rows', [ramp(0), i32(0), i32(0, 1)], RangeError, 'indices[0] is 0; it must be less than rows = 0 and not below 0'],
    ['offsets that begin late', [ramp(4), i32(0, 1), i32(1, 2)], RangeError, 'offsets[0] is 1; the first bag begins at 0'],
    ['offsets that go down', [ramp(4), i32(0, 1), i32(0, 2, 1, 2)], RangeError, 'offsets[2] is 1, less than the 2 before it; offsets never go down'],
    ['offsets that end early', [ramp(4), i32(0, 1), i32(0, 1)], RangeError, 'offsets[1] is 1, but the last bag ends at lookups = 2'],
    ['offsets that end late', [ramp(4), i32(0), i32(0, 1, 5)], RangeError, 'offsets[2] is 5, but the last bag ends at lookups = 1'],
    ['lookups without a bag', [ramp(4), i32(0), i32(0)], RangeError, 'offsets[0] is 0, but the last bag ends at lookups = 1'],
    ['a fifth argument', [ramp(4), i32(0), i32(0, 1), {}, 1], TypeError, 'got 5 arguments'],
  ] as const)('rejects %s, and works on', async (_, values, kind, message) => {
    const run = (await poolSum())(gpujs, { mode: 'cpu' });
    const wrong = await run(...values).catch((thrown: unknown) => thrown);
    expect(wrong).toBeInstanceOf(kind);
    expect((wrong as Error).message).toContain(message);
    expect([...await run(ramp(4), i32(1), i32(0, 1))]).toEqual([2, 3]);
    await run.destroy();
  });

  it('says what it checks of offsets, where it has any', async () => {
    const written = async (name: string) => {
      const { folder } = await exportKernel(shipped(name, { dim: 2 }, out()));
      return ['README.md', 'index.d.ts'].map((file) => /offsets\b.* begin at 0/.test(readFileSync(join(folder, file), 'utf8')));
    };
    expect(await written('pool-sum')).toEqual([true, true]);
    expect(await written('gather')).toEqual([false, false]);
  });

  it('is made whatever the kernel and its sizes are called', async () => {
    const text = '/**\n * Copies.\n * @param {f32[size]} length\n * @returns {f32[size]}\n */\nexport default function _Copy_2(length) {\n  return length[this.thread.x];\n}\n';
    const run = (await load(custom(text, out(), {}, { size: 1 }, { length: { scalar: 'f32', shape: [1], values: ramp(1) } }, [0])))['create_Copy_2']!(gpujs, { mode: 'webasm' });
    expect([...await run(ramp(3), {})]).toEqual([0, 1, 2]);
    await run.destroy();
  });

  it('takes the largest integer that f32 tells from its neighbours', async () => {
    const text = '/**\n * Copies.\n * @param {i32[n]} x\n * @returns {f32[n]}\n */\nexport default function copied(x) {\n  return x[this.thread.x];\n}\n';
    const run = (await load(custom(text, out(), {}, { n: 1 }, { x: { scalar: 'i32', shape: [1], values: i32(1) } }, [1])))['createCopied']!(gpujs, { mode: 'webasm' });
    expect([...await run(i32(2 ** 24, -(2 ** 24)))]).toEqual([2 ** 24, -(2 ** 24)]);
    await run.destroy();
  });

  it('is made with gpu.js, in a mode that it is written for', async () => {
    const create = await poolSum();
    expect(() => create(undefined)).toThrow('createPoolSum takes gpu.js itself');
    expect(() => create(gpujs, { mode: 'webgl' })).toThrow("poolSum is not written for the mode 'webgl' of gpu.js; choose one of webgpu, webasm, cpu");
    expect(create(gpujs).mode).toBe('webasm');
    expect(create({ ...gpujs, GPU: class { static isWebGPUSupported = true; } }).mode).toBe('webgpu');
  });

  it('ends calls under way before it is destroyed, and rejects later ones', async () => {
    const run = (await poolSum())(gpujs, { mode: 'webasm' });
    const before = run(ramp(4), i32(1), i32(0, 1));
    const destroyed = run.destroy();
    await expect(run(ramp(4), i32(1), i32(0, 1))).rejects.toThrow('poolSum was called after destroy()');
    expect([...await before]).toEqual([2, 3]);
    await destroyed;
  });

  it('does not let gpu.js fall back to another mode unnoticed', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    class Limited extends gpujs.GPU {
      override createKernel(text: string, settings: object) {
        const kernel = super.createKernel(text, settings);
        kernel.kernel.translateSource = () => false; // what gpu.js does where WebAssembly cannot say something
        return kernel;
      }
    }
    const run = (await poolSum())({ ...gpujs, GPU: Limited }, { mode: 'webasm' });
    await expect(run(ramp(4), i32(1), i32(0, 1))).rejects.toThrow(/gpu\.js cannot run poolSum in mode webasm here \(.+\); createPoolSum\(gpujs, \{ mode: 'cpu' \}\) runs everywhere/);
    warn.mockRestore();
    await run.destroy();
  });
});
