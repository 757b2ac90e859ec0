import type { Program } from '../../model/index.ts';
import { gpuSize, sampleArguments } from './arguments.ts';
import { timeLaunches } from './clock.ts';
import { buildKernel, isFailure } from './compile.ts';
import { constantsOf, type ModeKernel } from './executable.ts';
import type { Kernel } from './library.ts';

/**
 * gpu.js's JavaScript backend: it prints the kernel as a loop nest and evaluates that text, so only text that our own
 * emitter made of a typed tree may come here. Arguments are flat typed arrays used in place: a call copies nothing.
 *
 * Two settings make a launch cost no more than the kernel: `pipeline` keeps one result array for all calls, and the
 * injected line makes that array start as NaN, so an element never written shows from the first launch on.
 */
const poisonedResults = `const Float32Array = function (length) { return new globalThis.Float32Array(length).fill(NaN); };`;

type Nested = Float32Array | Nested[];

export function cpuKernel(program: Program): ModeKernel {
  let kernel: Kernel | undefined;
  const release = () => {
    kernel?.destroy();
    kernel = undefined;
  };
  return {
    async check() {
      const built = await buildKernel('cpu', program.text, {
        output: program.signature.returns.dims.map(() => 2), constants: constantsOf(program, {}), pipeline: true, dynamic: false, prelude: poisonedResults,
      }, sampleArguments(program));
      if (isFailure(built)) return built;
      built.destroy();
      return null;
    },
    async bind(args, sizes, output) {
      release(); // strides and constants are compiled in, so another size is another kernel
      const built = await buildKernel('cpu', program.text, {
        output: gpuSize([...output].reverse()), constants: constantsOf(program, sizes), pipeline: true, dynamic: false, prelude: poisonedResults,
      }, args);
      if (isFailure(built)) return built;
      kernel = built;
      let result: Nested | undefined;
      const launch = () => { result = built.run(...args) as Nested; };
      return {
        async run() {
          if (result !== undefined) for (const row of rows(result)) row.fill(NaN);
          launch();
          return concatenate([...rows(result!)]);
        },
        time: async (launches) => timeLaunches(launches, launch),
      };
    },
    release,
  };
}

function* rows(result: Nested): Generator<Float32Array> {
  if (result instanceof Float32Array) yield result;
  else for (const part of result) yield* rows(part);
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const width = parts[0]?.length ?? 0;
  const values = new Float32Array(width * parts.length);
  parts.forEach((part, index) => values.set(part, index * width));
  return values;
}
