import type { Arguments, Random, Signature, Sizes, WorkloadSpec } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { randomStream } from '../../util/random.ts';
import { symbolsOf } from '../../util/size-expression.ts';
import { rolesOf, sizeNamesOf, workloadCase, type Oracle, type TestCase } from '../../verify/index.ts';
import { generateArguments } from '../../workloads/index.ts';

/**
 * Random inputs, made without a thought of what breaks kernels: sizes, bag lengths and rows are drawn, small ones first. They
 * say whether a mutant is wrong at all, so they must not be the hostile cases that are to be scored.
 */
export interface RandomInputs {
  /** How many there are. */
  readonly count: number;
  /** The input of that number, made when it is first asked for. */
  at(number: number): TestCase;
}

export interface RandomInputOptions {
  /** Sizes that the kernel is made for. */
  readonly fits: (sizes: Sizes) => boolean;
  readonly seed: number;
  readonly count?: number;
  readonly oracle: Oracle;
}

/** By what a size of an operation is called: the largest of the first half of the inputs, and of the second. */
const largest: Readonly<Record<string, readonly [small: number, large: number]>> = {
  rows: [9, 1200], lookups: [12, 1200], bags: [9, 4000], batch: [6, 1200], fields: [6, 70], dim: [9, 140],
};
const otherwise = [4, 9] as const;

/** What an input may come to, or the interpreter takes too long: fields² · dim · batch, and bags · dim. */
const mostSteps = 150_000;
const mostPooled = 10_000;

/** Draws of sizes for one input, the last of them multiples of 512. */
const mostTries = 40;

export function randomInputs(signature: Signature, { fits, seed, oracle, count = 60 }: RandomInputOptions): RandomInputs {
  const made = new Map<number, TestCase>();
  return {
    count,
    at(number) {
      const known = made.get(number);
      if (known) return known;
      const random = randomStream(`random inputs ${seed} ${number}`);
      const name = `random input ${number + 1}`;
      const inputs = drawArguments(signature, fits, number >= count / 2, name, random);
      const plain = workloadCase(signature, name, inputs);
      const varied = { ...plain, arguments: varyValues(signature, inputs, random.split('values')) };
      const testCase = hasAnswer(varied, oracle) ? varied : plain;
      made.set(number, testCase);
      return testCase;
    },
  };
}

/** Floats of other sizes and signs: workloads have them all between -1 and 1, and evenly. */
function varyValues({ parameters, roles }: Signature, inputs: Arguments, random: Random): Arguments {
  return Object.fromEntries(parameters.map(({ name, type }) => {
    const array = inputs[name]!;
    if (type.scalar !== 'f32' || (roles[name] ?? { kind: 'values' }).kind !== 'values') return [name, array];
    const scale = 2 ** random.pick([0, 0, -12, -4, 4, 10]);
    const zeros = random.pick([0, 0, 0.3]);
    const sign = random.pick([undefined, undefined, -1, 1]);
    const values = Float32Array.from(array.values as Float32Array, (value) => {
      if (random.chance(zeros)) return 0;
      return scale * (sign === undefined ? value * (random.chance(0.2) ? -1 : 1) : sign * Math.abs(value));
    });
    return [name, { ...array, values }];
  }));
}

/** Not every operation has an answer everywhere: weights may sum to 0. */
function hasAnswer(testCase: TestCase, oracle: Oracle): boolean {
  try {
    oracle(testCase);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/**
 * Arguments of drawn sizes, drawn again until the kernel is made for them and the operation has such rows; static sizes are
 * multiples of larger and larger powers of two.
 */
function drawArguments(signature: Signature, fits: (sizes: Sizes) => boolean, large: boolean, name: string, random: Random): Arguments {
  let refusal = new UserError(`no random sizes fit kernel ${signature.name}; make it for more sizes`);
  for (let tries = 0; tries < mostTries; tries++) {
    const sizes = drawSizes(signature, 2 ** Math.floor(tries / 4), large, random);
    if (!fits(sizes)) continue;
    try {
      return generateArguments(signature, drawSpec(signature, sizes, large, random), { draw: name }).arguments;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function drawSpec(signature: Signature, sizes: Sizes, large: boolean, random: Random): WorkloadSpec {
  const long = large && random.chance(0.2);
  const bags = nameOf(signature, 'bags');
  const few = long && sizes[bags] !== undefined ? { ...sizes, [bags]: 1 + random.below(4) } : sizes;
  const bagLengths: NonNullable<WorkloadSpec['bagLengths']> = long ? { distribution: 'fixed', length: 60 + random.below(700) }
    : large && random.chance(0.3) ? { distribution: 'uniform', low: 30, high: 34 }
      : large ? { distribution: 'geometric', mean: random.pick([0.5, 4, 20]) } : { distribution: 'uniform', low: 0, high: 1 + random.below(6) };
  return {
    name: 'random', operations: [], sizes: few, bagLengths, dtype: 'f32', seed: random.below(1 << 30),
    indices: random.chance(0.5) ? { distribution: 'uniform' } : { distribution: 'zipf', alpha: 1 },
  };
}

/** Sizes of all orders of magnitude alike; how many lookups there are follows from the bags. */
function drawSizes(signature: Signature, unit: number, large: boolean, random: Random): Sizes {
  const follow = new Set(Object.values(rolesOf(signature)).flatMap((role) => (role.kind === 'offsets' ? symbolsOf(role.into) : [])));
  const types = [...signature.parameters.map(({ type }) => type), signature.returns];
  const symbols = [...new Set(types.flatMap(({ dims }) => dims.flatMap(symbolsOf)))].filter((symbol) => !follow.has(symbol));
  const meanings = new Map(Object.entries(sizeNamesOf(signature)).map(([meaning, name]) => [name, meaning]));
  const sizes: Record<string, number> = Object.fromEntries(symbols.map((symbol) => {
    const most = (largest[meanings.get(symbol) ?? ''] ?? otherwise)[large ? 1 : 0];
    const step = signature.statics.includes(symbol) ? unit : 1;
    return [symbol, step * Math.ceil(Math.max(1, most / step) ** random.unit())];
  }));
  const atMost = (meaning: string, most: number) => {
    const name = nameOf(signature, meaning);
    if (sizes[name] !== undefined) sizes[name] = Math.max(1, Math.min(sizes[name], Math.floor(most)));
  };
  const sizeOf = (meaning: string) => sizes[nameOf(signature, meaning)] ?? 1;
  atMost('batch', mostSteps / (sizeOf('fields') ** 2 * sizeOf('dim')));
  atMost('bags', mostPooled / sizeOf('dim'));
  return sizes;
}

/** What a kernel calls a size of its operation. */
function nameOf(signature: Signature, meaning: string): string {
  return sizeNamesOf(signature)[meaning] ?? meaning;
}
