import type { Arguments, ArrayData, DeviceFailure, Executable, Program, Sizes } from '../../model/index.ts';
import { failureError, failureOf } from '../failure.ts';
import { checkCompiledSizes, shapeOf } from '../support/arguments.ts';
import { gpuArguments, unsupportedSignature } from './arguments.ts';
import type { GpuInput } from './library.ts';

/** A launch with its arguments in place. */
export interface Launch {
  /** Poisons the output with NaN, launches, and gives the output, row-major, as a new array. */
  run(): Promise<Float32Array>;
  /** Nanoseconds of each of so many launches. */
  time(launches: number): Promise<number[]>;
}

/** One program in one mode of gpu.js: what the modes differ in. */
export interface ModeKernel {
  /** Builds with stand-in arguments, so that what cannot compile shows before any data is there. */
  check(): Promise<DeviceFailure | null>;
  /** Puts arguments in place; `output` is the output's size, x first. */
  bind(args: readonly (number | GpuInput)[], sizes: Sizes, output: number[]): Promise<Launch | DeviceFailure>;
  release(): void;
}

/** A kernel that has no output element is answered without a launch: gpu.js has no empty arrays. */
const emptyLaunch: Launch = {
  run: async () => new Float32Array(0),
  time: async (launches) => Array.from({ length: launches }, () => 1),
};

/** Makes an executable of a program in one mode, or says why not. */
export async function gpuExecutable(program: Program, makeKernel: () => ModeKernel): Promise<Executable | DeviceFailure> {
  if (program.target !== 'gpujs') return { failed: 'unsupported', detail: `gpu.js takes programs of the target gpujs, not ${program.target}` };
  const unsupported = unsupportedSignature(program);
  if (unsupported !== null) return { failed: 'unsupported', detail: unsupported };
  const kernel = makeKernel();
  const failure = await kernel.check();
  if (failure !== null) return failure;

  let launch: Launch | undefined;
  let shape: number[] = [];
  let disposed = false;
  const bound = (): Launch => {
    if (disposed) throw new Error('executable used after dispose()');
    if (launch === undefined) throw new Error('executable used before bind()');
    return launch;
  };
  return {
    async bind(inputs: Arguments, sizes: Sizes) {
      if (disposed) throw new Error('executable bound after dispose()');
      checkCompiledSizes(program, sizes);
      launch = undefined;
      shape = shapeOf(program, sizes);
      const args = gpuArguments(program, inputs, sizes);
      if (shape.includes(0)) {
        launch = emptyLaunch;
        return;
      }
      const result = await kernel.bind(args, sizes, [...shape].reverse());
      if ('failed' in result) throw failureError(result);
      launch = result;
    },
    async run(): Promise<ArrayData> {
      const launch = bound();
      return { scalar: 'f32', shape, values: await launched(() => launch.run()) };
    },
    async time(launches) {
      const launch = bound();
      return launched(() => launch.time(launches));
    },
    async dispose() {
      if (!disposed) kernel.release();
      disposed = true;
      launch = undefined;
    },
  };
}

/**
 * A kernel that leaves its memory traps in WebAssembly, and may throw in plain JavaScript: its own doing, not a bug. An
 * allocation that is refused is left to the worker, which knows it as such.
 */
async function launched<T>(launch: () => Promise<T>): Promise<T> {
  try {
    return await launch();
  } catch (thrown) {
    if (failureOf(thrown) !== null || thrown instanceof RangeError || !(thrown instanceof Error)) throw thrown;
    throw failureError({ failed: 'crashed', detail: `${thrown.name}: ${thrown.message}` });
  }
}

/** Values of `this.constants`: all size symbols; while checking, symbols not known yet stand at 2. */
export function constantsOf(program: Program, sizes: Sizes): Record<string, number> {
  const mentioned = [...program.text.matchAll(/\bthis\.constants\.(\w+)/g)].map((match) => match[1]!);
  return Object.fromEntries([...new Set(mentioned)].map((name) => [name, sizes[name] ?? program.sizes[name] ?? 2]));
}
