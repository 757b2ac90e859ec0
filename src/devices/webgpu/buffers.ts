import type { ArrayData, DeviceFailure, Parameter, Program, Scalar, Sizes } from '../../model/index.ts';
import { evaluateSize } from '../../util/size-expression.ts';
import type { CheckedArgument } from '../support/arguments.ts';
import { bytesOf, isFloat } from '../../util/scalars.ts';
import { stored } from '../support/storage.ts';
import { type GpuBuffer, type GpuDevice, usage } from '../support/webgpu-types.ts';

/**
 * Arguments as the GPU holds them: bools as u32, sizes and scalars in one uniform buffer. A buffer is whole vectors of 16
 * bytes, so that an array bound as such ends with its last element in one.
 */

export interface Buffers {
  readonly uniforms: GpuBuffer;
  readonly arrays: readonly GpuBuffer[];
  readonly output: GpuBuffer;
}

/** Puts a launch's arguments on the GPU, or says what does not fit. An empty array gets a buffer too: WebGPU binds none of size 0. */
export async function uploaded(device: GpuDevice, program: Program, args: readonly CheckedArgument[], sizes: Sizes, outputs: number): Promise<Buffers | DeviceFailure> {
  const arrays = args.filter(({ parameter }) => parameter.type.dims.length > 0);
  const most = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  const wanted = [
    ...arrays.map(({ parameter: { name, type }, data }) => ({ name, elements: data.values.length, bytes: bytesInBuffer(type.scalar) * data.values.length })),
    { name: 'the output', elements: outputs, bytes: bytesInBuffer(program.signature.returns.scalar) * outputs },
  ];
  const far = wanted.find(({ elements }) => elements > 2 ** 31 - 1);
  if (far !== undefined) return { failed: 'unsupported', detail: `${far.name} has ${far.elements} elements, but WGSL finds places with 32 bits: at most 2147483647` };
  const large = wanted.find(({ bytes }) => bytes > most);
  if (large !== undefined) return { failed: 'out-of-memory', detail: `${large.name} takes ${large.bytes} bytes, but a buffer of this GPU holds at most ${most}; use fewer rows` };

  const made: GpuBuffer[] = [];
  const make = (bytes: number, use: number): GpuBuffer => {
    const buffer = device.createBuffer({ size: Math.max(16, 16 * Math.ceil(bytes / 16)), usage: use });
    made.push(buffer);
    return buffer;
  };
  device.pushErrorScope('out-of-memory');
  const uniforms = make(4 * program.launch!.uniforms.length, usage.uniform | usage.copyDestination);
  const onGpu = arrays.map((_, at) => make(wanted[at]!.bytes, usage.storage | usage.copyDestination));
  const output = make(wanted.at(-1)!.bytes, usage.storage | usage.copyDestination | usage.copySource);
  const exhausted = await device.popErrorScope();
  if (exhausted !== null) {
    for (const buffer of made) buffer.destroy();
    const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
    return { failed: 'out-of-memory', detail: `the GPU has no room for ${total} bytes (${wanted.map(({ name, bytes }) => `${name} ${bytes}`).join(', ')})` };
  }
  if (program.launch!.uniforms.length > 0) device.queue.writeBuffer(uniforms, 0, uniformValues(program, args, sizes));
  arrays.forEach(({ parameter, data }, at) => {
    if (data.values.length > 0) device.queue.writeBuffer(onGpu[at]!, 0, gpuValues(parameter, data));
  });
  return { uniforms, arrays: onGpu, output };
}

export function released({ uniforms, arrays, output }: Buffers): void {
  for (const buffer of [uniforms, ...arrays, output]) buffer.destroy();
}

/** Bytes of an element in a buffer: bools take a word. */
export function bytesInBuffer(scalar: Scalar): number {
  return scalar === 'bool' ? 4 : bytesOf[scalar];
}

function gpuValues({ type: { scalar } }: Parameter, { values }: ArrayData): ArrayBufferView {
  if (scalar === 'bool') return Uint32Array.from(values as Uint8Array, (value) => (value === 0 ? 0 : 1));
  const view = stored(scalar, values);
  if (view.byteLength % 4 === 0) return view;
  const words = new Uint8Array(4 * Math.ceil(view.byteLength / 4)); // WebGPU writes words
  words.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return words;
}

function uniformValues({ launch }: Program, args: readonly CheckedArgument[], sizes: Sizes): ArrayBufferView {
  const view = new DataView(new ArrayBuffer(4 * launch!.uniforms.length));
  launch!.uniforms.forEach((uniform, at) => {
    if (uniform.kind === 'size') {
      view.setInt32(4 * at, evaluateSize(uniform.value, sizes), true);
      return;
    }
    const { parameter, data } = args.find((each) => each.parameter.name === uniform.parameter)!;
    const value = Number(data.values[0]);
    if (isFloat(parameter.type.scalar)) view.setFloat32(4 * at, value, true);
    else view.setInt32(4 * at, value, true);
  });
  return new Uint8Array(view.buffer); // Dawn takes no DataView
}
