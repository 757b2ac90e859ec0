import type { TypedKernel } from '../dialect/index.ts';
import type { Arguments, Counts, InstructionClass, Launch, Sizes } from '../model/index.ts';
import { evaluateSize } from '../util/size-expression.ts';
import { prepare, type Prepared } from './compile.ts';
import type { FoundFault } from './fault.ts';
import { WARP } from './lanes.ts';
import { launch } from './launch.ts';
import { blockThreads, sharedBytes } from './launch-problem.ts';
import { registersOf } from './registers.ts';
import { CLASSES, clearTally, type Cost } from './tally.ts';

/**
 * Counting for the `model` device. Some warps (of a grid kernel, the warps of some blocks) run in step, as on a GPU: an instruction is issued if any lane takes part,
 * both sides of an `if` where lanes differ, a loop as often as its slowest lane goes round.
 *
 * Where things lie: the parameters' arrays one after another, then the output, each 128-byte aligned. What is free:
 * locals, moves, arithmetic on constants, the thread's coordinates. What an access costs besides the load: see
 * `placePrice`. The chain: a warp issues in order and a compiler schedules between two branches but not across, so each
 * stretch between branches adds its own longest chain.
 */

/** Warps that are run by default; of a grid kernel whole blocks. */
export const SAMPLED_WARPS = 24;
const LEAST_BLOCKS = 6;

/** Compiles a kernel for counting; what it gives back may be called for any launch. `warps` limits how many are run. */
export function counter(typed: TypedKernel): (inputs: Arguments, sizes: Sizes, warps?: number) => Counts | FoundFault {
  const prepared = prepare(typed, 'f32', true);
  return (inputs, sizes, warps = SAMPLED_WARPS) => countLaunch(prepared, inputs, sizes, warps);
}

/** Counts `warps` warps of one launch. Deterministic. */
export function count(typed: TypedKernel, inputs: Arguments, sizes: Sizes, warps = SAMPLED_WARPS): Counts | FoundFault {
  return counter(typed)(inputs, sizes, warps);
}

function countLaunch({ typed, ...prepared }: Prepared, inputs: Arguments, sizes: Sizes, limit: number): Counts | FoundFault {
  const tally = prepared.tally!;
  clearTally(tally);
  const { signature: { returns: { dims } }, body } = typed.kernel;
  const run = (parts: readonly number[], half: 0 | 1) =>
    launch({ typed, ...prepared }, () => new Float32Array(0), inputs, sizes, { parts: parts.filter((_, at) => at % 2 === half) });
  const nothing = run([], 0); // says whether the launch is possible at all
  if (!nothing.ok) return nothing;
  const plan = body.launch ? gridSample(typed, body.launch, sizes, limit) : mapSample(dims.reduce((product, dim) => product * evaluateSize(dim, sizes), 1), limit);
  const first = run(plan.parts, 0);
  if (!first.ok) return first;
  const distinctSectorsOfHalf = tally.seen.size;
  const second = run(plan.parts, 1);
  if (!second.ok) return second;
  const { parts, ...figures } = plan;
  return {
    ...figures,
    issued: named(tally.issued), executed: named(tally.executed), chain: named(tally.chain), longestChain: named(tally.longest),
    sectors: tally.sectors, distinctSectors: tally.seen.size, distinctSectorsOfHalf, footprintSectors: prepared.compiledFor(sizes).machine.footprint,
  };
}

/** What part of a launch is run, and how large it is. */
type Sample = Pick<Counts, 'threads' | 'sampledThreads' | 'sampledWarps' | 'block'> & { readonly parts: readonly number[] };

function mapSample(threads: number, limit: number): Sample {
  const parts = sampleWarps(Math.ceil(threads / WARP), limit);
  const lanes = parts.map((warp) => Math.min(WARP, threads - warp * WARP));
  return { parts, threads, sampledThreads: lanes.reduce((sum, each) => sum + each, 0), sampledWarps: parts.length };
}

/** Blocks that make up about as many warps, but some blocks at least, so that one that is not like the others does not stand for all. */
function gridSample({ kernel: { body }, ...typed }: TypedKernel, launched: Launch, sizes: Sizes, limit: number): Sample {
  const threads = blockThreads(launched, sizes);
  const warps = Math.ceil(threads / WARP);
  const blocks = launched.grid.reduce((product, extent) => product * evaluateSize(extent, sizes), 1);
  const parts = sampleWarps(blocks, Math.max(Math.min(LEAST_BLOCKS, limit), Math.ceil(limit / warps)));
  return {
    parts, threads: blocks * threads, sampledThreads: parts.length * threads, sampledWarps: parts.length * warps,
    block: {
      threads, sharedBytes: sharedBytes(body.body, sizes), registers: registersOf(body, typed),
      ...(launched.resident === undefined ? {} : { resident: launched.resident }),
    },
  };
}

function named(cost: Cost): Record<InstructionClass, number> {
  return Object.fromEntries(CLASSES.map((name, each) => [name, cost[each]!])) as Record<InstructionClass, number>;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Which warps stand for the launch: the first, the last, and between them one of each equal part, at a place in it that
 * moves by the golden ratio so that no period of the output is met at always the same phase.
 */
export function sampleWarps(warps: number, limit: number): number[] {
  if (warps <= limit) return Array.from({ length: warps }, (_, warp) => warp);
  return Array.from({ length: limit }, (_, part) => {
    if (part === 0) return 0;
    if (part === limit - 1) return warps - 1;
    return Math.floor(((part + ((part * GOLDEN) % 1)) * warps) / limit);
  });
}
