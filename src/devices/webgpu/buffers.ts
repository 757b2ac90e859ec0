import type { ArrayData, DeviceFailure, Parameter, Program, Sizes } from '../../model/index.ts';
import { evaluateSize } from '../../util/size-expression.ts';
import type { CheckedArgument } from '../support/arguments.ts';
import { type GpuBuffer, type GpuDevice, usage } from '../support/webgpu-types.ts';

/** Arguments as the GPU holds them: f32 and i32 as they are, bools as u32, sizes and scalars in one uniform buffer. */

export interface Buffers {
  readonly uniforms: GpuBuffer;
  readonly arrays: readonly GpuBuffer[];
  readonly output: GpuBuffer;
}

/** Puts a launch's arguments on the GPU, or says what does not fit. An empty array gets a buffer of one element: WebGPU binds none of size 0. */
export async function uploaded(device: GpuDevice, program: Program, args: readonly CheckedArgument[], sizes: Sizes, outputs: number): Promise<Buffers | DeviceFailure> {
  const arrays = args.filter(({ parameter }) => parameter.type.dims.length > 0);
  const most = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  const wanted = [...arrays.map(({ parameter: { name }, data }) => ({ name, bytes: 4 * data.values.length })), { name: 'the output', bytes: 4 * outputs }];
  const large = wanted.find(({ bytes }) => bytes > most);
  if (large !== undefined) return { failed: 'out-of-memory', detail: `${large.name} takes ${large.bytes} bytes, but a buffer of this GPU holds at most ${most}; use fewer rows` };

  const made: GpuBuffer[] = [];
  const make = (bytes: number, use: number): GpuBuffer => {
    const buffer = device.createBuffer({ size: Math.max(4, bytes), usage: use });
    made.push(buffer);
    return buffer;
  };
  device.pushErrorScope('out-of-memory');
  const uniforms = make(16 * Math.ceil((4 * program.launch!.uniforms.length) / 16) || 16, usage.uniform | usage.copyDestination);
  const onGpu = arrays.map(({ data }) => make(4 * data.values.length, usage.storage | usage.copyDestination));
  const output = make(4 * outputs, usage.storage | usage.copyDestination | usage.copySource);
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

function gpuValues({ type }: Parameter, { values }: ArrayData): ArrayBufferView {
  if (type.scalar === 'f32') return values instanceof Float32Array ? values : Float32Array.from(values as Float64Array);
  if (type.scalar === 'bool') return Uint32Array.from(values as Uint8Array, (value) => (value === 0 ? 0 : 1));
  return values instanceof Int32Array ? values : Int32Array.from(values as Int8Array);
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
    if (parameter.type.scalar === 'f32') view.setFloat32(4 * at, value, true);
    else view.setInt32(4 * at, value, true);
  });
  return new Uint8Array(view.buffer); // Dawn takes no DataView
}
