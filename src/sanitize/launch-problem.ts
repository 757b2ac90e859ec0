import { nodesOf, type TypedKernel } from '../dialect/index.ts';
import type { DeviceLimits, Launch, SizeExpression, Sizes, Statement } from '../model/index.ts';
import { evaluate, showSize, symbolsOf } from '../util/size-expression.ts';
import { bytesOf } from './narrow.ts';

/** What a block may have where nothing is known of the device: what every GPU of the last ten years has. */
const usual: DeviceLimits = { threadsPerBlock: 1024, sharedBytesPerBlock: 49_152 };

/**
 * Why a grid kernel cannot be launched with these sizes, with the numbers; undefined where it can, and for map kernels.
 * The static sizes are enough for blocks and shared memory; what hangs on a size that is not given is not looked at.
 */
export function launchProblem({ kernel }: TypedKernel, sizes: Sizes, { threadsPerBlock, sharedBytesPerBlock }: DeviceLimits = usual): string | undefined {
  const { launch } = kernel.body;
  if (!launch) return undefined;
  const whole = (what: string, least: number, extents: readonly SizeExpression[]) => extents.map((extent) => notWhole(what, extent, least, sizes)).find((each) => each !== undefined);
  const shared = sharedArrays(kernel.body.body);
  const problem = whole('a block extent', 1, launch.block) ?? whole('a grid extent', 0, launch.grid) ?? whole('a shared dimension', 0, shared.flatMap(({ dims }) => dims));
  if (problem !== undefined) return problem;
  if (launch.block.every((extent) => isKnown(extent, sizes))) {
    const threads = blockThreads(launch, sizes);
    if (threads > threadsPerBlock) return `a block of ${launch.block.map((extent) => evaluate(extent, sizes)).join(' × ')}${launch.block.length > 1 ? ` = ${threads}` : ''} threads; at most ${threadsPerBlock} are possible`;
  }
  if (shared.every(({ dims }) => dims.every((dim) => isKnown(dim, sizes)))) {
    const bytes = sharedBytes(kernel.body.body, sizes);
    if (bytes > sharedBytesPerBlock) return `a block with ${bytes} bytes of shared memory; at most ${sharedBytesPerBlock} are possible`;
  }
  return shallow(kernel.body.body, sizes);
}

/**
 * True where the sizes are what a kernel is made for: its launch is possible, and rows that it takes several elements at a
 * time are as long as whole vectors. On other sizes a fault says nothing against the kernel.
 */
export function madeFor(typed: TypedKernel, sizes: Sizes, limits?: DeviceLimits): boolean {
  const divides = (name: string, width: number | undefined) => {
    const row = typed.arrays.get(name)!.type.dims.at(-1)!;
    return width === undefined || !isKnown(row, sizes) || evaluate(row, sizes) % width === 0;
  };
  return launchProblem(typed, sizes, limits) === undefined && nodesOf(typed.kernel.body).every((node) => {
    if (node.type === 'AsyncCopy') return divides(node.array, node.width) && divides(node.source, node.width);
    return node.type !== 'Element' && node.type !== 'Store' ? true : divides(node.array, node.width);
  });
}

/** Threads of a block. */
export function blockThreads({ block }: Launch, sizes: Sizes): number {
  return block.reduce((product, extent) => product * evaluate(extent, sizes), 1);
}

/** Shared memory of a block in bytes; each array begins at a multiple of 16. */
export function sharedBytes(body: readonly Statement[], sizes: Sizes): number {
  return sharedArrays(body).reduce((sum, { scalar, dims }) => sum + 16 * Math.ceil(dims.reduce((product, dim) => product * evaluate(dim, sizes), bytesOf[scalar]) / 16), 0);
}

function sharedArrays(body: readonly Statement[]) {
  return body.filter((node) => node.type === 'SharedDeclaration');
}

function notWhole(what: string, extent: SizeExpression, least: number, sizes: Sizes): string | undefined {
  if (!isKnown(extent, sizes)) return undefined;
  const value = evaluate(extent, sizes);
  if (Number.isInteger(value) && value >= least) return undefined;
  return `${what}, ${showSize(extent)}, is ${value}${symbolsOf(extent).map((symbol, each) => `${each === 0 ? ' with' : ','} ${symbol} = ${sizes[symbol]}`).join('')}; it must be a whole number of at least ${least}`;
}

function isKnown(size: SizeExpression, sizes: Sizes): boolean {
  return symbolsOf(size).every((symbol) => Object.hasOwn(sizes, symbol));
}

/** The matrix unit goes 16 deep at a time. */
function shallow(body: readonly Statement[], sizes: Sizes): string | undefined {
  for (const node of body.flatMap(nodesOf)) {
    if (node.type !== 'MatrixDot' || !isKnown(node.depth, sizes)) continue;
    const depth = evaluate(node.depth, sizes);
    if (depth < 16 || depth % 16 !== 0) return `matrixDot over a depth of ${depth}; it must be a multiple of 16`;
  }
  return undefined;
}
