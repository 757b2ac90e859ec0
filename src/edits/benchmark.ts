import type { Capability, Genome, Kernel, Random } from '../model/index.ts';
import { canonicalHash, check } from '../dialect/index.ts';
import { randomStream } from '../util/random.ts';
import { editOperators } from './index.ts';
import { kernelOf, proposeEdit } from './vary.ts';

export interface VariationRate {
  readonly kernel: string;
  readonly mutants: number;
  /** Share of the mutants that obey the rules of the language. */
  readonly checkedShare: number;
  readonly mutantsPerSecond: number;
}

export interface VariationBenchmark {
  readonly kernels: readonly VariationRate[];
  /** Median of the kernels' mutants per second. */
  readonly median: number;
}

export interface VariationOptions {
  readonly seed?: number | string;
  /** Of the device that mutants would be made for: operators that need more take no part. Default: none. */
  readonly capabilities?: readonly Capability[];
}

/** Like a run of the search: parents with up to this many edits, of which this many live at a time. */
const longestGenome = 12;
const population = 32;
/** Mutants made before the clock starts: genomes have their length by then, and the engine has compiled the code. */
const warmUp = 500;

/**
 * Measures vary + apply + check + hash: mutants per second of one core, for each kernel `mutants` of them. Parents are
 * mutants that passed the checker, so genomes grow as in a run. `now` tells milliseconds; the draws hang on the seed only.
 */
export function benchmarkVariation(
  kernels: readonly Kernel[], mutants: number, now: () => number, { seed = 0, capabilities = [] }: VariationOptions = {},
): VariationBenchmark {
  const operators = editOperators.filter(({ requires }) => requires.every((need) => capabilities.includes(need))).map(({ name }) => name);
  const rates = kernels.map((kernel) => rateOf(kernel, mutants, now, seed, operators));
  const sorted = rates.map((rate) => rate.mutantsPerSecond).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = sorted.length === 0 ? 0 : (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return { kernels: rates, median };
}

function rateOf(base: Kernel, mutants: number, now: () => number, seed: number | string, operators: readonly string[]): VariationRate {
  const random = randomStream(seed).split(base.signature.name);
  const parents: Genome[] = Array.from({ length: population }, () => []);
  make(base, parents, warmUp, random, operators);
  const started = now();
  const checked = make(base, parents, mutants, random, operators);
  const seconds = (now() - started) / 1000;
  return { kernel: base.signature.name, mutants, checkedShare: checked / mutants, mutantsPerSecond: mutants / seconds };
}

/** Makes that many mutants of the parents, puts those that pass the checker among them, and counts these. */
function make(base: Kernel, parents: Genome[], mutants: number, random: Random, operators: readonly string[]): number {
  let checked = 0;
  for (let made = 0; made < mutants; ) {
    const at = random.below(parents.length);
    const parent = parents[at]!;
    const edit = proposeEdit(base, parent, random.pick(operators), random);
    if (!edit) {
      parents[at] = []; // worn out
      continue;
    }
    made++;
    const genome = [...parent, edit];
    const kernel = kernelOf(base, genome);
    canonicalHash(kernel);
    if (!check(kernel, 'any').ok) continue;
    checked++;
    parents[random.below(parents.length)] = genome.length < longestGenome ? genome : [];
  }
  return checked;
}
