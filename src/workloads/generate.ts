import { totalmem } from 'node:os';
import type { Arguments, ArrayData, Parameter, Random, Signature, Sizes, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import { holdIn, isFloat, largestOf } from '../util/scalars.ts';
import { evaluateSize, showSize, symbolsOf } from '../util/size-expression.ts';
import { drawBagLengths, meanBagLength, offsetsOf } from './bags.ts';
import { drawIndices } from './draw-indices.ts';
import { chooseHotRows } from './hot-rows.ts';
import { fillQuantisedRows, misfitOf } from './quantised-rows.ts';
import { repeatBags, sessionSources } from './sessions.ts';
import { arrangeTables } from './table-groups.ts';

/**
 * Inputs for a kernel from a workload. The signature says what arrays there are and what their integers mean, the
 * specification how they are distributed. Every array draws from its own stream, named by seed, draw and parameter, and
 * only from arithmetic that is exact, so the same names give the same bytes on every machine.
 */
export interface Inputs {
  readonly sizes: Sizes;
  readonly arguments: Arguments;
}

export interface GenerateOptions {
  /** Names the input set (`train-0`, `held-out`): another name, other inputs of the same distributions. */
  readonly draw: string;
  /** What the file of a trace is relative to; the working directory where absent. */
  readonly directory?: string;
}

/**
 * @throws UserError where the workload does not fit the kernel: a size or distribution that it lacks, a scalar type
 * that inputs are not made for, more memory than there is
 */
export function generateArguments(signature: Signature, spec: WorkloadSpec, options: GenerateOptions): Inputs {
  const stream = randomStream(`workload ${spec.seed} ${options.draw}`);
  const offsets = offsetParameters(signature, spec, stream);
  const sizes = sizesFor(signature, spec, offsets);
  refuseTooLarge(signature, spec, sizes);
  const lookupsBounds = [...offsets.values()][0];
  const made: Record<string, ArrayData> = {};
  const makeArray = (parameter: Parameter): ArrayData => {
    const { name, type } = parameter;
    const shape = type.dims.map((dim) => evaluateSize(dim, sizes));
    const count = shape.reduce((product, size) => product * size, 1);
    const role = signature.roles[name] ?? { kind: 'values' };
    const random = stream.split(name);
    if (role.kind === 'values' && role.rows !== undefined) {
      const problem = misfitOf(role.rows, shape[1]!);
      if (problem !== undefined) throw new UserError(`workload ${spec.name} does not fit kernel ${signature.name}: ${name}: ${problem}`);
      return { scalar: type.scalar, shape, values: fillQuantisedRows(role.rows, shape[0]!, shape[1]!, random) };
    }
    if (role.kind === 'values') return { scalar: type.scalar, shape, values: drawValues(parameter, signature, count, random) };
    const { scalar } = type;
    refuseNarrow(parameter, spec, role.kind === 'offsets' ? evaluateSize(role.into, sizes) : evaluateSize(role.into, sizes) - 1);
    const held = (values: Int32Array): ArrayData => ({ scalar, shape, values: scalar === 'i32' ? values : holdIn(scalar, values) });
    if (role.kind === 'offsets') return held(offsets.get(name)!);
    const distribution = spec.indices;
    if (distribution === undefined) throw misfit(signature, spec, `indices, which ${name} needs; give it "indices"`);
    const known = madeBefore(parameter, signature, sizes, made);
    if (known !== undefined) return held(known);
    const within = lookupsBounds !== undefined && lookupsBounds.at(-1) === count ? lookupsBounds : innermostBounds(shape);
    const draw = (lookups: number, bounds: Int32Array | undefined) => drawIndices(distribution, {
      rows: evaluateSize(role.into, sizes), lookups, random, directory: options.directory ?? '.',
      ...(spec.distinctInBag === true && bounds !== undefined ? { distinctWithin: bounds } : {}),
    });
    if (shape.length === 0) {
      // it stands for one of those looked up
      const lookedUp = signature.parameters.find((other) => signature.roles[other.name]?.kind === 'index' && other.type.dims.length > 0);
      const first = lookedUp === undefined ? undefined : made[lookedUp.name]?.values[0];
      return held(first === undefined ? draw(1, undefined) : Int32Array.of(Number(first)));
    }
    const values = spec.sessions === undefined || within === undefined ? draw(count, within)
      : repeatBags(within, sessionSources(spec.sessions, within.length - 1, stream.split('sessions')), draw);
    return held(role.outside === 'any' ? pruned(values, stream.split(`${name} pruned`)) : values);
  };
  for (const parameter of signature.parameters) made[parameter.name] = makeArray(parameter);
  return { sizes, arguments: arrangeTables(signature.roles, made, stream.split('tables')) };
}

/** The CSR bounds of each offsets parameter. They come first: the number of lookups follows from them. */
function offsetParameters(signature: Signature, spec: WorkloadSpec, stream: Random): Map<string, Int32Array> {
  const parameters = signature.parameters.filter(({ name }) => signature.roles[name]?.kind === 'offsets');
  return new Map(parameters.map(({ name, type }) => {
    const bagLengths = spec.bagLengths;
    if (bagLengths === undefined) throw misfit(signature, spec, `bag lengths, which ${name} needs; give it "bagLengths"`);
    const bags = evaluateSize(type.dims[0]!, spec.sizes) - 1;
    const lookups = bags * meanBagLength(bagLengths);
    if (lookups > mostLookups) throw new UserError(`workload ${spec.name}: ${bags} bags come to about ${lookups.toPrecision(3)} lookups; allowed: ${mostLookups}; take fewer bags or shorter ones`);
    const lengths = drawBagLengths(bagLengths, bags, stream.split(name));
    return [name, offsetsOf(spec.sessions === undefined ? lengths : sessionSources(spec.sessions, bags, stream.split('sessions')).map((source) => lengths[source]!))];
  }));
}

/** What the bags of a specification come to, for a kernel that looks up without them. */
export function lookupsOf({ sizes: { bags }, bagLengths }: WorkloadSpec): number | undefined {
  return bags === undefined || bagLengths === undefined ? undefined : Math.round(bags * meanBagLength(bagLengths));
}

/** Values of all symbols that the signature names. */
function sizesFor(signature: Signature, spec: WorkloadSpec, offsets: ReadonlyMap<string, Int32Array>): Sizes {
  const types = [...signature.parameters.map((parameter) => parameter.type), signature.returns];
  const roles = Object.values(signature.roles).flatMap((role) => (role.kind === 'values' ? [] : [role.into]));
  const named = new Set([...[...types.flatMap((type) => type.dims), ...roles].flatMap(symbolsOf), ...signature.statics]);
  const sizes: Record<string, number> = {};
  for (const symbol of named) {
    const given = spec.sizes[symbol];
    if (given !== undefined) sizes[symbol] = given;
  }
  for (const [name, bounds] of offsets) {
    const role = signature.roles[name]!;
    if (role.kind === 'values') continue;
    const lookups = bounds.at(-1)!;
    if (role.into.kind === 'symbol' && sizes[role.into.name] === undefined) sizes[role.into.name] = lookups;
    else if (evaluateSize(role.into, sizes) !== lookups) {
      throw misfit(signature, spec, `${showSize(role.into)} = ${lookups}, which its bags come to; leave that size out of "sizes"`);
    }
  }
  const lookups = lookupsOf(spec);
  if (named.has('lookups') && sizes.lookups === undefined && lookups !== undefined) sizes.lookups = lookups;
  const missing = [...named].filter((symbol) => sizes[symbol] === undefined);
  if (missing.length > 0) {
    throw misfit(signature, spec, `size ${missing.join(', ')}, only ${Object.keys(spec.sizes).join(', ') || 'none'}; give it in "sizes" or take another workload`);
  }
  return sizes;
}

/** Rows of a two-dimensional index array are its bags. */
function innermostBounds(shape: readonly number[]): Int32Array | undefined {
  const width = shape.at(-1);
  if (shape.length < 2 || width === undefined) return undefined;
  const bags = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return Int32Array.from({ length: bags + 1 }, (_, bag) => bag * width);
}

/**
 * Row numbers that follow from what was drawn before: the unique bag of each bag, equal ones side by side as a session has
 * them; the place of each row among as many hot ones as there are, by its use.
 */
function madeBefore({ name, type }: Parameter, signature: Signature, sizes: Sizes, made: Readonly<Record<string, ArrayData>>): Int32Array | undefined {
  const { roles } = signature;
  const role = roles[name]!;
  if (role.kind !== 'index' || type.dims.length !== 1) return undefined;
  const [count, into] = [evaluateSize(type.dims[0]!, sizes), evaluateSize(role.into, sizes)];
  const bounds = signature.parameters.find((other) => roles[other.name]?.kind === 'offsets' && symbolsOf(other.type.dims[0]!).join() === symbolsOf(role.into).join());
  if (bounds !== undefined) return Int32Array.from({ length: count }, (_, bag) => Math.floor((bag * into) / count));
  const lookups = signature.parameters.find((other) => {
    const theirs = roles[other.name];
    return other.name !== name && theirs?.kind === 'index' && showSize(theirs.into) === showSize(type.dims[0]!) && made[other.name] !== undefined;
  });
  if (lookups === undefined) return undefined;
  return chooseHotRows(Int32Array.from(made[lookups.name]!.values as Int32Array, Number), count, { budgetBytes: into, rowBytes: 1 }).remap;
}

/** One row in eight is gone: a specification says nothing of pruning, and a kernel that knows it must meet it. */
function pruned(rows: Int32Array, random: Random): Int32Array {
  return rows.map((row) => (random.below(8) === 0 ? -1 : row));
}

/** Floats in [−1, 1); integers as small as those of the hostile inputs, since a kernel may index by what it works out from them. */
function drawValues({ name, type: { scalar } }: Parameter, signature: Signature, count: number, random: Random): ArrayData['values'] {
  if (!isFloat(scalar)) return holdIn(scalar, Int32Array.from({ length: count }, () => random.below(scalar === 'bool' ? 2 : 4)));
  // A weighted mean divides by the sum of weights, which must not come near 0.
  const positive = signature.operation === 'pool-weighted-mean' && name === 'weights';
  const [steps, lowest] = positive ? [0x1000000, 1 / 0x1000000] : [0x2000000, -1];
  const values = new Float32Array(count);
  for (let at = 0; at < count; at++) values[at] = Math.floor(random.unit() * steps) / 0x1000000 + lowest;
  return scalar === 'f32' ? values : holdIn(scalar, values);
}

/** Row numbers and bounds may be kept in few bits. */
function refuseNarrow({ name, type: { scalar } }: Parameter, spec: WorkloadSpec, largest: number): void {
  if (!isFloat(scalar) && scalar !== 'bool' && largest <= largestOf[scalar]) return;
  throw new UserError(`workload ${spec.name}: ${name} would hold numbers up to ${largest}, which ${scalar} does not; take smaller sizes or a wider type`);
}

/** A table of the published size may exceed the machine: say so before the allocation does. */
function refuseTooLarge(signature: Signature, spec: WorkloadSpec, sizes: Sizes): void {
  const elements = signature.parameters.map(({ type }) => type.dims.reduce((product, dim) => product * evaluateSize(dim, sizes), 1));
  const bytes = 4 * elements.reduce((sum, count) => sum + count, 0);
  if (bytes <= totalmem() * 0.8 && Math.max(...elements) < 2 ** 32) return;
  const gigabytes = (amount: number) => `${(amount / 1e9).toFixed(1)} GB`;
  throw new UserError(`workload ${spec.name}: its arrays take ${gigabytes(bytes)}; allowed: ${gigabytes(totalmem() * 0.8)}, 80 % of this machine's memory; take a smaller one (those named -small fit everywhere)`);
}

/** Offsets are i32. The expected number has to keep away from their end, as bags are drawn. */
const mostLookups = 2e9;

function misfit(signature: Signature, spec: WorkloadSpec, what: string): UserError {
  return new UserError(`workload ${spec.name} does not fit kernel ${signature.name}: it gives no ${what}`);
}
