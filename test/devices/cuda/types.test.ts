import { afterAll, describe, expect, it } from 'vitest';
import { checkedArguments } from '../../../src/devices/support/arguments.ts';
import { outOfReach, wantedOf } from '../../../src/devices/cuda/buffers.ts';
import type { ArrayData, Program, Scalar } from '../../../src/model/index.ts';
import { f32 } from '../programs.ts';
import { compiled, outputOf, standIn } from './on-stand-in.ts';
import { gather, perElement, planOf, sizeUniform, symbol } from './programs.ts';

const { open } = await standIn('cuda-types');
const device = await open();
afterAll(() => device.close());

const count = 5;
const declared: Readonly<Record<Scalar, string>> = { f32: 'float', f16: '__half', bf16: '__nv_bfloat16', i8: 'signed char', u8: 'unsigned char', i32: 'int', u32: 'unsigned int', i64: 'long long', bool: 'bool' };

/** Adds to each element of an array of one type what its number is, into an output of another. */
function converting(from: Scalar, to: Scalar): Program {
  const { signature } = perElement('convert', '');
  const types = { ...signature, parameters: [{ name: 'values', type: { scalar: from, dims: [symbol('count')] } }], returns: { scalar: to, dims: [symbol('count')] } };
  return {
    target: 'cuda', sizes: {}, signature: types, launch: planOf('convert', 32, symbol('count'), [sizeUniform(symbol('count'))]),
    text: `#include <cuda_fp16.h>
#include <cuda_bf16.h>
extern "C" __global__ void convert(const ${declared[from]}* values, ${declared[to]}* output, int count) {
  const int at = threadIdx.x;
  if (at < count) output[at] = ${declared[to]}((float)values[at] + (float)at);
}
`,
  };
}

describe('arrays of each type', () => {
  const held: readonly (readonly [Scalar, ArrayData['values'], readonly number[]])[] = [
    ['f32', Float32Array.of(0.5, -1, 3, 4, 5), [0.5, -1, 3, 4, 5]],
    ['f16', Float32Array.of(0.5, -1, 65504, 2 ** -24, 5), [0.5, -1, 65504, 2 ** -24, 5]],
    ['bf16', Float32Array.of(0.5, -1, 2 ** 100, 4, 5), [0.5, -1, 2 ** 100, 4, 5]],
    ['i8', Int8Array.of(-128, -1, 0, 1, 127), [-128, -1, 0, 1, 127]],
    ['u8', Uint8Array.of(0, 1, 2, 200, 255), [0, 1, 2, 200, 255]],
    ['i32', Int32Array.of(-7, 0, 1, 2, 2 ** 24), [-7, 0, 1, 2, 2 ** 24]],
    ['i64', BigInt64Array.of(-7n, 0n, 1n, 2n, 2n ** 40n), [-7, 0, 1, 2, 2 ** 40]],
    ['bool', Uint8Array.of(0, 1, 7, 0, 1), [0, 1, 1, 0, 1]],
  ];
  it.each(held)('%s reaches the kernel', async (scalar, values, numbers) => {
    const output = await outputOf(device, converting(scalar, 'f32'), { values: { scalar, shape: [count], values } }, { count });
    expect(output).toEqual(numbers.map((value, at) => Math.fround(value + at)));
  });

  it.each(['f16', 'bf16'] as const)('%s comes back as f32', async (scalar) => {
    const program = converting('f32', scalar);
    const executable = await compiled(device, program);
    await executable.bind({ values: f32([count], [1, 2, 256, 2048, 3]) }, { count });
    const output = await executable.run();
    expect(output).toEqual({ scalar: 'f32', shape: [count], values: Float32Array.from(scalar === 'f16' ? [1, 3, 258, 2052, 7] : [1, 3, 258, 2048, 7]) });
    expect((await executable.time(2))).toHaveLength(2);
    await executable.dispose();
  });

  it.each(['f32', 'f16', 'bf16'] as const)('an output of %s that is not written is NaN', async (scalar) => {
    const program = converting('f32', scalar);
    const silent = { ...program, text: program.text.replace('at < count', 'at < 2') };
    expect(await outputOf(device, silent, { values: f32([count], [1, 2, 3, 4, 5]) }, { count })).toEqual([1, 3, NaN, NaN, NaN]);
  });
});

it('refuses arrays that 32 bits of address do not reach', () => {
  const large: ArrayData = { scalar: 'f32', shape: [2 ** 31, 1], values: { length: 2 ** 31 } as unknown as Float32Array };
  const [rows, dim, lookups] = [2 ** 31, 1, 1];
  const inputs = { table: large, indices: { scalar: 'i32', shape: [1], values: Int32Array.of(0) } } as const;
  const args = checkedArguments(gather, inputs, { rows, dim, lookups });
  expect(outOfReach(gather, wantedOf(args), 1)).toEqual({
    failed: 'unsupported', detail: 'table has 2147483648 elements, but the kernel finds places with 32 bits: at most 2147483647',
  });
});
