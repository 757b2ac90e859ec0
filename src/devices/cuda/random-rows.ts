import type { Program, SizeExpression } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { fastest } from './bandwidth.ts';
import { type Compiled, type Compiler, compileBatch, isFailure } from './compile/index.ts';
import type { Context } from './context.ts';
import { allocated, freed } from './memory.ts';
import type { Modules } from './modules.ts';
import type { Steady } from './steady.ts';

const threads = 256;
/** Many times as many as are resident at once, or the last ones would run beside processors that have none. */
const blocksPerProcessor = 64;
/** Pieces that a lane has in flight, as many as the best peers have (cuEmbed: 8). */
const piecesInFlight = 8;

/**
 * Reads rows from random places and nothing else: lanes of a group read one row in pieces of 16 bytes where its size
 * allows, several rows at once; places come from a hash (the finaliser of MurmurHash3), so no index takes bandwidth. All
 * pieces of a turn are asked for before the first is used, and none behind a branch that could hold up the next. The sum is
 * only written where it is what no sum of zeros is, so that no read can be left out.
 */
function rowReader(rowBytes: number): Program {
  const { type, pieces, lanes, steps, inFlight } = piecesOf(rowBytes);
  const parts = { float4: ['.x', '.y', '.z', '.w'], float2: ['.x', '.y'], float: [''] }[type];
  const one: SizeExpression = { kind: 'number', value: 1 };
  const piece = `table[place * ${pieces}ull + at]`;
  return {
    target: 'cuda', sizes: {},
    text: `__device__ __forceinline__ unsigned int scattered(unsigned int key) {
  key ^= key >> 16;
  key *= 0x85ebca6bu;
  key ^= key >> 13;
  key *= 0xc2b2ae35u;
  return key ^ (key >> 16);
}

extern "C" __global__ void readRows(const ${type}* __restrict__ table, float* __restrict__ output, int rows, int turns) {
  const unsigned int thread = blockIdx.x * ${threads}u + threadIdx.x;
  const unsigned int group = thread / ${lanes}u;
  const unsigned int groups = gridDim.x * ${threads / lanes}u;
  float sum = 0.0f;
  for (int turn = 0; turn < turns; turn += ${inFlight}) {
    ${type} taken[${inFlight * steps}];
#pragma unroll
    for (int row = 0; row < ${inFlight}; row += 1) {
      const unsigned long long place = scattered((turn + row) * groups + group) % (unsigned int)rows;
#pragma unroll
      for (int step = 0; step < ${steps}; step += 1) {
        const unsigned int at = threadIdx.x % ${lanes}u + ${lanes}u * step;
        taken[${steps} * row + step] = ${steps * lanes === pieces ? piece : `at < ${pieces}u ? ${piece} : ${type}()`};
      }
    }
#pragma unroll
    for (int each = 0; each < ${inFlight * steps}; each += 1) {
      sum += ${parts.map((part) => `taken[each]${part}`).join(' + ')};
    }
  }
  if (sum == 1.0f) {
    output[0] = sum;
  }
}
`,
    launch: { entry: 'readRows', block: [threads, 1, 1], grid: [one, one, one], uniforms: [], sharedBytes: 0, dynamicSharedBytes: 0, addresses: 64 },
    signature: { name: 'readRows', description: '', parameters: [], roles: {}, returns: { scalar: 'f32', dims: [one] }, statics: [] },
  };
}

/** How a row is read: the widest type that divides it, how many of them, by how many lanes in how many steps; rows at once. */
function piecesOf(rowBytes: number) {
  const [type, bytes] = ([['float4', 16], ['float2', 8], ['float', 4]] as const).find(([, size]) => rowBytes % size === 0)!;
  const pieces = rowBytes / bytes;
  const lanes = Math.min(32, 2 ** Math.ceil(Math.log2(pieces)));
  const steps = Math.ceil(pieces / lanes);
  return { type, pieces, lanes, steps, inFlight: Math.max(1, Math.floor(piecesInFlight / steps)) };
}

export interface RowReading {
  readonly context: Context;
  readonly modules: Modules;
  readonly steady: Steady;
  readonly compiler: Compiler;
  readonly cache: string;
}

/**
 * Bytes per nanosecond of rows read from random places of a table 16 times the size of L2 (less where the card has not
 * the room). UserError for rows that are no multiple of 4 bytes.
 */
export async function randomRowBandwidth({ context, modules, steady, compiler, cache }: RowReading, rowBytes: number): Promise<number> {
  if (!Number.isInteger(rowBytes / 4) || rowBytes < 4) throw new UserError(`rows of ${rowBytes} bytes; allowed: a multiple of 4`);
  const { card } = context;
  const program = rowReader(rowBytes);
  const compiled = (await compileBatch([program], { compiler, cache, architecture: card.architecture }))[0]!;
  if (isFailure(compiled)) throw new Error(`the row reader does not compile: ${compiled.detail}`);
  return withKernel(modules, compiled, async (kernel) => {
    const rows = Math.max(1, Math.min(2 ** 31 - 1, Math.floor(Math.min(16 * card.l2Bytes, card.totalBytes / 8) / rowBytes)));
    const table = allocated(context, rows * rowBytes + 4, 'to measure the bandwidth of rows');
    try {
      context.call('cuMemsetD32', table, 0, (rows * rowBytes) / 4 + 1);
      const blocks = blocksPerProcessor * card.processors;
      const { lanes, inFlight } = piecesOf(rowBytes);
      const groups = (blocks * threads) / lanes;
      const turns = inFlight * Math.max(1, Math.ceil(rows / groups / inFlight));
      const parameters = [BigUint64Array.of(table), BigUint64Array.of(table + BigInt(rows * rowBytes)), Int32Array.of(rows), Int32Array.of(turns)];
      const nanoseconds = await fastest(context, steady, () => context.call('cuLaunchKernel', kernel, blocks, 1, 1, threads, 1, 1, 0, context.stream, parameters, 0));
      return (groups * turns * rowBytes) / nanoseconds;
    } finally {
      freed(context, table);
    }
  });
}

async function withKernel<Result>(modules: Modules, compiled: Compiled, work: (kernel: bigint) => Promise<Result>): Promise<Result> {
  const kernel = modules.load(compiled);
  try {
    return await work(kernel);
  } finally {
    modules.release(compiled);
  }
}
