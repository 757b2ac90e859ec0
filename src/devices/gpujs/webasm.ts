import type { Program } from '../../model/index.ts';
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
 * gpu.js's own dispatch over the compiled module, without the copies. Sizes are compiled in; another size is another
 * module.
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
  readonly constructor: { dispatchSpans(run: Span, runSimd: Span | null, cells: number, sizeX: number, seed: number): string };
}

export function webasmKernel(program: Program): ModeKernel {
  let kernel: WebasmKernel | undefined;
  const release = () => {
    kernel?.destroy();
    kernel = undefined;
  };
  const build = (args: readonly unknown[], sizes: Readonly<Record<string, number>>, output: number[]) =>
    buildKernel('webasm', program.text, { output, constants: constantsOf(program, sizes), pipeline: false, dynamic: false }, args);
  return {
    async check() {
      const built = await build(sampleArguments(program), {}, program.signature.returns.dims.map(() => 2));
      if (isFailure(built)) return built;
      built.destroy();
      return null;
    },
    async bind(args, sizes, output) {
      release();
      const built = await build(args, sizes, output);
      if (isFailure(built)) return built;
      kernel = built as WebasmKernel;
      const module = kernel._active;
      write(module, args);
      const { dispatchSpans } = kernel.constructor;
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

function write({ layout, f32 }: Module, args: readonly (number | GpuInput)[]): void {
  for (const { index, offset } of Object.values(layout.arrays)) f32.set((args[index] as GpuInput).value, offset / 4);
  for (const { index, offset, type } of Object.values(layout.scalars)) {
    if (type !== 'Float' && type !== 'Number') throw new Error(`gpu.js typed a scalar argument as ${type}`);
    f32[offset / 4] = args[index] as number;
  }
}
