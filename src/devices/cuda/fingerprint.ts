import type { Program, SizeExpression } from '../../model/index.ts';
import type { Compiled } from './compile/index.ts';
import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';
import { allocated, freed } from './memory.ts';
import type { Modules } from './modules.ts';

/** A stretch of the card's memory: aligned to 16 bytes, and as long as a multiple of 16. */
export interface Stretch {
  readonly at: Pointer;
  readonly bytes: number;
}

/**
 * A fingerprint of what lies in the card's memory, 64 bits, worked out on the card: reading gigabytes there takes the
 * hundredth of the time that the bus takes to bring them. It tells whether a kernel wrote where it may only read.
 */
export interface Fingerprints {
  of(stretches: readonly Stretch[]): readonly bigint[];
  close(): void;
}

const threads = 256;
const blocksPerProcessor = 8;
const one: SizeExpression = { kind: 'number', value: 1 };

/**
 * Each 16 bytes are mixed with their place (multiplications and shifts of MurmurHash3's finaliser, 64 bits), so that neither
 * another value nor the same ones elsewhere give the same; the sum of all needs no order.
 */
export const fingerprinter: Program = {
  target: 'cuda', sizes: {},
  text: `__device__ __forceinline__ unsigned long long mixed(unsigned long long word) {
  word = (word ^ (word >> 33)) * 0xff51afd7ed558ccdull;
  return word ^ (word >> 33);
}

extern "C" __global__ void fingerprint(const uint4* __restrict__ memory, unsigned long long* __restrict__ output, unsigned long long pieces) {
  __shared__ unsigned long long ofBlock;
  if (threadIdx.x == 0) {
    ofBlock = 0ull;
  }
  __syncthreads();
  unsigned long long own = 0ull;
  for (unsigned long long at = blockIdx.x * ${threads}ull + threadIdx.x; at < pieces; at += gridDim.x * ${threads}ull) {
    const uint4 piece = memory[at];
    const unsigned long long first = mixed((at + 1ull) * 0x9e3779b97f4a7c15ull ^ ((unsigned long long)piece.y << 32 | piece.x));
    own += mixed(first ^ ((unsigned long long)piece.w << 32 | piece.z));
  }
  atomicAdd(&ofBlock, own);
  __syncthreads();
  if (threadIdx.x == 0) {
    atomicAdd(output, ofBlock);
  }
}
`,
  launch: { entry: 'fingerprint', block: [threads, 1, 1], grid: [one, one, one], uniforms: [], sharedBytes: 8, dynamicSharedBytes: 0, addresses: 64 },
  signature: { name: 'fingerprint', description: '', parameters: [], roles: {}, returns: { scalar: 'f32', dims: [one] }, statics: [] },
};

/** As many as the arrays of a launch, and more: those beyond are done in another turn. */
const perTurn = 32;

export function fingerprintsOf(context: Context, modules: Modules, compiled: Compiled): Fingerprints {
  let made: { readonly kernel: Pointer; readonly sums: Pointer } | undefined;
  const prepared = () => {
    if (made !== undefined) return made;
    const sums = allocated(context, 8 * perTurn, 'for fingerprints');
    try {
      return (made = { kernel: modules.load(compiled), sums });
    } catch (thrown) {
      freed(context, sums);
      throw thrown;
    }
  };
  const turn = (stretches: readonly Stretch[]): bigint[] => {
    const { kernel, sums } = prepared();
    context.call('cuMemsetD32Async', sums, 0, 2 * stretches.length, context.stream);
    for (const [place, { at, bytes }] of stretches.entries()) {
      const pieces = bytes / 16;
      const blocks = Math.max(1, Math.min(blocksPerProcessor * context.card.processors, Math.ceil(pieces / threads)));
      const parameters = [BigUint64Array.of(at), BigUint64Array.of(sums + BigInt(8 * place)), BigUint64Array.of(BigInt(pieces))];
      context.call('cuLaunchKernel', kernel, blocks, 1, 1, threads, 1, 1, 0, context.stream, parameters, 0);
    }
    context.finish();
    const found = new BigUint64Array(stretches.length);
    context.call('cuMemcpyDtoH', found, sums, found.byteLength);
    return [...found];
  };
  return {
    of: (stretches) => Array.from({ length: Math.ceil(stretches.length / perTurn) }, (_, at) => turn(stretches.slice(at * perTurn, (at + 1) * perTurn))).flat(),
    close() {
      if (made === undefined) return;
      freed(context, made.sums);
      modules.release(compiled);
      made = undefined;
    },
  };
}
