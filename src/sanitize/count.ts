import type { TypedKernel } from '../dialect/index.ts';
import type { Arguments, Counts, InstructionClass, Sizes } from '../model/index.ts';
import { evaluateSize } from '../util/size-expression.ts';
import { compile, type Compiled } from './compile.ts';
import type { FoundFault } from './fault.ts';
import { WARP } from './lanes.ts';
import { launch } from './launch.ts';
import { CLASSES, clearTally, type Cost } from './tally.ts';

/**
 * Counting for the `model` device. Some warps run in step, as on a GPU: an instruction is issued if any lane takes part,
 * both sides of an `if` where lanes differ, a loop as often as its slowest lane goes round.
 *
 * Where things lie: the parameters' arrays one after another, then the output, each 128-byte aligned. What is free:
 * locals, moves, arithmetic on constants, the thread's coordinates. What an access costs besides the load: see
 * `placePrice`. The chain: a warp issues in order and a compiler schedules between two branches but not across, so each
 * stretch between branches adds its own longest chain.
 */

/** Warps that are run by default. */
export const SAMPLED_WARPS = 24;

/** Compiles a kernel for counting; what it gives back may be called for any launch. `warps` limits how many are run. */
export function counter(typed: TypedKernel): (inputs: Arguments, sizes: Sizes, warps?: number) => Counts | FoundFault {
  const compiled = compile(typed, 'f32', true);
  return (inputs, sizes, warps = SAMPLED_WARPS) => countLaunch(compiled, inputs, sizes, warps);
}

/** Counts `warps` warps of one launch. Deterministic. */
export function count(typed: TypedKernel, inputs: Arguments, sizes: Sizes, warps = SAMPLED_WARPS): Counts | FoundFault {
  return counter(typed)(inputs, sizes, warps);
}

function countLaunch(compiled: Compiled, inputs: Arguments, sizes: Sizes, limit: number): Counts | FoundFault {
  const tally = compiled.machine.tally!;
  clearTally(tally);
  const { dims } = compiled.build.typed.kernel.signature.returns;
  const threads = dims.reduce((product, dim) => product * evaluateSize(dim, sizes), 1);
  const warps = sampleWarps(Math.ceil(threads / WARP), limit);
  const run = (half: 0 | 1) => launch(compiled, () => new Float32Array(0), inputs, sizes, { warps: warps.filter((_, at) => at % 2 === half) });
  const first = run(0);
  if (!first.ok) return first;
  const distinctSectorsOfHalf = tally.seen.size;
  const second = run(1);
  if (!second.ok) return second;
  const lanes = warps.map((warp) => Math.min(WARP, threads - warp * WARP));
  return {
    threads, sampledThreads: lanes.reduce((sum, each) => sum + each, 0), sampledWarps: warps.length,
    issued: named(tally.issued), executed: named(tally.executed), chain: named(tally.chain),
    sectors: tally.sectors, distinctSectors: tally.seen.size, distinctSectorsOfHalf,
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
