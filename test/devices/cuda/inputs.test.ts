import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CudaDevice } from '../../../src/devices/cuda/index.ts';
import type { Arguments, Sizes } from '../../../src/model/index.ts';
import { f32 } from '../programs.ts';
import { compiled, failure, outputOf, standIn } from './on-stand-in.ts';
import { number, perElement, planOf, symbol } from './programs.ts';

/** Arrays that stay on the card from one executable to the next, and what is done so that nobody finds another's traces in them. */

const { open, counting } = await standIn('cuda-inputs');
afterEach(() => vi.unstubAllEnvs());

const mebi = 2 ** 20;
/** An array of so many mebibytes, of which kernels here look at the first elements only. */
function large(mebibytes = 1): { inputs: Arguments; sizes: Sizes } {
  const count = (mebibytes * mebi) / 4;
  return { inputs: { values: f32([count], Float32Array.from({ length: count }, (_, at) => at % 1000)) }, sizes: { count } };
}

/** Over a large array to 64 elements. */
function overFirst(entry: string, body: string, head = '') {
  const program = perElement(entry, body, { grid: [number(1), number(1), number(1)] }, head);
  return { ...program, signature: { ...program.signature, returns: { scalar: 'f32', dims: [number(64)] } } } as const;
}
const copy = overFirst('copy', '  output[at] = values[at];');
const first64 = Array.from({ length: 64 }, (_, at) => at);
/** Where its input and its output lie, in multiples of 16 bytes: 24 bits below and the rest above, each exact in a float. */
const where = overFirst('where', `  const unsigned long long place = (unsigned long long)(at < 2 ? values : (const float*)output) >> 4;
  output[at] = at % 2 == 0 ? (float)(place & 0xffffffull) : (float)(place >> 24);`);

async function placesOf(device: CudaDevice, inputs: Arguments, sizes: Sizes, placements: readonly number[]) {
  const executable = await compiled(device, where);
  const places: { input: bigint; output: bigint }[] = [];
  for (const placement of placements) {
    await executable.bind(inputs, sizes, { placement });
    const values = [...(await executable.run()).values].map((value) => BigInt(value));
    places.push({ input: 16n * (values[0]! + (values[1]! << 24n)), output: 16n * (values[2]! + (values[3]! << 24n)) });
  }
  await executable.dispose();
  return places;
}

describe('a large array', () => {
  it('is brought once, whichever executables are bound to it, one after another or together', async () => {
    const { driverLibrary, count } = counting();
    const device = await open({ driverLibrary });
    const { inputs, sizes } = large(3);
    const before = count('uploaded');
    const [one, other] = [await compiled(device, copy), await compiled(device, overFirst('twice', '  output[at] = 2.0f * values[at];'))];
    await one.bind(inputs, sizes);
    await other.bind(inputs, sizes);
    expect([...(await one.run()).values]).toEqual(first64);
    expect([...(await other.run()).values]).toEqual(first64.map((value) => 2 * value));
    await one.dispose();
    await other.dispose();
    for (let candidate = 0; candidate < 5; candidate++) expect(await outputOf(device, copy, inputs, sizes)).toEqual(first64);
    expect(count('uploaded') - before).toBeLessThan(3 * mebi + 16 * 1024); // beside it guards of 256 bytes
    await device.close();
    expect(count('bytes')).toBe(0);
  });

  it('has another place under another placement, and the same one under the same; an output has another each time', async () => {
    const { driverLibrary, count } = counting();
    const device = await open({ driverLibrary });
    const { inputs, sizes } = large();
    const before = count('uploaded');
    const places = await placesOf(device, inputs, sizes, [0, 1, 0, 1, 1]);
    expect(new Set(places.map(({ input }) => input)).size).toBe(2);
    expect(places.map(({ input }) => input === places[0]!.input)).toEqual([true, false, true, false, false]);
    for (const [at, { output }] of places.entries()) expect(output).not.toBe(places[at + 1]?.output);
    expect(count('uploaded') - before).toBeLessThan(2 * mebi + 16 * 1024);
    await device.close();
  });

  it('is brought anew for the next one where a kernel wrote into it, who is called a crash', async () => {
    const device = await open();
    const { inputs, sizes } = large();
    const spoiler = overFirst('spoiler', '  output[at] = values[at];\n  if (at == 3) const_cast<float*>(values)[200000] = 5.0f;');
    const reader = overFirst('reader', '  output[at] = values[199968 + at];');
    const right = first64.map((at) => (199968 + at) % 1000);
    expect(await outputOf(device, reader, inputs, sizes)).toEqual(right);
    expect(await failure(outputOf(device, spoiler, inputs, sizes))).toEqual({ failed: 'crashed', detail: 'the kernel changed its input values' });
    expect(device.unusable()).toBeNull();
    expect(await outputOf(device, reader, inputs, sizes)).toEqual(right);
    await device.close();
  });

  it('that a kernel wrote into only as it was timed shows in the audit', async () => {
    const device = await open();
    const { inputs, sizes } = large();
    const late = overFirst('late', '  output[at] = values[at];\n  if (at == 0 && ++launches > 3) const_cast<float*>(values)[77] = 5.0f;', '__device__ int launches = 0;\n');
    const executable = await compiled(device, late);
    await executable.bind(inputs, sizes);
    expect([...(await executable.run()).values]).toEqual(first64);
    await executable.audit!();
    await executable.time(5);
    expect(await failure(executable.audit!())).toEqual({ failed: 'crashed', detail: 'the kernel changed its input values' });
    await executable.dispose();
    expect(await outputOf(device, copy, inputs, sizes)).toEqual(first64);
    await device.close();
  });

  it('that nobody was bound to is as it was, wherever a kernel wrote', async () => {
    const { driverLibrary, count } = counting();
    const device = await open({ driverLibrary });
    const [mine, anothers] = [large(), large()];
    const { input } = (await placesOf(device, anothers.inputs, anothers.sizes, [0]))[0]!;
    const wild = overFirst('wild', `  output[at] = values[at];\n  if (at == 0) *(float*)(${input + 40n}ull) = 99.0f;`);
    expect(await outputOf(device, wild, mine.inputs, mine.sizes)).toEqual(first64); // no look at its own arrays tells
    const before = count('uploaded');
    expect(await outputOf(device, copy, anothers.inputs, anothers.sizes)).toEqual(first64);
    expect(count('uploaded') - before).toBeGreaterThan(mebi);
    await device.close();
  });

  it('gives way where there is no room, the longest unused first, and leaves a quarter of the card to others', async () => {
    vi.stubEnv('EVOKE_STAND_IN_MEMORY', String(8 * mebi));
    const { driverLibrary, count } = counting();
    const device = await open({ driverLibrary });
    const arrays = Array.from({ length: 12 }, () => large(1));
    for (const { inputs, sizes } of arrays) {
      expect(await outputOf(device, copy, inputs, sizes)).toEqual(first64);
      expect(count('bytes')).toBeLessThanOrEqual(6 * mebi);
    }
    const uploads = async (at: number) => {
      const before = count('uploaded');
      await outputOf(device, copy, arrays[at]!.inputs, arrays[at]!.sizes);
      return count('uploaded') - before > mebi;
    };
    expect(await uploads(11)).toBe(false);
    expect(await uploads(0)).toBe(true);
    const whole = large(6); // takes the room of all that nobody uses
    expect(await outputOf(device, copy, whole.inputs, whole.sizes)).toEqual(first64);
    await device.close();
    expect(count('bytes')).toBe(0);
  });

  it('of more than the card has room for twice is bound again where it lies', async () => {
    vi.stubEnv('EVOKE_STAND_IN_MEMORY', String(8 * mebi));
    const device = await open();
    const { inputs, sizes } = large(6);
    const [one, other] = [await compiled(device, copy), await compiled(device, copy)];
    for (let turn = 0; turn < 2; turn++) {
      await one.bind(inputs, sizes);
      await other.bind(inputs, sizes);
    }
    expect([...(await other.run()).values]).toEqual(first64);
    expect(await failure(other.bind(inputs, sizes, { placement: 1 }))).toMatchObject({ failed: 'out-of-memory', detail: expect.stringContaining('(values 6291456, the output 256)') as string });
    await device.close();
  });
});

it('arrays of more types than one are known apart', async () => {
  const device = await open();
  const values = Float32Array.from({ length: mebi }, (_, at) => at % 500);
  const half = (scalar: 'f16' | 'f32', declared: string) => {
    const { signature, ...rest } = overFirst(`as_${scalar}`, '');
    return { ...rest, launch: planOf(`as_${scalar}`, 64, number(64), []), signature: { ...signature, parameters: [{ name: 'values', type: { scalar, dims: [symbol('count')] } }] },
      text: `#include <cuda_fp16.h>\nextern "C" __global__ void as_${scalar}(const ${declared}* __restrict__ values, float* __restrict__ output) {\n  output[threadIdx.x] = (float)values[threadIdx.x];\n}\n` };
  };
  for (const program of [half('f32', 'float'), half('f16', '__half')]) {
    expect(await outputOf(device, program, { values: { scalar: program.signature.parameters[0]!.type.scalar, shape: [mebi], values } }, { count: mebi })).toEqual(first64);
  }
  await device.close();
});
