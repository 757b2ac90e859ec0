import type { Program, SizeExpression } from '../../model/index.ts';
import type { Compiled } from './compile/index.ts';
import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';
import { allocated, freed } from './memory.ts';
import type { Modules } from './modules.ts';

/** Drives out what L2 holds. */
export interface Flush {
  /** Takes the memory, if that is not done yet: many executables are never timed. */
  prepare(): void;
  write(): void;
  close(): void;
}

const threads = 256;
const blocksPerProcessor = 8;
const one: SizeExpression = { kind: 'number', value: 1 };

/**
 * Reads an array and writes nothing: the sum is only kept where it is what no sum of zeros is. Also the first program that
 * a compiler is tried with.
 */
export const sweeper: Program = {
  target: 'cuda', sizes: {},
  text: `extern "C" __global__ void sweep(const uint4* __restrict__ memory, unsigned int* __restrict__ output, int pieces) {
  unsigned int sum = 0u;
  for (int at = blockIdx.x * ${threads} + threadIdx.x; at < pieces; at += gridDim.x * ${threads}) {
    const uint4 piece = memory[at];
    sum += piece.x + piece.y + piece.z + piece.w;
  }
  if (sum == 1u) {
    output[0] = sum;
  }
}
`,
  launch: { entry: 'sweep', block: [threads, 1, 1], grid: [one, one, one], uniforms: [], sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32 },
  signature: { name: 'sweep', description: '', parameters: [], roles: {}, returns: { scalar: 'f32', dims: [one] }, statics: [] },
};

/**
 * A write over twice the size of L2, and a read of the same. After the write alone L2 would be full of lines that have yet
 * to go to memory, and the kernel that is timed would wait for them: up to the size of L2 more than it moves itself.
 */
export function flushOf(context: Context, modules: Modules, compiled: Compiled): Flush {
  const { card } = context;
  const pieces = Math.ceil((2 * card.l2Bytes) / 16);
  let made: { readonly memory: Pointer; readonly launch: () => void } | undefined;
  return {
    prepare() {
      if (made !== undefined) return;
      const memory = allocated(context, 16 * pieces, 'to drive out what L2 holds');
      try {
        const kernel = modules.load(compiled);
        const parameters = [BigUint64Array.of(memory), BigUint64Array.of(memory), Int32Array.of(pieces)];
        made = { memory, launch: () => context.call('cuLaunchKernel', kernel, blocksPerProcessor * card.processors, 1, 1, threads, 1, 1, 0, context.stream, parameters, 0) };
      } catch (thrown) {
        freed(context, memory);
        throw thrown;
      }
    },
    write() {
      context.call('cuMemsetD32Async', made!.memory, 0, 4 * pieces, context.stream);
      made!.launch();
    },
    close() {
      if (made === undefined) return;
      freed(context, made.memory);
      modules.release(compiled);
      made = undefined;
    },
  };
}
