import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf, isUnavailable, openDevice } from '../../../src/devices/index.ts';
import type { Arguments, ArrayData, Executable, Program, Sizes } from '../../../src/model/index.ts';
import { casesFor, oracleOf, verifyExecutable } from '../../../src/verify/index.ts';
import { poolGrid, poolLanes } from '../../dialect/grid-kernels.ts';
import { gridText } from '../../targets/grid-text.ts';
import { wgslOfText } from '../../targets/wgsl/program.ts';
import * as texts from '../grid-texts.ts';
import { f32, gatherCase, i32, poolCase } from '../programs.ts';

/** A shipped kernel without its hints, which WGSL does not have. */
function withoutHints(name: string): string {
  return readFileSync(new URL(`../../../kernels/${name}.js`, import.meta.url), 'utf8').replace(/, hint\.\w+/g, '');
}

const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`webgpu, grid kernels (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  afterAll(() => device.close());
  const has = (capability: string) => (device.info.capabilities as readonly string[]).includes(capability);

  const compiled = async (program: Program): Promise<Executable> => {
    const executable = await device.compile(program);
    if ('failed' in executable) throw new Error(`${executable.detail}\n${program.text}`);
    return executable;
  };
  const outputOf = async (program: Program, inputs: Arguments, sizes: Sizes): Promise<ArrayData> => {
    const executable = await compiled(program);
    await executable.bind(inputs, sizes);
    const output = await executable.run();
    await executable.dispose();
    return output;
  };

  describe('grid kernels on webgpu', () => {
    it.each([
      ...[4, 8, 12, 128].flatMap((dim) => [
        { name: 'poolGrid', text: poolGrid, fixed: { dim } },
        { name: 'interactShared', text: texts.interactShared, fixed: { dim, fields: dim === 128 ? 6 : 3 } },
        ...(has('lane-exchange') ? [{ name: 'poolLanes, a warp a block', text: poolLanes.replace('[32, 4]', '[32, 1]').replace('bags / 4', 'bags').replace('this.block.x * 4 + this.local.y', 'this.block.x'), fixed: { dim } }] : []),
      ]),
      ...[8, 16, 128].map((dim) => ({ name: 'gatherWide', text: texts.gatherWide, fixed: { dim } })),
      { name: 'poolSum', text: texts.poolSum, fixed: {} },
      ...['gather-grid', 'pool-sum-grid', 'pool-sum-grid-fixed'].flatMap((name) => [4, 12, 128].map((dim) => ({ name, text: withoutHints(name), fixed: { dim } }))),
    ])('$name, compiled for $fixed, answers as the oracle does', async ({ text, fixed }) => {
      const program = wgslOfText(text, fixed);
      const cases = casesFor(program.signature, { fixed, seed: 3, generation: 0 });
      const executable = await compiled(program);
      expect(await verifyExecutable(executable, program.signature, cases, oracleOf(program.signature))).toMatchObject({ ok: true });
      await executable.dispose();
    });

    it('adds to the output atomically', async () => {
      const { inputs, sizes, expected } = poolCase(50, 37, [[1, 2], [], Array.from({ length: 100 }, (_, at) => at % 50), [3, 3, 3]]);
      expect([...(await outputOf(wgslOfText(texts.poolAtomic), inputs, sizes)).values]).toEqual(expected);
    });

    it('adds to shared arrays atomically, whole numbers and floats', async () => {
      const keys = Array.from({ length: 1000 }, (_, at) => (at * at) % 16);
      const counts = Array.from({ length: 16 }, (_, key) => 1.5 * keys.filter((each) => each === key).length);
      expect([...(await outputOf(wgslOfText(texts.histogram), { keys: i32([1000], keys) }, { n: 1000 })).values]).toEqual(counts);
    });

    it('computes with vectors of two, four and eight, of floats and of whole numbers', async () => {
      const text = gridText('@param {f32[n][16]} table\n@param {i32[n][4]} keys\n@param {out f32[n][16]} out\n@launch block [2] grid [n]', `const row = this.block.x;
const x = 8 * this.local.x;
const v = load8(table, row, 8 * this.local.x);
const k = load4(keys, row, 0) * 3 - 1;
let sum = f32x8(v[7], v[6], v[5], v[4], v[3], v[2], v[1], v[0]) * 2;
sum = f32x8(sum[7], sum[0], sum[6], sum[1], sum[5], sum[2], sum[4], sum[3]);
sum -= Math.max(v, -load2(table, row, x + 2)[1]);
sum /= 4;
sum += dot(v, v) + k[0] + k[3] + dot(load2(table, row, 0), f32x2(1, 2)) + table[row][1];
sum = row > 1 ? sum : -sum;
store8(out, row, x, Math.abs(sum) + this.local.x);`);
      const n = 3;
      const table = Array.from({ length: n * 16 }, (_, at) => ((at * 7) % 23) - 11);
      const keys = Array.from({ length: n * 4 }, (_, at) => (at % 5) - 2);
      const expected = Array.from({ length: n * 2 }, (_, thread) => {
        const [row, x] = [thread >> 1, 8 * (thread % 2)];
        const at = (column: number) => table[16 * row + column]!;
        const v = Array.from({ length: 8 }, (_, d) => at(x + d));
        const squares = v.reduce((total, each) => total + each * each, 0);
        const rest = squares + (keys[4 * row]! * 3 - 1) + (keys[4 * row + 3]! * 3 - 1) + at(0) + 2 * at(1) + at(1);
        const doubled = v.map((_, d) => 2 * v[7 - d]!);
        return [7, 0, 6, 1, 5, 2, 4, 3].map((from, d) => Math.abs((doubled[from]! - Math.max(v[d]!, -at(x + 3))) / 4 + rest) + (thread % 2));
      }).flat();
      const { values } = await outputOf(wgslOfText(text), { table: f32([n, 16], table), keys: i32([n, 4], keys) }, { n });
      expect([...values]).toEqual(expected);
    });

    it('loads narrow elements, alone and several at once', async () => {
      const n = 7;
      const text = gridText('@param {bf16[n][4]} a\n@param {i8[n][4]} b\n@param {u8[n][4]} c\n@param {i64[n]} d\n@param {u32[n]} e\n@param {bool[n]} f\n@param {bf16} scale\n@param {u8} more\n@param {out f32[n][4]} out\n@launch block [8] grid [1]', `const row = this.local.x;
if (row < this.constants.n) {
  const from = d[row] + e[row];
  const v = load4(a, from, 0) + load4(b, from, 0) * 0.5 + load4(c, from, 0);
  const one = a[row][3] + b[row][2] + c[row][1] + load2(a, row, 2)[0] + load2(b, row, 2)[1] + load2(d, 2)[1];
  store4(out, row, 0, f[row] ? v : f32x4(one * scale + more));
}`);
      const a = Float32Array.from({ length: 4 * n }, (_, at) => at - 3.5);
      const b = Int8Array.from({ length: 4 * n }, (_, at) => (at % 2 ? -128 + at : 127 - at));
      const c = Uint8Array.from({ length: 4 * n }, (_, at) => 255 - at);
      const [d, e] = [[0, 1, 0, 2, 0, 1, 0], [0, 0, 2, 1, 4, 4, 6]];
      const expected = Array.from({ length: n }, (_, row) => {
        const one = a[4 * row + 3]! + b[4 * row + 2]! + c[4 * row + 1]! + a[4 * row + 2]! + b[4 * row + 3]! + d[3]!;
        return Array.from({ length: 4 }, (_, x) => {
          const at = 4 * (d[row]! + e[row]!) + x;
          return row % 3 === 0 ? a[at]! + b[at]! * 0.5 + c[at]! : one * 0.5 + 200;
        });
      }).flat();
      const { values } = await outputOf(wgslOfText(text), {
        a: { scalar: 'bf16', shape: [n, 4], values: a }, b: { scalar: 'i8', shape: [n, 4], values: b }, c: { scalar: 'u8', shape: [n, 4], values: c },
        d: { scalar: 'i64', shape: [n], values: BigInt64Array.from(d, BigInt) }, e: { scalar: 'u32', shape: [n], values: Int32Array.from(e) },
        f: { scalar: 'bool', shape: [n], values: Uint8Array.from({ length: n }, (_, row) => (row % 3 === 0 ? 1 : 0)) },
        scale: { scalar: 'bf16', shape: [], values: Float32Array.from([0.5]) }, more: { scalar: 'u8', shape: [], values: Uint8Array.from([200]) },
      }, { n });
      expect([...values]).toEqual(expected);
    });

    it.each([1, 2, 4, 8])('stores bf16, %i at once, to the nearest and halves to the even', async (width) => {
      const n = 8;
      const store = width === 1 ? 'for (let d = 0; d < 8; d++) out[this.local.x][d] = x[this.local.x][d];' : `for (let d = 0; d < 8; d += ${width}) store${width}(out, this.local.x, d, load${width}(x, this.local.x, d));`;
      const program = wgslOfText(gridText('@param {f32[n][8]} x\n@param {out bf16[n][8]} out\n@launch block [n] grid [1]\n@static n', store), { n });
      const values = Float32Array.from({ length: 8 * n }, (_, at) => [1, 1 + 2 ** -8, 1 + 3 * 2 ** -8, -1 - 2 ** -8 - 2 ** -20, 3e38, Infinity, -0, NaN][at % 8]! * (at < 8 ? 1 : 2 ** -(at >> 3)));
      const rounded = (value: number) => {
        const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 7);
        const steps = value / step;
        const down = Math.floor(steps);
        return !Number.isFinite(value) || value === 0 ? value : step * (steps - down > 0.5 || (steps - down === 0.5 && down % 2 !== 0) ? down + 1 : down);
      };
      const output = await outputOf(program, { x: f32([n, 8], values) }, { n });
      expect(output).toEqual({ scalar: 'bf16', shape: [n, 8], values: values.map(rounded) });
    });

    it('poisons an output of narrow elements, and reads one of an odd number of them', async () => {
      const program = wgslOfText(gridText('@param {bf16[n]} x\n@param {out bf16[n]} out\n@launch block [1] grid [1]', 'out[1] = x[1];'));
      const output = await outputOf(program, { x: { scalar: 'bf16', shape: [3], values: Float32Array.from([1, 2, 3]) } }, { n: 3 });
      expect([...output.values]).toEqual([NaN, 2, NaN]);
    });

    it('launches nothing where an extent of the grid is 0', async () => {
      const program = wgslOfText(gridText('@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [1] grid [floor(n / 10), 3]', 'out[0] = x[0];'));
      expect([...(await outputOf(program, { x: f32([2], [1, 2]) }, { n: 2 })).values]).toEqual([NaN, NaN]);
    });

    it('has blocks and grids of three dimensions', async () => {
      const program = wgslOfText(gridText('@param {f32[n]} x\n@param {out f32[n]} out\n@launch block [2, 3, 4] grid [2, 2, n / 96]', `const block = (this.block.z * this.gridDim.y + this.block.y) * this.gridDim.x + this.block.x;
const thread = (this.local.z * this.blockDim.y + this.local.y) * this.blockDim.x + this.local.x;
out[block * 24 + thread] = x[block * 24 + thread] + this.lane;`));
      const n = 192;
      const { values } = await outputOf(program, { x: f32([n], Array.from({ length: n }, (_, at) => 100 * at)) }, { n });
      expect([...values]).toEqual(Array.from({ length: n }, (_, at) => 100 * at + (at % 24)));
    });

    it('computes map kernels with vectors', async () => {
      const text = `/**
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @returns {f32[lookups]}
 * @static dim
 */
export default function norms(table, indices) {
  let sum = f32x4(0.0);
  for (let d = 0; d < this.constants.dim; d += 4) {
    const v = load4(table, indices[this.thread.x], d);
    sum += v * v;
  }
  return dot(sum, f32x4(1.0)) + table[0][1];
}`;
      const { inputs, sizes } = gatherCase(5, 12, [4, 0, 2]);
      const row = (index: number) => Array.from({ length: 12 }, (_, d) => (12 * index + d + 0.5) ** 2).reduce((a, b) => a + b) + 1.5;
      expect([...(await outputOf(wgslOfText(text, { dim: 12 }), inputs, sizes)).values]).toEqual([4, 0, 2].map(row));
    });
  });

  describe('what webgpu has of grid kernels', () => {
    it('is what the adapter has', () => {
      expect(device.info.capabilities).toEqual(expect.arrayContaining(['grid', 'shared-memory', 'vector', 'atomics', 'bf16', 'i8', 'u8', 'u32', 'i64']));
      for (const never of ['memory-hints', 'async-copy', 'matrix']) expect(has(never)).toBe(false);
      expect(device.info.limits!.threadsPerBlock).toBeGreaterThanOrEqual(128);
      expect(device.info.limits!.sharedBytesPerBlock).toBeGreaterThanOrEqual(16384);
      if (device.info.hardware === 'SwiftShader (software)') {
        expect([has('f16'), has('lane-exchange')]).toEqual([false, false]);
        expect(device.info.limits).toEqual({ threadsPerBlock: 256, sharedBytesPerBlock: 32768 });
      }
    });

    const { threadsPerBlock: most, sharedBytesPerBlock: bytes } = device.info.limits!;
    const head = '@param {f32[n]} x\n@param {out f32[n]} out\n';

    it('refuses blocks larger than the GPU has, in numbers', async () => {
      const launch = (block: string) => wgslOfText(gridText(`${head}@launch block [${block}] grid [1]`, 'out[this.local.x] = x[0];'));
      if (most < 1024) expect(await device.compile(launch('32, 32'))).toEqual({ failed: 'unsupported', detail: `a block of probe has 32 × 32 × 1 = 1024 threads; this GPU allows ${most}` });
      expect(await device.compile(launch('1, 1, 128'))).toEqual({ failed: 'unsupported', detail: 'a block of probe has 128 threads along z; this GPU allows 64' });
      const shares = wgslOfText(gridText(`${head}@launch block [32] grid [1]`, `const tile = shared(f32, ${bytes / 4 + 1});\ntile[0] = x[0];\nout[0] = tile[0];`));
      expect(await device.compile(shares)).toEqual({ failed: 'unsupported', detail: `a block of probe shares ${bytes + 16} bytes; this GPU has ${bytes} for it` });
    });

    it('refuses grids larger than WebGPU launches, and grids that are no whole number', async () => {
      const bound = async (grid: string, n: number) => {
        const executable = await compiled(wgslOfText(gridText(`${head}@launch block [1] grid [${grid}]`, 'out[this.block.x] = x[0];')));
        const failure = await executable.bind({ x: f32([n], new Float32Array(n)) }, { n }).then(() => null, failureOf);
        await executable.dispose();
        return failure;
      };
      expect(await bound('1, n', 65536)).toEqual({ failed: 'unsupported', detail: 'probe launches 65536 blocks along y; this GPU allows 65535' });
      expect(await bound('n', 65535)).toBeNull();
      expect(await bound('n / 2', 3)).toMatchObject({ failed: 'unsupported', detail: expect.stringMatching(/^the grid \[n \/ 2, 1, 1\] of probe is no whole number of blocks here: /) });
    });

    it('takes no barrier that it does not see all threads reach', async () => {
      const program = wgslOfText(gridText(`${head}@launch block [32] grid [1]`, 'const tile = shared(f32, 32);\nif (this.local.x < 40) {\n  tile[this.local.x] = x[0];\n  barrier();\n}\nout[this.local.x] = tile[0];'));
      expect(await device.compile(program)).toMatchObject({ failed: 'compile-error', detail: expect.stringContaining("'workgroupBarrier' must only be called from uniform control flow") });
    });

    it('computes in f16 where the adapter does, and says so where it does not', async () => {
      const program = wgslOfText(gridText('@param {f16[n]} x\n@param {out f16[n]} out\n@launch block [4] grid [1]', 'if (this.local.x < this.constants.n) out[this.local.x] = f16(x[this.local.x]) * f16(2049.0);'));
      const x: ArrayData = { scalar: 'f16', shape: [3], values: Float32Array.from([1, 0.5, 65504]) };
      if (has('f16')) expect([...(await outputOf(program, { x }, { n: 3 })).values]).toEqual([2048, 1024, Infinity]);
      else expect(await device.compile(program)).toMatchObject({ failed: 'compile-error', detail: expect.stringContaining("extension 'f16' is not allowed") });
    });
  });
}
