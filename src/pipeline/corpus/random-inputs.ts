import type { Arguments, Random, Signature, Sizes, WorkloadSpec } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { randomStream } from '../../util/random.ts';
import { symbolsOf } from '../../util/size-expression.ts';
import { poisonUnread, rolesOf, sizeNamesOf, workloadCase, type Oracle, type TestCase } from '../../verify/index.ts';
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

/** By what a size of an operation is called: the largest of the first 30 inputs, of the next 30, and where it alone is huge. */
const largest: Readonly<Record<string, readonly [small: number, large: number, huge: number]>> = {
  rows: [9, 1200, 80_000], lookups: [12, 1200, 40_000], bags: [9, 4000, 40_000], batch: [6, 1200, 40_000], fields: [6, 70, 200], dim: [9, 140, 1200],
};
const otherwise = [4, 9, 200] as const;

/** What an input may come to, or the interpreter takes too long: fields² · dim · batch, and bags · dim. */
const mostSteps = 150_000;
const mostPooled = 10_000;

/** One of the last so many inputs is small but for one size, or for one bag of so many lookups. */
const hugeInputs = 14;
const hugeBag = 20_000;

/** Draws of sizes for one input, the last of them multiples of 512. */
const mostTries = 40;

type Extent = 'small' | 'large' | 'huge';

export function randomInputs(signature: Signature, { fits, seed, oracle, count = 60 + hugeInputs }: RandomInputOptions): RandomInputs {
  const made = new Map<number, TestCase>();
  return {
    count,
    at(number) {
      const known = made.get(number);
      if (known) return known;
      const random = randomStream(`random inputs ${seed} ${number}`);
      const name = `random input ${number + 1}`;
      const extent: Extent = number >= count - hugeInputs ? 'huge' : number >= (count - hugeInputs) / 2 ? 'large' : 'small';
      const inputs = drawArguments(signature, fits, extent, name, random);
      const plain = workloadCase(signature, name, inputs);
      const values = varyValues(signature, inputs, random.split('values'));
      // what nobody asks for may hold anything
      const varied = { ...plain, arguments: random.chance(0.5) ? poisonUnread(signature, rolesOf(signature), values, plain.sizes) : values };
      const testCase = hasAnswer(varied, oracle) ? varied : plain;
      made.set(number, testCase);
      return testCase;
    },
  };
}

/** Floats of other sizes and signs: workloads have them all between -1 and 1, and evenly. */
function varyValues({ parameters, roles, ...rest }: Signature, inputs: Arguments, random: Random): Arguments {
  return Object.fromEntries(parameters.map(({ name, type }) => {
    const array = inputs[name]!;
    const role = rolesOf({ parameters, roles, ...rest })[name];
    if (role?.kind === 'values' && role.rows?.endsWith('-head')) return [name, { ...array, values: varyHeads(array.values as Uint8Array, array.shape[1]!, random) }];
    if (type.scalar !== 'f32' || (roles[name] ?? { kind: 'values' }).kind !== 'values') return [name, array];
    const scale = 2 ** random.pick([0, 0, -12, -4, 4, 10, -40, 40]);
    const zeros = random.pick([0, 0, 0.3]);
    const sign = random.pick([undefined, undefined, -1, 1]);
    const values = Float32Array.from(array.values as Float32Array, (value) => {
      if (random.chance(zeros)) return 0;
      return scale * (sign === undefined ? value * (random.chance(0.2) ? -1 : 1) : sign * Math.abs(value));
    });
    return [name, { ...array, values }];
  }));
}

/** Scales and biases of any bits, in half of the rows, but infinities and NaN. */
function varyHeads(table: Uint8Array, bytes: number, random: Random): Uint8Array {
  return table.map((byte, at) => {
    const place = at % bytes;
    if (place > 3 || Math.floor(at / bytes) % 2 === 0) return byte;
    return place % 2 === 0 ? random.below(256) : (random.below(2) << 7) | (random.below(31) << 2) | random.below(4);
  });
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
function drawArguments(signature: Signature, fits: (sizes: Sizes) => boolean, extent: Extent, name: string, random: Random): Arguments {
  let refusal = new UserError(`no random sizes fit kernel ${signature.name}; make it for more sizes`);
  for (let tries = 0; tries < mostTries; tries++) {
    const sizes = drawSizes(signature, 2 ** Math.floor(tries / 4), extent, random);
    if (!fits(sizes)) continue;
    try {
      return generateArguments(signature, drawSpec(signature, sizes, extent, random), { draw: name }).arguments;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function drawSpec(signature: Signature, sizes: Sizes, extent: Extent, random: Random): WorkloadSpec {
  const large = extent === 'large';
  const longest = extent === 'huge' && Object.values(sizes).every((size) => size < 100);
  const long = longest || (large && random.chance(0.2));
  const bags = nameOf(signature, 'bags');
  const few = long && sizes[bags] !== undefined ? { ...sizes, [bags]: longest ? 1 : 1 + random.below(4) } : sizes;
  const bagLengths: NonNullable<WorkloadSpec['bagLengths']> = long ? { distribution: 'fixed', length: longest ? Math.ceil(hugeBag * random.unit()) : 60 + random.below(700) }
    : large && random.chance(0.3) ? { distribution: 'uniform', low: 30, high: 34 }
      : large ? { distribution: 'geometric', mean: random.pick([0.5, 4, 20]) } : { distribution: 'uniform', low: 0, high: 1 + random.below(6) };
  return {
    name: 'random', operations: [], sizes: few, bagLengths, dtype: 'f32', seed: random.below(1 << 30),
    indices: random.chance(0.5) ? { distribution: 'uniform' } : { distribution: 'zipf', alpha: 1 },
  };
}

/** Sizes of all orders of magnitude alike; how many lookups there are follows from the bags. */
function drawSizes(signature: Signature, unit: number, extent: Extent, random: Random): Sizes {
  const follow = new Set(Object.values(rolesOf(signature)).flatMap((role) => (role.kind === 'offsets' ? symbolsOf(role.into) : [])));
  const types = [...signature.parameters.map(({ type }) => type), signature.returns];
  const symbols = [...new Set(types.flatMap(({ dims }) => dims.flatMap(symbolsOf)))].filter((symbol) => !follow.has(symbol));
  const meanings = new Map(Object.entries(sizeNamesOf(signature)).map(([meaning, name]) => [name, meaning]));
  const huge = extent === 'huge' && !random.chance(0.3) ? random.pick(symbols) : undefined;
  const sizes: Record<string, number> = Object.fromEntries(symbols.map((symbol) => {
    const [few, many, most] = largest[meanings.get(symbol) ?? ''] ?? otherwise;
    const step = signature.statics.includes(symbol) ? unit : 1;
    if (symbol === huge) return [symbol, step * Math.ceil((most / step) * (0.5 + 0.5 * random.unit()))];
    return [symbol, step * Math.ceil(Math.max(1, (extent === 'large' ? many : few) / step) ** random.unit())];
  }));
  const atMost = (meaning: string, most: number) => {
    const name = nameOf(signature, meaning);
    if (sizes[name] !== undefined) sizes[name] = Math.max(1, Math.min(sizes[name], Math.floor(most)));
  };
  const sizeOf = (meaning: string) => sizes[nameOf(signature, meaning)] ?? 1;
  // several tables have a row each
  const [elements, total] = [nameOf(signature, 'elements'), sizes[nameOf(signature, 'total')]];
  if (total !== undefined && sizes[elements] !== undefined) sizes[elements] = Math.max(sizes[elements], total * (1 + random.below(4)));
  const [steps, pooled] = extent === 'huge' ? [mostSteps, 4 * mostPooled] : [mostSteps, mostPooled];
  atMost('batch', steps / (sizeOf('fields') ** 2 * sizeOf('dim')));
  atMost('bags', pooled / sizeOf('dim'));
  return sizes;
}

/** What a kernel calls a size of its operation. */
function nameOf(signature: Signature, meaning: string): string {
  return sizeNamesOf(signature)[meaning] ?? meaning;
}
