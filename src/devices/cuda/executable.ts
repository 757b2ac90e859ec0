import type { Arguments, ArrayData, DeviceFailure, Executable, Extents, Program, Sizes } from '../../model/index.ts';
import { bytesOf } from '../../util/scalars.ts';
import { failureError, failureOf } from '../failure.ts';
import { checkCompiledSizes, checkedArguments, shapeOf } from '../support/arguments.ts';
import { gridOf } from '../support/grid.ts';
import { type Buffers, launchParameters, outOfReach, placed, released, wantedOf } from './buffers.ts';
import type { Compiled } from './compile/index.ts';
import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';
import { energyOf } from './energy.ts';
import type { Flush } from './flush.ts';
import { type Buffer, overrun } from './guarded.ts';
import type { Inputs } from './inputs.ts';
import { isShortage } from './memory.ts';
import type { Modules } from './modules.ts';
import type { Instruments } from './nvml.ts';
import type { Steady } from './steady.ts';
import { loaded, poisonOf } from '../support/storage.ts';
import { type LaunchTimer, launchTimer } from './timing.ts';

/** What all executables of a device share. */
export interface Surroundings {
  readonly context: Context;
  readonly modules: Modules;
  readonly inputs: Inputs;
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

/**
 * A compiled kernel in the driver, ready to be bound. What it reads is shared with other executables and stays on the card
 * after it (see inputs.ts); its output is its own, from `bind` to the next, or to `dispose`.
 */
export function cudaExecutable(surroundings: Surroundings, program: Program, compiled: Compiled): Executable | DeviceFailure {
  const { context, modules, inputs, flush, steady, instruments } = surroundings;
  const plan = program.launch!;
  const kernel = kernelFor(surroundings, program, compiled);
  if (typeof kernel === 'object') return kernel;

  let bound: Bound | undefined;
  let disposed = false;
  const current = (): Bound => {
    if (disposed) throw new Error('executable used after dispose()');
    if (bound === undefined) throw new Error('executable used before bind()');
    const fault = context.fault();
    if (fault !== null) throw failureError(fault);
    return bound;
  };
  const release = (what: Bound | undefined) => {
    if (!what?.launch) return;
    what.launch.timer.release();
    released(context, inputs, what.launch.buffers);
  };
  /** Throws the failure of a kernel that has written anything but its output. */
  const audit = ({ buffers }: NonNullable<Bound['launch']>) => {
    const changed = inputs.changed(buffers.inputs);
    const beyond = overrun(context, [...(changed ? [changed] : []), buffers.output]);
    if (beyond !== null) throw failureError({ failed: 'crashed', detail: beyond });
    if (changed !== undefined) throw failureError({ failed: 'crashed', detail: `the kernel changed its input ${changed.name}` });
  };
  const { scalar } = program.signature.returns;
  const { bits, width } = poisonOf(scalar);
  const fill = ({ data }: Buffer, count: number) => context.call(width === 2 ? 'cuMemsetD16Async' : 'cuMemsetD32Async', data, bits, count, context.stream);
  const read = ({ shape, count, launch }: Bound): ArrayData => {
    if (launch === null) return { scalar: 'f32', shape, values: new Float32Array(count).fill(NaN) };
    const { output } = launch.buffers;
    const bytes = new Uint8Array(output.bytes);
    context.call('cuMemcpyDtoH', bytes, output.data, output.bytes);
    audit(launch);
    return { scalar: 'f32', shape, values: loaded(scalar, bytes) };
  };

  return {
    resources: compiled.resources,
    guardsInputs: true,
    async bind(given: Arguments, sizes: Sizes, { placement = 0 } = {}) {
      if (disposed) throw new Error('executable bound after dispose()');
      checkCompiledSizes(program, sizes);
      const args = checkedArguments(program, given, sizes);
      const shape = shapeOf(program, sizes);
      const count = shape.reduce((product, length) => product * length, 1);
      const grid = gridOf(plan, sizes);
      let earlier = bound;
      bound = undefined;
      try {
        if (count === 0 || grid.includes(0)) {
          bound = { shape, count, launch: null };
          return;
        }
        checkGrid(context, grid);
        const wanted = wantedOf(args);
        const far = outOfReach(program, wanted, count);
        if (far !== null) throw failureError(far);
        const place = () => placed(context, inputs, wanted, bytesOf[scalar] * count, placement);
        let buffers: Buffers;
        try {
          buffers = place(); // the arrays before are still there, so that these lie elsewhere
        } catch (thrown) {
          if (earlier === undefined || !isShortage(thrown)) throw thrown;
          release(earlier);
          earlier = undefined;
          buffers = place();
        }
        const parameters = launchParameters(program, buffers, args, sizes);
        const once = () => context.call('cuLaunchKernel', kernel, ...grid, ...plan.block, plan.dynamicSharedBytes, context.stream, parameters, 0);
        const timer = launchTimer(context, flush, steady, { launch: once, poison: () => fill(buffers.output, count) });
        bound = { shape, count, launch: { buffers, once, timer } };
      } finally {
        release(earlier);
        inputs.thinOut();
      }
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
    ...(instruments?.metersEnergy === true && {
      async energy(launches: number) {
        const { launch } = current();
        return launch === null ? 0 : energyOf(launch.timer, instruments, launches);
      },
    }),
    async audit() {
      const { launch } = current();
      if (launch === null) return;
      context.finish();
      audit(launch);
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      try {
        release(bound);
        modules.release(compiled);
        inputs.thinOut();
      } catch (thrown) {
        if (failureOf(thrown) === null) throw thrown; // a fault that shows only now poisons the context, which tells whoever asks
      }
      bound = undefined;
    },
  };
}

/** The kernel in the driver, or why the card does not take it. */
function kernelFor({ context, modules }: Surroundings, { launch }: Program, compiled: Compiled): Pointer | DeviceFailure {
  const { block, dynamicSharedBytes } = launch!;
  let kernel: Pointer;
  try {
    kernel = modules.load(compiled);
  } catch (thrown) {
    return failureOrThrow(thrown);
  }
  let kept = false;
  try {
    const most = context.number('cuFuncGetAttribute', attributes.threadsPerBlock, kernel);
    const threads = block[0] * block[1] * block[2];
    if (threads > most) {
      return { failed: 'unsupported', detail: `a block of ${threads} threads with ${compiled.resources.registers} registers each; ${context.card.name} runs at most ${most} of such threads in a block` };
    }
    if (dynamicSharedBytes > 0) context.call('cuFuncSetAttribute', kernel, attributes.dynamicShared, dynamicSharedBytes);
    kept = true;
    return kernel;
  } catch (thrown) {
    return failureOrThrow(thrown);
  } finally {
    if (!kept) modules.release(compiled);
  }
}

function failureOrThrow(thrown: unknown): DeviceFailure {
  const failure = failureOf(thrown);
  if (failure === null) throw thrown;
  return failure;
}

/** More blocks than the card launches are the plan's fault, not the card's. */
function checkGrid({ card }: Context, grid: Extents<number>): void {
  const at = grid.findIndex((blocks, axis) => blocks > card.gridLimits[axis]!);
  if (at < 0) return;
  throw failureError({ failed: 'unsupported', detail: `a launch of ${grid[at]!} blocks along ${'xyz'[at]!}; ${card.name} launches at most ${card.gridLimits[at]!}` });
}
