import { afterAll, describe, expect, it } from 'vitest';
import { failureOf, isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { openContext } from '../../../src/devices/webgpu/context.ts';
import { webgpuExecutable } from '../../../src/devices/webgpu/executable.ts';
import type { Arguments, Program, Sizes } from '../../../src/model/index.ts';
import { UserError } from '../../../src/util/errors.ts';
import { wgslOfText } from '../../targets/wgsl/program.ts';
import * as texts from '../kernel-texts.ts';
import { f32, gatherCase, i32, poolCase, renamed } from '../programs.ts';

const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`webgpu (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  afterAll(() => device.close());

  const outputOf = async (program: Program, inputs: Arguments, sizes: Sizes): Promise<Float32Array> => {
    const executable = await device.compile(program);
    if ('failed' in executable) throw new Error(`${executable.detail}\n${program.text}`);
    await executable.bind(inputs, sizes);
    const { values } = await executable.run();
    await executable.dispose();
    return values as Float32Array;
  };

  describe('webgpu', () => {
    it('tells integers apart to 2^31 − 1', () => {
      expect(device.info).toMatchObject({ target: 'wgsl', unit: 'ns', estimate: false, exactIntegers: 2147483647 });
    });

    it('reads the rows beyond 2^24 that it is told to', async () => {
      const rows = 2 ** 24 + 10;
      const table = new Float32Array(rows);
      for (let row = rows - 12; row < rows; row++) table[row] = row - 2 ** 24;
      const indices = [2 ** 24 + 1, 2 ** 24 + 2, 2 ** 24 - 1, 2 ** 24 + 9];
      const values = await outputOf(wgslOfText(texts.gather), { table: { scalar: 'f32', shape: [rows, 1], values: table }, indices: i32([4], indices) }, { rows, dim: 1, lookups: 4 });
      expect([...values]).toEqual([1, 2, -1, 9]);
    });

    it('launches more workgroups than one axis holds', async () => {
      const count = 65535 * 64 * 2 + 100;
      const values = await outputOf(wgslOfText(`/**
 * @param {i32[one]} start
 * @returns {f32[count]}
 */
export default function counting(start) {
  return (this.thread.x + start[0]) % 1000003;
}`), { start: i32([1], [5]) }, { count, one: 1 });
      for (const at of [0, 63, 64, 65535 * 64 - 1, 65535 * 64, 65535 * 128, count - 1]) expect(values[at], `element ${at}`).toBe((at + 5) % 1000003);
      expect(values.findIndex((value, at) => value !== (at + 5) % 1000003)).toBe(-1);
    });

    it('finds the place of an element in three dimensions, of sizes known and not', async () => {
      const text = (statics: string) => `/**
 * @param {f32[depth][height][width]} box
 * @param {bool[height]} mask
 * @param {bool} flip
 * @param {f32} scale
 * @returns {f32[depth][height][width]}
${statics} */
export default function turn(box, mask, flip, scale) {
  const x = flip ? this.output.x - 1 - this.thread.x : this.thread.x;
  return mask[this.thread.y] ? box[this.thread.z][this.thread.y][x] * scale : -1.0 * this.thread.z;
}`;
      const [depth, height, width] = [3, 4, 5];
      const box = Array.from({ length: depth * height * width }, (_, at) => at + 1);
      const inputs: Arguments = {
        box: { scalar: 'f32', shape: [depth, height, width], values: Float64Array.from(box) },
        mask: { scalar: 'bool', shape: [height], values: Uint8Array.from([1, 0, 7, 1]) },
        flip: { scalar: 'bool', shape: [], values: Uint8Array.from([1]) },
        scale: f32([], [0.5]),
      };
      const expected = box.map((_, at) => {
        const [x, y, z] = [at % width, Math.floor(at / width) % height, Math.floor(at / (width * height))];
        return y === 1 ? -z : box[(z * height + y) * width + width - 1 - x]! * 0.5;
      });
      for (const statics of ['', ' * @static height\n', ' * @static depth\n * @static height\n * @static width\n']) {
        const fixed = Object.fromEntries(Object.entries({ depth, height, width }).filter(([name]) => statics.includes(name)));
        expect([...await outputOf(wgslOfText(text(statics), fixed), inputs, { depth, height, width })].map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
      }
    });

    it('binds arrays of no elements', async () => {
      const { inputs, sizes, expected } = poolCase(0, 3, [[], []]);
      expect([...await outputOf(wgslOfText(texts.poolSum), inputs, sizes)]).toEqual(expected);
    });

    it('says where the compiler found what', async () => {
      const program = renamed(wgslOfText(texts.gather), (text) => text.replace('table[', 'tabel['));
      const line = program.text.split('\n').findIndex((each) => each.includes('tabel[')) + 1;
      const column = program.text.split('\n')[line - 1]!.indexOf('tabel[') + 1;
      expect(await device.compile(program)).toEqual({ failed: 'compile-error', detail: `${line}:${column} unresolved value 'tabel'` });
      expect(await device.compile(renamed(program, () => 'fn ('))).toMatchObject({ failed: 'compile-error', detail: expect.stringMatching(/^1:4 /) });
    });

    it('refuses more arrays than the GPU binds', async () => {
      const names = Array.from({ length: 60 }, (_, at) => `array${at}`);
      const program = wgslOfText(`/**\n${names.map((name) => ` * @param {f32[n]} ${name}\n`).join('')} * @returns {f32[n]}\n */
export default function many(${names.join(', ')}) { return array0[this.thread.x] + array59[this.thread.x]; }`);
      expect(await device.compile(program)).toMatchObject({ failed: 'unsupported', detail: expect.stringMatching(/^many has 61 arrays, its output included; this GPU binds at most \d+$/) });
    });

    it('names the array that is missing or does not fit, and takes a static size only as compiled', async () => {
      const executable = await device.compile(wgslOfText(texts.gather));
      if ('failed' in executable) throw new Error(executable.detail);
      const { inputs, sizes } = gatherCase(4, 2, [1, 3]);
      const error = await executable.bind({ indices: inputs['indices']! }, sizes).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect((error as Error).message).toBe('the array table is missing; gather needs table, indices');
      await expect(executable.bind(inputs, { ...sizes, rows: 5 })).rejects.toThrow('table has 8 values, but its shape [5][2] needs 10');
      await expect(executable.run()).rejects.toThrow('before bind()');
      await executable.dispose();
      const fixed = await device.compile(wgslOfText(texts.gather.replace(' */', ' * @static dim\n */'), { dim: 3 }));
      if ('failed' in fixed) throw new Error(fixed.detail);
      await expect(fixed.bind(inputs, sizes)).rejects.toThrow('compiled for dim = 3, bound with 2');
      await fixed.dispose();
    });

    it('stamps more launches than one query set holds', async () => {
      const executable = await device.compile(wgslOfText(texts.gather));
      if ('failed' in executable) throw new Error(executable.detail);
      const { inputs, sizes } = gatherCase(4, 2, [1, 3]);
      await executable.bind(inputs, sizes);
      const times = await executable.time(2100);
      expect(times).toHaveLength(2100);
      expect(times.every((time) => time >= 1 && Number.isFinite(time))).toBe(true);
      await executable.dispose();
    });
  });

  describe('a GPU that is lost', () => {
    it.each(['run', 'time', 'bind'] as const)('makes a crash of what is asked after, and of what was under way, and is opened again: %s', async (what) => {
      const context = await openContext();
      if ('reason' in context) throw new Error(context.reason);
      const executable = await webgpuExecutable(context, wgslOfText(texts.gather));
      if ('failed' in executable) throw new Error(executable.detail);
      const { inputs, sizes } = gatherCase(40, 20, [1, 3]);
      await executable.bind(inputs, sizes);
      const ask = () => ({ run: () => executable.run(), time: () => executable.time(3), bind: () => executable.bind(inputs, sizes) })[what]().then(() => null, failureOf);
      const underWay = ask();
      context.device.destroy();
      expect([null, 'crashed']).toContain((await underWay)?.failed ?? null);
      const crashed = { failed: 'crashed', detail: expect.stringContaining('the GPU device was lost') };
      expect(await ask()).toEqual(crashed);
      expect(await webgpuExecutable(context, wgslOfText(texts.poolSum))).toEqual(crashed);
      await executable.dispose();
      context.close();
      const small = gatherCase(4, 2, [1, 3]);
      const again = await openDevice('webgpu');
      if (isUnavailable(again)) throw new Error(again.reason);
      const other = await again.compile(wgslOfText(texts.gather));
      if ('failed' in other) throw new Error(other.detail);
      await other.bind(small.inputs, small.sizes);
      expect([...(await other.run()).values]).toEqual(small.expected);
      await again.close();
    });
  });
}
