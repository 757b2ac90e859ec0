import { allCapabilities } from '../../model/capability.ts';
import { check } from '../../dialect/index.ts';
import { operatorsByName } from '../../edits/index.ts';
import type { Genome, Kernel, Random, Sizes } from '../../model/index.ts';
import { madeFor } from '../../sanitize/index.ts';
import { casesFor, oracleOf } from '../../verify/index.ts';
import { variationOf } from '../2-vary.ts';
import { hostGates, isOutcome } from '../host-gates.ts';
import { sayOutcome } from '../not-verified.ts';
import type { DeviceGate } from './examiner.ts';

/**
 * Kernels that compute the same in another way: lists of edits that keep the meaning for every size (unrolled, hoisted,
 * reassociated, split over accumulators, lanes or blocks, staged in shared memory, …), put through the very gates of a run.
 * What a gate says against one of them is a false alarm.
 */
export interface Rewrite {
  readonly kernel: Kernel;
  /** Names of its edits, in order. */
  readonly edits: readonly string[];
  /** What a gate says against it; undefined where all let it through. */
  readonly refusal: string | undefined;
}

export interface RewriteOptions {
  readonly seed: number;
  readonly random: Random;
  readonly onDevice?: DeviceGate | undefined;
}

/**
 * Edits that keep what is computed, whatever the kernel. Those left out know only syntax, trust the sizes, narrow the arithmetic,
 * or, as common-subexpression, may bring a load out in front of its guard.
 */
export const keepMeaning: readonly string[] = [
  'unroll-loop', 'unroll-loop-fully', 'interchange-loops', 'hoist-invariant', 'unswitch-loop', 'merge-branches', 'close-counting-loop',
  'specialise-size', 'inline-local', 'reduce-strength', 'induction-variable', 'reassociate', 'split-accumulator',
  'split-accumulator-by-unrolling', 'simplify-expression', 'remove-dead-code', 'convert-branch',
  'map-to-grid', 'several-outputs-per-thread', 'several-rows-per-thread', 'grid-stride', 'rows-in-flight', 'vectorise-reduction', 'vectorise-innermost',
  'hint-store', 'hint-load', 'narrow-addresses', 'bound-registers', 'change-block',
  'lanes-per-row', 'split-bag-over-lanes', 'stage-indices', 'stage-operand', 'async-staging', 'double-buffer', 'shared-padding',
];

/** What may be compiled in, small enough for the interpreter; the first of these, shuffled, that a kernel is made for. */
const widths = [3, 4, 8, 12, 16, 20, 32, 64];

/** Edits of one rewrite, at most; and tries for one that is new, before no more are expected. */
const mostEdits = 4;
const triesFor = 40;

/** So many different rewrites of a kernel, or as many as there are. A device that a rewrite asks too much of passes it over. */
export async function rightRewrites(base: Kernel, wanted: number, { seed, random, onDevice }: RewriteOptions): Promise<Rewrite[]> {
  const fixed = drawSizes(base, random);
  const oracle = oracleOf(base.signature);
  const gates = hostGates({ base, capabilities: allCapabilities, fixed, seed, oracle });
  const vary = variationOf(base, allCapabilities, fixed);
  const seen = new Set([gates.apply([]).hash]);
  const rewrites: Rewrite[] = [];
  for (let tries = 0; rewrites.length < wanted && tries < triesFor * wanted; tries++) {
    const genome = drawGenome(vary.mutate, 1 + random.below(mostEdits), random);
    const { kernel, hash } = gates.apply(genome);
    if (seen.has(hash)) continue;
    seen.add(hash);
    const judged = (['held-out', 0] as const).map((generation) => gates.judge(kernel, generation));
    const outcome = judged.find(isOutcome);
    if (outcome?.kind === 'unsupported') continue; // larger than a card: nobody says that it is wrong
    const typed = judged.find((each) => !isOutcome(each));
    const report = outcome || !typed || isOutcome(typed) ? undefined : await onDevice?.(typed, casesFor(base.signature, { fixed, seed, generation: 0 }), oracle);
    rewrites.push({ kernel, edits: genome.map(({ operator }) => operator), refusal: outcome ? sayOutcome(outcome) : report?.ok === false ? report.detail : undefined });
  }
  return rewrites;
}

function drawGenome(mutate: (genome: Genome, operator: string, random: Random) => Genome | undefined, edits: number, random: Random): Genome {
  let genome: Genome = [];
  for (let tries = 0; genome.length < edits && tries < 10 * edits; tries++) {
    genome = mutate(genome, random.pick(keepMeaning.filter((name) => operatorsByName.has(name))), random) ?? genome;
  }
  return genome;
}

function drawSizes(base: Kernel, random: Random): Sizes {
  const checked = check(base, 'any');
  if (!checked.ok) throw new Error(`${base.signature.name} does not check: ${checked.detail}`);
  const order = random.shuffle(widths);
  const found = order.map((width) => Object.fromEntries(base.signature.statics.map((symbol) => [symbol, symbol === 'fields' ? 2 + random.below(8) : width])))
    .find((sizes) => madeFor(checked.typed, sizes));
  if (found === undefined) throw new Error(`${base.signature.name} is made for none of the widths ${widths.join(', ')}`);
  return found;
}
