import type { Arguments, ArrayData, DeviceFailure, Executable, Extents, Program, Sizes } from '../../model/index.ts';
import { failureError, failureOf } from '../failure.ts';
import { checkCompiledSizes, checkedArguments, shapeOf } from '../support/arguments.ts';
import { gridOf } from '../support/grid.ts';
import { type Buffer, type Buffers, launchParameters, overrun, released, uploaded } from './buffers.ts';
import type { Compiled } from './compile/index.ts';
import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';
import { energyOf } from './energy.ts';
import type { Flush } from './flush.ts';
import type { Modules } from './modules.ts';
import type { Instruments } from './nvml.ts';
import type { Steady } from './steady.ts';
import { loaded, poisonOf } from '../support/storage.ts';
import { type LaunchTimer, launchTimer } from './timing.ts';

/** What all executables of a device share. */
export interface Surroundings {
  readonly context: Context;
  readonly modules: Modules;
  readonly flush: Flush;
  readonly steady: Steady;
  readonly instruments: Instruments | null;
}

interface Bound {
  readonly shape: number[];
  readonly count: number;
  /** None where there is no element: nothing is launched then. */
  readonly launch: { readonly buffers: Buffers; readonly once: () => void; readonly timer: LaunchTimer } | null;
}

/** Numbers of `CUfunction_attribute`. */
const attributes = { threadsPerBlock: 0, registers: 4, dynamicShared: 8 } as const;

/** A compiled kernel in the driver, ready to be bound. Arrays stay on the card from `bind` to the next, or to `dispose`. */
export function cudaExecutable({ context, modules, flush, steady, instruments }: Surroundings, program: Program, compiled: Compiled): Executable | DeviceFailure {
  const plan = program.launch!;
  let kernel: Pointer;
  try {
    kernel = modules.load(compiled);
    const most = context.number('cuFuncGetAttribute', attributes.threadsPerBlock, kernel);
    const threads = plan.block[0] * plan.block[1] * plan.block[2];
    if (threads > most) {
      modules.release(compiled);
      return { failed: 'unsupported', detail: `a block of ${threads} threads with ${compiled.resources.registers} registers each; ${context.card.name} runs at most ${most} of such threads in a block` };
    }
    if (plan.dynamicSharedBytes > 0) context.call('cuFuncSetAttribute', kernel, attributes.dynamicShared, plan.dynamicSharedBytes);
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure === null) throw thrown;
    return failure;
  }

  let bound: Bound | undefined;
  let disposed = false;
  const current = (): Bound => {
    if (disposed) throw new Error('executable used after dispose()');
    if (bound === undefined) throw new Error('executable used before bind()');
    const fault = context.fault();
    if (fault !== null) throw failureError(fault);
    return bound;
  };
  const release = () => {
    if (bound?.launch) {
      bound.launch.timer.release();
      released(context, bound.launch.buffers);
    }
    bound = undefined;
  };
  const { scalar } = program.signature.returns;
  const { bits, width } = poisonOf(scalar);
  const fill = ({ data }: Buffer, count: number) => context.call(width === 2 ? 'cuMemsetD16Async' : 'cuMemsetD32Async', data, bits, count, context.stream);
  const read = ({ shape, count, launch }: Bound): ArrayData => {
    if (launch === null) return { scalar: 'f32', shape, values: new Float32Array(count).fill(NaN) };
    const { output } = launch.buffers;
    const bytes = new Uint8Array(output.bytes);
    context.call('cuMemcpyDtoH', bytes, output.data, output.bytes);
    const beyond = overrun(context, launch.buffers);
    if (beyond !== null) throw failureError({ failed: 'crashed', detail: beyond });
    return { scalar: 'f32', shape, values: loaded(scalar, bytes) };
  };

  return {
    resources: compiled.resources,
    async bind(inputs: Arguments, sizes: Sizes) {
      if (disposed) throw new Error('executable bound after dispose()');
      checkCompiledSizes(program, sizes);
      const args = checkedArguments(program, inputs, sizes);
      const shape = shapeOf(program, sizes);
      const count = shape.reduce((product, length) => product * length, 1);
      release();
      const grid = gridOf(plan, sizes);
      if (count === 0 || grid.includes(0)) {
        bound = { shape, count, launch: null };
        return;
      }
      checkGrid(context, grid);
      const buffers = uploaded(context, program, args, count);
      if ('failed' in buffers) throw failureError(buffers);
      const parameters = launchParameters(program, buffers, args, sizes);
      const once = () => context.call('cuLaunchKernel', kernel, ...grid, ...plan.block, plan.dynamicSharedBytes, context.stream, parameters, 0);
      const timer = launchTimer(context, flush, steady, { launch: once, poison: () => fill(buffers.output, count) });
      bound = { shape, count, launch: { buffers, once, timer } };
    },
    async run(): Promise<ArrayData> {
      const { count, launch } = current();
      if (launch !== null) {
        fill(launch.buffers.output, count);
        launch.once();
        context.finish();
      }
      return read(current());
    },
    lastOutput: async () => read(current()),
    async time(launches, { cache = 'cold' } = {}) {
      const { launch } = current();
      return launch === null ? Array.from({ length: launches }, () => 1) : launch.timer.time(launches, cache);
    },
    ...(instruments !== null && {
      async energy(launches: number) {
        const { launch } = current();
        return launch === null ? 0 : energyOf(launch.timer, instruments, launches);
      },
    }),
    async dispose() {
      if (disposed) return;
      release();
      disposed = true;
      modules.release(compiled);
    },
  };
}

/** More blocks than the card launches are the plan's fault, not the card's. */
function checkGrid({ card }: Context, grid: Extents<number>): void {
  const at = grid.findIndex((blocks, axis) => blocks > card.gridLimits[axis]!);
  if (at < 0) return;
  throw failureError({ failed: 'unsupported', detail: `a launch of ${grid[at]!} blocks along ${'xyz'[at]!}; ${card.name} launches at most ${card.gridLimits[at]!}` });
}
