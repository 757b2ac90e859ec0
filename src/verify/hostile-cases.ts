import type { ArrayData, Parameter, Random, Signature, SizeExpression, Sizes } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import { holdIn, isFloat, largestOf } from '../util/scalars.ts';
import { evaluateSize, showSize, symbolsOf } from '../util/size-expression.ts';
import { dropWeights, fillIndices, fillValues, fillWeights, offsetsOf, prune, steadyWeights, varyHeads, type Room } from './fill.ts';
import { fillQuantisedRows, misfitOf } from '../workloads/quantised-rows.ts';
import { arrangeTables } from '../workloads/table-groups.ts';
import { deviceBags, deviceFlat, roundBags, roundFlat, tinyBags, tinyFlat, tinyHeavyFlat, tinyWideBags } from './hostile-plans.ts';
import type { Plan } from './hostile-plans.ts';
import { rolesOf } from './oracles/index.ts';
import type { TestCase } from './test-case.ts';
import { poisonUnread } from './unread.ts';

/**
 * Inputs made to break kernels, for any kernel: what an array needs is read from the roles of the parameters, and the
 * operation need not be known. Ordinary shapes find few seeded bugs; the edges find most (see hostile-plans.ts).
 */
export interface HostileOptions {
  /** Sizes that must not vary, because they are compiled in. Other symbols, static ones too, are chosen freely. */
  readonly fixed: Sizes;
  /** Whether the kernel is made for these sizes: a block of dim / 4 threads asks for a width that 4 divides. Absent: for all. */
  readonly fits?: (sizes: Sizes) => boolean;
  readonly random: Random;
  /** `tiny`: about a dozen cases, cheap enough for the interpreter; `device`: those, larger ones, and fresh shapes; `held-out`: those and some beyond round numbers. */
  readonly level: 'tiny' | 'device' | 'held-out';
}

/** Rows wider than this make the tiny bags of 31 to 33 lookups too dear. */
const WIDE = 8;

/** Pairs of many wide fields are dear: a batch is cut so that fields² · dim · batch stays below, but never under 3 samples. */
const MOST_STEPS = 400_000;

/** The same for lookups · fields² · dim, for bags · dim and for rows · dim. */
const MOST_LOOKUP_STEPS = 4_000_000;
const MOST_POOLED = 100_000;
const MOST_CELLS = 300_000;

/** Bags that are left of too many for the width: past 4,096; what only 16 bits would show is past showing. */
const CUT_BAGS = 4_200;

/** Elements of one array: 16 MiB of f32. */
const MOST_ELEMENTS = 2 ** 22;

/** Steps of one sample (fields² · dim) above which the interpreter cannot afford the dozen tiny cases. */
const HEAVY = 2_000;

/** The work of one sample that the compiled-in sizes alone ask for: each pair of fields over the width. */
function stepsOfOne(places: ReadonlyMap<string, Place>, fixed: Sizes): number {
  return Object.entries(fixed).reduce((steps, [symbol, size]) => {
    const place = places.get(symbol);
    return steps * (place === 'middle' ? size ** 2 : place === 'width' ? size : 1);
  }, 1);
}

/** The plan with bags, lookups and rows cut to what compiled-in sizes leave: a thousand columns of 33,000 bags would take minutes. */
function affordable(plan: Plan, places: ReadonlyMap<string, Place>, fixed: Sizes): Plan {
  const compiledIn = stepsOfOne(places, fixed);
  const width = [...places].reduce((most, [symbol, place]) => (place === 'width' ? Math.max(most, fixed[symbol] ?? 1) : most), 1);
  let left = Math.floor(MOST_LOOKUP_STEPS / compiledIn);
  const most = Math.ceil(MOST_POOLED / width);
  const bags = plan.lengths.length <= most ? most : Math.min(most, CUT_BAGS);
  const lengths = plan.lengths.slice(0, bags).map((length) => {
    const cut = Math.min(length, left);
    left -= cut;
    return cut;
  });
  // of many tables each has columns
  const grouped = [...places.values()].includes('elements') && plan.middle > plan.width;
  return { ...plan, lengths, width: grouped && plan.middle > 9 ? 2 * plan.middle : plan.width, rows: Math.min(plan.rows, Math.ceil(MOST_CELLS / width)) };
}

/** The cases, each kind once. A plan whose shape comes out the same as an earlier one's by `fixed` is kept: its filling differs. */
export function hostileCases(signature: Signature, { fixed, fits, random, level }: HostileOptions): TestCase[] {
  const places = placesOf(signature);
  const bags = Object.values(rolesOf(signature)).some((role) => role.kind === 'offsets');
  const wide = Object.entries(fixed).some(([symbol, size]) => places.get(symbol) === 'width' && size > WIDE);
  const plans = level === 'tiny'
    ? (bags ? (wide ? tinyWideBags : tinyBags) : stepsOfOne(places, fixed) > HEAVY ? tinyHeavyFlat : tinyFlat)(random)
    : [...(bags ? deviceBags : deviceFlat)(random), ...(level === 'device' ? [] : bags ? roundBags(random) : roundFlat())];
  return plans.map((plan) => realise(signature, affordable(plan, places, fixed), fixed, fits, random.split(plan.name)));
}

/** The hostile cases of one generation: fresh inputs each. */
export function casesFor(
  signature: Signature, options: { readonly fixed: Sizes; readonly fits?: (sizes: Sizes) => boolean; readonly seed: number | string; readonly generation: number; readonly level?: 'tiny' | 'device' },
): TestCase[] {
  const { fixed, fits, seed, generation, level = 'device' } = options;
  return hostileCases(signature, { fixed, ...(fits && { fits }), level, random: randomStream(seed).split(`cases-${level}`).split(generation) });
}

/** Cases that no generation sees: only promotion uses them, so nothing can be bred to fit them. */
export function heldOutCases(
  signature: Signature, { fixed, fits, seed }: { readonly fixed: Sizes; readonly fits?: (sizes: Sizes) => boolean; readonly seed: number | string },
): TestCase[] {
  return hostileCases(signature, { fixed, ...(fits && { fits }), level: 'held-out', random: randomStream(seed).split('held-out') });
}

type Place = 'rows' | 'lookups' | 'bags' | 'repeats' | 'elements' | 'width' | 'middle' | 'leading';

/** What each size symbol measures, by the first of these that fits. */
function placesOf(signature: Signature): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const mark = (expression: SizeExpression | undefined, place: Place) => {
    for (const symbol of expression ? symbolsOf(expression) : []) if (!places.has(symbol)) places.set(symbol, place);
  };
  const roles = rolesOf(signature);
  for (const role of Object.values(roles)) if (role.kind === 'offsets') mark(role.into, 'lookups');
  for (const { name, type } of signature.parameters) {
    const role = roles[name];
    if (role?.kind !== 'values' || role.tables === undefined) continue;
    mark(role.tables, 'middle');
    mark(type.dims[0], 'elements');
  }
  for (const { name, type } of signature.parameters) {
    if (roles[name]?.kind !== 'offsets') continue;
    if (symbolsOf(type.dims[0]!).length === 1) mark(type.dims[0], 'bags');
    else markSamples(type.dims[0]!, signature, mark);
  }
  for (const { name, type } of signature.parameters) {
    const role = roles[name];
    const [into] = role?.kind === 'index' ? symbolsOf(role.into) : [];
    if (into !== undefined && places.get(into) === 'bags') mark(type.dims[0], 'repeats');
  }
  for (const role of Object.values(roles)) if (role.kind === 'index') mark(role.into, 'rows');
  const types = [...signature.parameters.map((each) => each.type), signature.returns];
  for (const dim of signature.returns.dims.slice(1, -1)) mark(dim, 'middle');
  for (const { dims } of types) if (dims.length > 1) mark(dims[0], 'leading');
  for (const { dims } of types) if (dims.length > 1 && dims.at(-1)?.kind === 'symbol') mark(dims.at(-1), 'width');
  for (const { dims } of types) for (const dim of dims.slice(1, -1)) mark(dim, 'middle');
  for (const { dims } of types) for (const dim of dims) mark(dim, 'leading');
  return places;
}

/** Bags of `batch * fields`: what is also the first dimension of another array counts samples, the rest a sample's bags. */
function markSamples(bags: SizeExpression, signature: Signature, mark: (expression: SizeExpression, place: Place) => void): void {
  const types = [...signature.parameters.map((each) => each.type), signature.returns];
  const firsts = new Set(types.flatMap(({ dims }) => (dims.length > 1 ? symbolsOf(dims[0]!) : [])));
  for (const name of symbolsOf(bags)) mark({ kind: 'symbol', name }, firsts.has(name) ? 'leading' : 'middle');
}

/**
 * Arguments as the plan has them. Where a dimension such as `dim / 4` does not come out whole, or the kernel is not made for
 * such sizes, compiled-in sizes grow to the next multiple, and if that does not help all free ones do; then they are halved.
 */
function realise(signature: Signature, plan: Plan, fixed: Sizes, fits: HostileOptions['fits'], random: Random): TestCase {
  const multiples = [2, 4, 8, 16, 32, 64];
  const shapes = [
    { multiple: 1, all: true }, ...multiples.map((multiple) => ({ multiple, all: false })), ...multiples.map((multiple) => ({ multiple, all: true })),
  ];
  let whole = false;
  const shapeOf = (smaller: Plan): Sizes | undefined => {
    for (const { multiple, all } of shapes) {
      const sizes = sizesOf(signature, smaller, fixed, multiple, all);
      if (!isWhole(signature, sizes)) continue;
      whole = true;
      if (!fits || fits(sizes)) return sizes;
    }
    return undefined;
  };
  let shaped = shapeOf(plan);
  // a block of so many columns or fields may be more than there can be
  for (let { width, middle } = plan; shaped === undefined && width * middle > 1;) {
    [width, middle] = [Math.ceil(width / 2), Math.ceil(middle / 2)];
    shaped = shapeOf({ ...plan, width, middle });
  }
  if (shaped === undefined) {
    throw new UserError(whole
      ? `no sizes tried fit the launch of ${signature.name}: its block and its vector widths want other widths than multiples of ${multiples.at(-1)}; make them divide the sizes`
      : `no sizes make every dimension of ${signature.name} a whole number; make its array types simpler`);
  }
  const roles = rolesOf(signature);
  const bounds = new Map<string, Int32Array>();
  for (const { name, type } of signature.parameters) {
    const role = roles[name];
    if (role?.kind !== 'offsets') continue;
    const total = evaluateSize(role.into, shaped);
    bounds.set(name, offsetsOf(fitLengths(plan.lengths, evaluateSize(type.dims[0]!, shaped) - 1, total)));
  }
  const filled: Record<string, ArrayData> = {};
  const fill = (parameter: Parameter): ArrayData => {
    const { scalar, dims } = parameter.type;
    const shape = dims.map((dim) => evaluateSize(dim, shaped));
    const count = shape.reduce((product, size) => product * size, 1);
    const role = roles[parameter.name] ?? { kind: 'values' };
    const own = random.split(parameter.name);
    if (role.kind === 'offsets') return { scalar, shape, values: holdIn(scalar, bounds.get(parameter.name)!) };
    if (role.kind === 'index') {
      const rows = fillIndices(count, evaluateSize(role.into, shaped), plan.indices, own);
      if (role.outside !== undefined) prune(rows, evaluateSize(role.into, shaped), own, role.outside);
      if (shape.length === 0) rows[0] = oneOf(Object.values(filled).filter((_, at) => roles[signature.parameters[at]!.name]?.kind === 'index'), own) ?? rows[0]!;
      return { scalar, shape, values: holdIn(scalar, rows) };
    }
    if (role.kind === 'values' && role.rows !== undefined) {
      const table = fillQuantisedRows(role.rows, shape[0]!, shape[1]!, own);
      varyHeads(role.rows, table, shape[1]!, own.split('heads'), signature.returns.scalar === 'f16');
      return { scalar, shape, values: table };
    }
    if (!isFloat(scalar)) {
      return { scalar, shape, values: holdIn(scalar, Int32Array.from({ length: count }, () => own.below(scalar === 'bool' ? 2 : 4))) };
    }
    const weighed = signature.parameters.find(({ name }) => weighs(parameter, roles[name]));
    const room = roomOf(signature, roles, scalar);
    if (weighed === undefined) return { scalar, shape, values: holdIn(scalar, fillValues(count, plan.values, own, room)) };
    // so small that what is added to a sum of weights against 0 shows, so large that what they are clipped at does
    const scale = room.smallest > -50 ? 1 : plan.values === 'small' ? 2 ** -40 : plan.values === 'large' ? 2 ** 10 : 1;
    const weights = fillWeights(count, own, scale);
    steadyWeights(weights, bounds.get(weighed.name)!, scale);
    // what a user's own kernel divides by is not known
    if (signature.operation !== undefined) dropWeights(weights, bounds.get(weighed.name)!, own);
    return { scalar, shape, values: holdIn(scalar, weights) };
  };
  for (const each of signature.parameters) filled[each.name] = fill(each);
  const inputs = arrangeTables(roles, filled, random.split('tables'));
  return { name: plan.name, sizes: shaped, arguments: signature.operation === undefined ? inputs : poisonUnread(signature, roles, inputs, shaped) };
}

/**
 * What values of a parameter may be. Sums of rows reach far, beyond −10³⁰, from which maxima are wont to start; products of two
 * sums half as far; what a user's own kernel computes, nobody knows.
 */
function roomOf({ operation, parameters, returns }: Signature, roles: Signature['roles'], scalar: string): Room {
  const rowsAlone = parameters.some(({ name, type }) => {
    const role = roles[name] ?? { kind: 'values' };
    return role.kind === 'values' && (role.tables !== undefined || (type.dims.length === 2 && showSize(type.dims[1]!) === showSize(returns.dims.at(-1)!)));
  }) && Object.values(roles).some(({ kind }) => kind === 'index');
  if (returns.scalar === 'f16') return { smallest: -13, largest: rowsAlone ? 11 : 5, mild: true };
  if (operation === undefined) return { smallest: -13, largest: 6 };
  if (scalar === 'f16') return { smallest: -13, largest: 14 };
  return { smallest: -56, largest: rowsAlone ? 100 : 50 };
}

/** A row number that stands alone is compared with those looked up: it must be one of them to tell. */
function oneOf([array]: readonly ArrayData[], random: Random): number | undefined {
  return array === undefined || array.values.length === 0 ? undefined : Number(array.values[random.below(array.values.length)]);
}

/** One value a lookup: these are weights, and some kernels divide by their sum. */
function weighs({ type }: Parameter, role: { kind: string; into?: SizeExpression } | undefined): boolean {
  return role?.kind === 'offsets' && type.dims.length === 1 && showSize(type.dims[0]!) === showSize(role.into!);
}

/** `all`: not only compiled-in sizes grow to multiples. */
function sizesOf(signature: Signature, plan: Plan, fixed: Sizes, multiple: number, all: boolean): Sizes {
  const bags = plan.lengths.length;
  const perSample = bagsOfSamples(signature);
  // of no samples nothing says how many bags one has
  const leading = perSample === undefined ? plan.leading : Math.max(1, Math.ceil(bags / plan.middle));
  const free = { rows: Math.min(plan.rows, mostRows(signature)), lookups: total(plan.lengths), bags, repeats: bags === 0 ? 0 : 2 * bags + 1, elements: 0, width: plan.width, middle: plan.middle, leading };
  const grows = (symbol: string, place: Place) => (place === 'width' || place === 'middle' || place === 'leading') && (all || signature.statics.includes(symbol));
  const rounded = (symbol: string, place: Place) => (grows(symbol, place) ? Math.ceil(free[place] / multiple) * multiple : free[place]);
  const places = [...placesOf(signature)];
  const inner = places
    .filter(([, place]) => place === 'middle' || place === 'width')
    .reduce((product, [symbol, place]) => product * (fixed[symbol] ?? rounded(symbol, place)) ** (place === 'middle' ? 2 : 1), 1);
  const affordable = multiple * Math.max(3, Math.floor(MOST_STEPS / inner / multiple));
  const sizes = Object.fromEntries(places.map(([symbol, place]) =>
    [symbol, fixed[symbol] ?? (place === 'leading' ? Math.min(rounded(symbol, place), affordable) : rounded(symbol, place))]));
  if (isWhole(signature, sizes)) boundArrays(signature, sizes, new Set(places.filter(([symbol, place]) => fixed[symbol] === undefined && SHAPES.has(place)).map(([symbol]) => symbol)), multiple);
  // as many as `rows` rows of all tables together
  for (const [symbol, place] of places) if (place === 'elements' && fixed[symbol] === undefined) sizes[symbol] = plan.rows * widthIn(places, sizes);
  if (perSample === undefined) return sizes;
  const lengths = Array.from({ length: evaluateSize(perSample.bounds, sizes) - 1 }, (_, bag) => plan.lengths[bag % bags] ?? 0);
  return Object.fromEntries(Object.entries(sizes).map(([symbol, size]) => [symbol, symbol === perSample.lookups ? fixed[symbol] ?? total(lengths) : size]));
}

/** What may be cut where an array would outgrow memory: nothing else is counted by these. */
const SHAPES: ReadonlySet<Place> = new Set(['rows', 'width', 'middle', 'leading']);

/** Halves the largest of the sizes that are free until no array is larger than memory bears: 33,001 of either dimension of a matrix are too many. */
function boundArrays(signature: Signature, sizes: Record<string, number>, free: ReadonlySet<string>, multiple: number): void {
  for (const { dims } of [...signature.parameters.map(({ type }) => type), signature.returns]) {
    const own = [...new Set(dims.flatMap((dim) => symbolsOf(dim)))].filter((symbol) => free.has(symbol));
    while (dims.reduce((product, dim) => product * evaluateSize(dim, sizes), 1) > MOST_ELEMENTS) {
      const [largest] = own.toSorted((one, other) => sizes[other]! - sizes[one]!);
      if (largest === undefined || sizes[largest]! <= multiple) break;
      sizes[largest] = Math.ceil(sizes[largest]! / 2 / multiple) * multiple;
    }
  }
}

/** What the types of row numbers hold. */
function mostRows(signature: Signature): number {
  const roles = rolesOf(signature);
  return Math.min(...signature.parameters.map(({ name, type: { scalar } }) => (roles[name]?.kind === 'index' && !isFloat(scalar) && scalar !== 'bool' ? largestOf[scalar] + 1 : Infinity)));
}

function widthIn(places: readonly (readonly [string, Place])[], sizes: Sizes): number {
  return places.reduce((width, [symbol, place]) => (place === 'width' ? Math.max(width, sizes[symbol]!) : width), 1);
}

/** Where a sample has several bags: the dimension of their bounds, and what counts the lookups of all. */
function bagsOfSamples(signature: Signature): { readonly bounds: SizeExpression; readonly lookups: string } | undefined {
  const roles = rolesOf(signature);
  for (const { name, type } of signature.parameters) {
    const role = roles[name];
    if (role?.kind === 'offsets' && role.into.kind === 'symbol' && symbolsOf(type.dims[0]!).length > 1) return { bounds: type.dims[0]!, lookups: role.into.name };
  }
  return undefined;
}

function isWhole(signature: Signature, sizes: Sizes): boolean {
  try {
    for (const { dims } of [...signature.parameters.map((each) => each.type), signature.returns]) for (const dim of dims) evaluateSize(dim, sizes);
    const roles = rolesOf(signature);
    return signature.parameters.every(({ name, type }) => {
      const role = roles[name];
      return role?.kind !== 'values' || role.rows === undefined || misfitOf(role.rows, evaluateSize(type.dims[1]!, sizes)) === undefined;
    });
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The plan's bag lengths, or, where fixed sizes ask for other numbers, lengths in its manner: cut short or filled up at the end. */
function fitLengths(lengths: readonly number[], bags: number, lookups: number): number[] {
  if (bags === lengths.length && lookups === total(lengths)) return [...lengths];
  const fitted = Array.from({ length: bags }, (_, bag) => (lengths.length > 0 ? lengths[bag % lengths.length]! : 0));
  let left = lookups;
  for (let bag = 0; bag < bags; bag++) {
    fitted[bag] = bag === bags - 1 ? left : Math.min(fitted[bag]!, left);
    left -= fitted[bag]!;
  }
  return fitted;
}

function total(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
