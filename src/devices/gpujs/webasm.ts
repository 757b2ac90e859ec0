import type { DeviceFailure, Program, Sizes } from '../../model/index.ts';
import { sampleArguments } from './arguments.ts';
import { timeLaunches } from './clock.ts';
import { buildKernel, isFailure } from './compile.ts';
import { constantsOf, type ModeKernel } from './executable.ts';
import type { GpuInput, Kernel } from './library.ts';

/**
 * gpu.js's WebAssembly backend, single-threaded with SIMD: threads of gpu.js are a pool whose hand-over costs more than
 * small kernels take and whose times spread widely, so they are left out.
 *
 * A call of gpu.js copies every argument into the module's memory and the result out of it: for a table of 25 MB that
 * is all one would measure. So the arguments are written once, into the memory as gpu.js laid it out, and a launch is
 * gpu.js's own dispatch over the compiled module, without the copies. Sizes are compiled in: other sizes make another
 * module, from the same analysis of the text unless a size that the text names (`this.constants.rows`) has changed.
 */
interface Module {
  readonly layout: {
    readonly arrays: Readonly<Record<string, { readonly index: number; readonly offset: number; readonly flatLength: number }>>;
    readonly scalars: Readonly<Record<string, { readonly index: number; readonly offset: number; readonly type: string }>>;
    readonly outputOffset: number;
  };
  readonly cells: number;
  readonly sizeX: number;
  readonly f32: Float32Array;
  readonly run: Span;
  readonly runSimd: Span | null;
}
type Span = (start: number, end: number, seed: number) => void;
interface WebasmKernel extends Kernel {
  readonly _active: Module;
  output: number[];
  threadDim: number[];
  moduleCacheLimit: number;
  _entryKey(args: readonly unknown[]): string;
  /** Makes the module for these arguments' sizes, or finds the one made before, and has it active. */
  _instantiate(key: string, args: readonly unknown[]): void;
  readonly constructor: { dispatchSpans(run: Span, runSimd: Span | null, cells: number, sizeX: number, seed: number): string };
}

export function webasmKernel(program: Program): ModeKernel {
  let kernel: WebasmKernel | undefined;
  let compiledConstants = '';
  const release = () => {
    kernel?.destroy();
    kernel = undefined;
  };
  const build = async (sizes: Sizes): Promise<DeviceFailure | null> => {
    const constants = constantsOf(program, sizes);
    if (kernel !== undefined && compiledConstants === JSON.stringify(constants)) return null;
    release();
    const output = program.signature.returns.dims.map(() => 2);
    const built = await buildKernel('webasm', program.text, { output, constants, pipeline: false, dynamic: true }, sampleArguments(program));
    if (isFailure(built)) return built;
    kernel = built as WebasmKernel;
    kernel.moduleCacheLimit = 1; // an old module would keep a copy of its tables
    compiledConstants = JSON.stringify(constants);
    return null;
  };
  return {
    check: () => build({}),
    async bind(args, sizes, output) {
      const failure = await build(sizes);
      if (failure !== null) return failure;
      const { dispatchSpans } = kernel!.constructor;
      const module = instantiate(kernel!, args, output);
      if ('failed' in module) return module;
      write(module, args);
      const launch = () => { dispatchSpans(module.run, module.runSimd, module.cells, module.sizeX, 0); };
      const base = module.layout.outputOffset / 4;
      return {
        async run() {
          module.f32.fill(NaN, base, base + module.cells);
          launch();
          return module.f32.slice(base, base + module.cells);
        },
        time: async (launches) => timeLaunches(launches, launch),
      };
    },
    release,
  };
}

function instantiate(kernel: WebasmKernel, args: readonly unknown[], output: number[]): Module | DeviceFailure {
  kernel.output = output;
  kernel.threadDim = [...output, 1, 1].slice(0, 3);
  try {
    kernel._instantiate(kernel._entryKey(args), args);
  } catch (thrown) {
    if (thrown instanceof RangeError) return { failed: 'out-of-memory', detail: thrown.message };
    throw thrown;
  }
  return kernel._active;
}

function write({ layout, f32 }: Module, args: readonly (number | GpuInput)[]): void {
  for (const { index, offset } of Object.values(layout.arrays)) f32.set((args[index] as GpuInput).value, offset / 4);
  for (const { index, offset, type } of Object.values(layout.scalars)) {
    if (type !== 'Float' && type !== 'Number') throw new Error(`gpu.js typed a scalar argument as ${type}`);
    f32[offset / 4] = args[index] as number;
  }
}
