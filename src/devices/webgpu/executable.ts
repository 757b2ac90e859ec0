import type { Arguments, ArrayData, DeviceFailure, Executable, Extents, Program, Scalar, Sizes } from '../../model/index.ts';
import { failureError } from '../failure.ts';
import { checkCompiledSizes, checkedArguments, shapeOf } from '../support/arguments.ts';
import { readBuffer } from '../support/read-buffer.ts';
import { stampedTimes, stampWrites } from '../support/stamps.ts';
import { loaded, poisonOf } from '../support/storage.ts';
import { type Buffers, bytesInBuffer, released, uploaded } from './buffers.ts';
import { compiled } from './compile.ts';
import type { Context } from './context.ts';
import { launchGrid } from './launch-grid.ts';

/** Passes that are handed to the GPU at once: few enough that none waits long, many enough that it does not idle. */
const passesPerSubmit = 64;

interface Bound {
  readonly shape: number[];
  readonly count: number;
  /** None where there is no element: nothing is launched then. */
  readonly launch: Launch | null;
}

interface Launch {
  readonly buffers: Buffers;
  readonly group: unknown;
  /** Workgroups along x, y, z. */
  readonly grid: Extents<number>;
}

/** Compiles a program, or says why not. Arrays stay on the GPU from `bind` to the next, or to `dispose`. */
export async function webgpuExecutable(context: Context, program: Program): Promise<Executable | DeviceFailure> {
  if (program.target !== 'wgsl' || program.launch === undefined) return { failed: 'unsupported', detail: `WebGPU takes programs of the target wgsl, not ${program.target}` };
  const made = await compiled(context, program);
  if ('failed' in made) return made;
  const { device } = context;
  const { pipeline, layout } = made;
  const plan = program.launch;
  const { scalar } = program.signature.returns;

  let bound: Bound | undefined;
  let disposed = false;
  const current = (): Bound => {
    if (disposed) throw new Error('executable used after dispose()');
    if (bound === undefined) throw new Error('executable used before bind()');
    const gone = context.lost();
    if (gone !== null) throw failureError(gone);
    return bound;
  };
  const release = () => {
    if (bound?.launch) released(bound.launch.buffers);
    bound = undefined;
  };
  const submit = ({ group, grid }: Launch, descriptors: readonly (object | undefined)[]) => {
    const encoder = device.createCommandEncoder();
    for (const descriptor of descriptors) {
      const pass = encoder.beginComputePass(descriptor);
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      if (!grid.includes(0)) pass.dispatchWorkgroups(grid[0], grid[1], grid[2]);
      pass.end();
    }
    device.queue.submit([encoder.finish()]);
  };

  const fill = ({ buffers }: Launch, count: number) => device.queue.writeBuffer(buffers.output, 0, poison(scalar, wordsOf(scalar, count)));
  const read = async ({ shape, count, launch }: Bound): Promise<ArrayData> => {
    if (launch === null) return { scalar, shape, values: new Float32Array(0) };
    const bytes = await context.alive(readBuffer(device, launch.buffers.output, 4 * wordsOf(scalar, count)));
    return { scalar, shape, values: loaded(scalar, new Uint8Array(bytes, 0, bytesInBuffer(scalar) * count)) };
  };

  return {
    async bind(inputs: Arguments, sizes: Sizes) {
      if (disposed) throw new Error('executable bound after dispose()');
      checkCompiledSizes(program, sizes);
      const args = checkedArguments(program, inputs, sizes);
      const shape = shapeOf(program, sizes);
      const count = shape.reduce((product, length) => product * length, 1);
      release();
      const gone = context.lost();
      if (gone !== null) throw failureError(gone);
      if (count === 0) {
        bound = { shape, count, launch: null };
        return;
      }
      const grid = launchGrid(program.signature.name, plan, sizes, device.limits.maxComputeWorkgroupsPerDimension);
      if ('failed' in grid) throw failureError(grid);
      const buffers = await context.alive(uploaded(device, program, args, sizes, count));
      if ('failed' in buffers) throw failureError(buffers);
      const group = device.createBindGroup({
        layout, entries: [buffers.uniforms, ...buffers.arrays, buffers.output].map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      bound = { shape, count, launch: { buffers, group, grid } };
    },
    async run(): Promise<ArrayData> {
      const { count, launch } = current();
      if (launch !== null) {
        fill(launch, count);
        submit(launch, [undefined]);
      }
      return read(current());
    },
    lastOutput: () => read(current()),
    async time(launches) {
      const { count, launch } = current();
      if (launch === null) return Array.from({ length: launches }, () => 1);
      fill(launch, count);
      return context.alive(stampedTimes(device, launches, (querySet, passes) => {
        for (let first = 0; first < passes; first += passesPerSubmit) {
          const some = Math.min(passesPerSubmit, passes - first);
          submit(launch, Array.from({ length: some }, (_, at) => stampWrites(querySet, first + at)));
        }
      }));
    },
    async dispose() {
      if (!disposed) release();
      disposed = true;
    },
  };
}

/** WebGPU moves whole words. */
function wordsOf(scalar: Scalar, count: number): number {
  return Math.ceil((bytesInBuffer(scalar) * count) / 4);
}

/** Words full of NaNs of an output's scalar. */
function poison(scalar: Scalar, words: number): ArrayBufferView {
  const { bits, width } = poisonOf(scalar);
  return new Uint32Array(words).fill(width === 4 ? bits : bits * 0x10001);
}
