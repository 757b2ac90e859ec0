import type { DeviceFailure, Program, Sizes } from '../../model/index.ts';
import { failureError } from '../failure.ts';
import { sampleArguments } from './arguments.ts';
import { buildKernel, isFailure } from './compile.ts';
import { constantsOf, type ModeKernel } from './executable.ts';
import { type GpuInput, gpuInternal, type Kernel } from './library.ts';
import type { WebGpuContext } from './webgpu-context.ts';
import { readBuffer } from '../support/read-buffer.ts';
import { type GpuBuffer, usage } from '../support/webgpu-types.ts';

/**
 * gpu.js's WebGPU backend. Arrays are uploaded once and passed as the handles that gpu.js's pipeline mode passes
 * between kernels, so that a launch moves nothing but a few bytes of sizes. Sizes of arrays and of the output are
 * run-time values in the shader; only a size that the text names (`this.constants.rows`) is compiled in.
 */
interface WebGpuKernel extends Kernel {
  output: number[];
  threadDim: number[];
  outputBuffer: GpuBuffer;
  _ensureOutputBuffer(): void;
}

type Handle = { delete(): void };
const BufferResult = () => gpuInternal<{
  WebGPUBufferResult: new (settings: { buffer: GpuBuffer; output: number[]; context: unknown; kernel: null }) => Handle;
}>('backend/web-gpu/buffer-result.js').WebGPUBufferResult;

export function webgpuKernel(context: WebGpuContext, program: Program): ModeKernel {
  const { device } = context;
  let kernel: WebGpuKernel | undefined;
  let compiledConstants = '';
  let handles: Handle[] = [];

  const build = async (sizes: Sizes): Promise<DeviceFailure | null> => {
    const constants = constantsOf(program, sizes);
    if (kernel !== undefined && compiledConstants === JSON.stringify(constants)) return null;
    kernel?.destroy();
    kernel = undefined;
    const output = program.signature.returns.dims.map(() => 2);
    const built = await buildKernel('webgpu', program.text, { output, constants, pipeline: true, dynamic: true }, sampleArguments(program));
    if (isFailure(built)) return built;
    kernel = built as WebGpuKernel;
    compiledConstants = JSON.stringify(constants);
    return null;
  };
  const dropHandles = () => {
    for (const handle of handles) handle.delete();
    handles = [];
  };

  return {
    check: () => build({}),
    async bind(args, sizes, output) {
      const failure = await build(sizes);
      if (failure !== null) return failure;
      dropHandles();
      device.pushErrorScope('out-of-memory');
      const launchArguments = args.map((arg) => (typeof arg === 'number' ? arg : upload(context, arg, handles)));
      const current = kernel!;
      current.output = output;
      current.threadDim = [...output, 1, 1].slice(0, 3);
      current._ensureOutputBuffer();
      const exhausted = await device.popErrorScope();
      if (exhausted !== null) return { failed: 'out-of-memory', detail: exhausted.message };
      const count = output.reduce((product, length) => product * length, 1);
      const poison = new Float32Array(count).fill(NaN);
      const launch = () => current.run(...launchArguments) as Promise<Handle>;
      return {
        async run() {
          device.queue.writeBuffer(current.outputBuffer, 0, poison);
          (await launch()).delete();
          return new Float32Array(await readBuffer(device, current.outputBuffer, 4 * count));
        },
        time: (launches) => context.stamped(launches, async () => { (await launch()).delete(); }),
      };
    },
    release() {
      dropHandles();
      kernel?.destroy();
      kernel = undefined;
    },
  };
}

function upload(context: WebGpuContext, { value, size }: GpuInput, handles: Handle[]): Handle {
  const { device } = context;
  const most = device.limits.maxStorageBufferBindingSize;
  if (value.byteLength > most) {
    throw failureError({ failed: 'out-of-memory', detail: `an array of ${value.byteLength} bytes does not fit a buffer of this GPU (${most} bytes)` });
  }
  const buffer = device.createBuffer({ size: Math.max(4, value.byteLength), usage: usage.storage | usage.copyDestination });
  device.queue.writeBuffer(buffer, 0, value instanceof Float32Array ? value : Float32Array.from(value));
  const handle = new (BufferResult())({ buffer, output: size, context: context.gpuContext, kernel: null });
  handles.push(handle);
  return handle;
}
