import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signature, Sizes } from '../../src/model/index.ts';
import { bindSizes, evaluateSize } from '../../src/util/size-expression.ts';
import { checksums } from '../../src/verify/checksum.ts';
import { casesFor, heldOutCases, operations, oracleOf, rolesOf } from '../../src/verify/index.ts';
import type { TestCase } from '../../src/verify/index.ts';
import { number, operate, symbol } from '../../src/verify/oracles/operation.ts';
import { signatureFor } from './support/signatures.ts';

const names = operations.map(({ name }) => name);
const tiny = (signature: Signature, fixed: Sizes = {}, generation = 0) => casesFor(signature, { fixed, seed: 7, generation, level: 'tiny' });
const lengthsOf = ({ arguments: inputs }: TestCase) => {
  const offsets = inputs['offsets']!.values as Int32Array;
  return Array.from({ length: offsets.length - 1 }, (_, bag) => offsets[bag + 1]! - offsets[bag]!);
};
const indicesOf = ({ arguments: inputs }: TestCase) => [...(inputs['indices']!.values as Int32Array)];
const digest = (cases: TestCase[]) => JSON.stringify(cases.map(({ name, arguments: inputs }) => [name, checksums(inputs)]));

/** Every argument fits its type and role; what is NaN, since nobody asks for it, is in no answer. */
function expectSound(signature: Signature, { sizes, arguments: inputs }: TestCase): void {
  expect(bindSizes(signature, Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape])))).toMatchObject(sizes);
  for (const { name, type } of signature.parameters) {
    const { scalar, shape, values } = inputs[name]!;
    expect(scalar).toBe(type.scalar);
    expect(values.length).toBe(shape.reduce((product, size) => product * size, 1));
    const role = rolesOf(signature)[name]!;
    const numbers = Array.from(values as Float32Array);
    if (role.kind === 'values' && role.rows === undefined) expect(numbers.every((value) => value === 0 || Number.isNaN(value) || (Math.abs(value) >= 2 ** -100 && Math.abs(value) < 2 ** 102))).toBe(true);
    if (role.kind === 'index' && role.outside !== 'any') expect(numbers.every((row) => row >= (role.outside === 'pruned' ? -1 : 0) && row < evaluateSize(role.into, sizes))).toBe(true);
    if (role.kind === 'offsets') {
      expect([numbers[0], numbers.at(-1)]).toEqual([0, evaluateSize(role.into, sizes)]);
      expect(numbers.every((value, at) => at === 0 || value >= numbers[at - 1]!)).toBe(true);
    }
  }
  if (signature.operation !== undefined) expect(oracleOf(signature)({ name: '', sizes, arguments: inputs }).expected.every(Number.isFinite)).toBe(true);
}

describe('for every operation', () => {
  it.each(names)('%s: arguments fit their types and roles', (name) => {
    const signature = signatureFor(name);
    for (const cases of [tiny(signature), tiny(signature, { dim: 64 }), casesFor(signature, { fixed: { dim: 16 }, seed: 1, generation: 0 })]) {
      expect(new Set(cases.map((each) => each.name)).size).toBe(cases.length);
      for (const testCase of cases) expectSound(signature, testCase);
    }
  });

  it.each(names)('%s: fixed sizes stay', (name) => {
    const signature = signatureFor(name);
    const width = name.endsWith('-tables') ? 'total' : 'dim';
    for (const { sizes } of tiny(signature, { [width]: 48 })) expect(sizes[width]).toBe(48);
  });

  it.each(names)('%s: fresh each generation, the same for the same one, others held out', (name) => {
    const signature = signatureFor(name);
    const made = [tiny(signature), tiny(signature), tiny(signature, {}, 1)].map(digest);
    expect(made[0]).toBe(made[1]);
    expect(made[0]).not.toBe(made[2]);
    const [seen, held] = [casesFor(signature, { fixed: {}, seed: 7, generation: 0 }), heldOutCases(signature, { fixed: {}, seed: 7 })].map(digest);
    expect(seen).not.toBe(held);
  });
});

it('padding is a row that is looked up, wherever one is', () => {
  for (const { arguments: inputs } of tiny(signatureFor('pool-sum-padded'))) {
    if (inputs['indices']!.values.length > 0) expect([...inputs['indices']!.values as Int32Array]).toContain(inputs['padding']!.values[0]);
  }
});

it('pruned tables are asked for −1 and for what lies outside', () => {
  const asked = casesFor(signatureFor('pool-sum-pruned'), { fixed: {}, seed: 7, generation: 0 }).map((each) => ({ rows: each.sizes['rows']!, indices: indicesOf(each) }));
  expect(asked.filter(({ indices }) => indices.includes(-1)).length).toBeGreaterThan(asked.length / 2);
  expect(asked.filter(({ rows, indices }) => indices.some((index) => index >= rows)).length).toBeGreaterThan(asked.length / 4);
  expect(asked.filter(({ indices }) => indices.some((index) => index < -1)).length).toBeGreaterThan(asked.length / 4);
});

it('a pruned index may be the smallest or the largest there is: a difference or a place of it leaves i32', () => {
  const asked = casesFor(signatureFor('pool-sum-pruned'), { fixed: {}, seed: 7, generation: 0 }).flatMap(indicesOf);
  expect(asked).toEqual(expect.arrayContaining([2 ** 31 - 1, -(2 ** 31)]));
});

describe('rows that nobody asks for are NaN', () => {
  /** What a table's rows begin with, by row. */
  const firstsOf = ({ arguments: inputs }: TestCase, table = 'table') => {
    const { shape, values } = inputs[table]!;
    return Array.from({ length: shape[0]! }, (_, row) => (values as Float32Array)[row * shape[1]!]!);
  };
  const looksNaN = (cases: TestCase[], isUnread: (testCase: TestCase, row: number) => boolean, table = 'table') => {
    let unread = 0;
    for (const testCase of cases) {
      firstsOf(testCase, table).forEach((first, row) => {
        expect(Number.isNaN(first), `${testCase.name}, row ${row}`).toBe(isUnread(testCase, row));
        if (Number.isNaN(first)) unread++;
      });
    }
    expect(unread).toBeGreaterThan(10);
  };

  it('in a table with lookups', () => {
    for (const operation of ['gather', 'pool-sum', 'sequence-padded']) looksNaN(tiny(signatureFor(operation)), (testCase, row) => !indicesOf(testCase).includes(row));
  });

  it('so is the padding row', () => {
    looksNaN(tiny(signatureFor('pool-max-padded')), (testCase, row) => !indicesOf(testCase).includes(row) || testCase.arguments['padding']!.values[0] === row);
  });

  it('not row 0 of a pruned table where an index lies outside', () => {
    looksNaN(tiny(signatureFor('pool-sum-pruned')), (testCase, row) => {
      const rows = indicesOf(testCase).map((index) => (index === -1 || (index >= 0 && index < testCase.sizes['rows']!) ? index : 0));
      return !rows.includes(row);
    });
  });

  it('what a remap finds elsewhere, there', () => {
    looksNaN(tiny(signatureFor('pool-sum-hot')), (testCase, row) => !indicesOf(testCase).includes(row) || (testCase.arguments['remap']!.values[row] as number) >= 0);
  });

  it('in tables that lie one behind the other', () => {
    const cases = tiny(signatureFor('pool-sum-tables'));
    const unread = cases.map(({ arguments: inputs }) => (inputs['tables']!.values as Float32Array).filter((value) => Number.isNaN(value)).length);
    expect(Math.max(...unread)).toBeGreaterThan(0);
    for (const testCase of cases) expectSound(signatureFor('pool-sum-tables'), testCase);
  });

  it('but not for a kernel of the user: what it reads is not known', () => {
    const { operation: _, ...signature } = signatureFor('pool-sum');
    expect(tiny(signature).every((testCase) => firstsOf(testCase).every(Number.isFinite))).toBe(true);
  });
});

it('heads of quantised rows are subnormal, zero and large too', () => {
  const heads = tiny(signatureFor('gather-int8-head')).flatMap(({ arguments: inputs }) => {
    const { shape, values } = inputs['table']!;
    return Array.from({ length: shape[0]! }, (_, row) => ((values as Uint8Array)[row * shape[1]! + 1]! << 8) | (values as Uint8Array)[row * shape[1]!]!);
  });
  const exponents = heads.map((bits) => (bits >> 10) & 31);
  expect(heads.some((bits, at) => exponents[at] === 0 && (bits & 1023) !== 0)).toBe(true);
  expect(heads.some((bits) => (bits & 0x7fff) === 0)).toBe(true);
  expect(exponents.some((exponent) => exponent > 15 && exponent < 31)).toBe(true);
});

it('values go below a millionth and beyond what maxima and clippings start from, in f16 as far as that goes', () => {
  const valuesIn = (signature: Signature, name: string) => tiny(signature).flatMap(({ arguments: inputs }) => [...inputs[name]!.values as Float32Array]).filter((value) => value !== 0 && !Number.isNaN(value));
  const sizesOf = (values: number[]) => [Math.min(...values.map(Math.abs)), Math.max(...values.map(Math.abs))] as const;
  const [small, large] = sizesOf(valuesIn(signatureFor('pool-max'), 'table'));
  expect([small < 2 ** -30, large > 1e30]).toEqual([true, true]);
  const [least, most] = sizesOf(valuesIn(signatureFor('interact-dot'), 'sparse'));
  expect([least < 2 ** -30, most > 2 ** 40, most < 2 ** 52]).toEqual([true, true, true]);
  const [light, heavy] = sizesOf(valuesIn(signatureFor('pool-weighted-mean'), 'weights'));
  expect([light < 2 ** -40, heavy > 256]).toEqual([true, true]);
  const half = signatureFor('pool-sum');
  const narrow = { ...half, parameters: half.parameters.map((each) => (each.name === 'table' ? { ...each, type: { ...each.type, scalar: 'f16' as const } } : each)) };
  expect(sizesOf(valuesIn(narrow, 'table'))[1]).toBeLessThan(65_504);
});

describe('held-out cases alone', () => {
  it('lie at round numbers and beyond', () => {
    const cases = heldOutCases(signatureFor('pool-sum'), { fixed: {}, seed: 7 });
    const largest = (symbol: string) => Math.max(...cases.map(({ sizes }) => sizes[symbol]!));
    expect([largest('bags') > 2 ** 15, largest('rows') > 2 ** 16, largest('dim') > 1024]).toEqual([true, true, true]);
    const lengths = new Set(cases.flatMap(lengthsOf));
    expect([...Array.from({ length: 41 }, (_, at) => at), 127, 128, 129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 2049, 20_011].filter((length) => !lengths.has(length))).toEqual([]);
    expect(cases.some(({ sizes }) => sizes['bags'] === 256 && sizes['dim'] === 128)).toBe(true);
  });

  it('are cut to what compiled-in sizes leave', () => {
    const cost = (operation: string, fixed: Sizes) => Math.max(...heldOutCases(signatureFor(operation), { fixed, seed: 7 }).map(({ arguments: inputs }) => Object.values(inputs).reduce((sum, { values }) => sum + values.length, 0)));
    expect(cost('pool-sum', { dim: 1024 })).toBeLessThan(1_100_000);
    expect(cost('interact-dot', { dim: 128, fields: 26 })).toBeLessThan(100_000);
    const pooled = heldOutCases(signatureFor('interact-dot-pooled'), { fixed: { dim: 64, fields: 26 }, seed: 7 });
    expect(Math.max(...pooled.map(({ sizes }) => sizes['lookups']! * 64 * 26 * 26))).toBeLessThan(200_000_000);
  });

  it('are halved where a block cannot be so wide', () => {
    const fits = ({ dim }: Sizes) => dim! % 4 === 0 && dim! <= 300;
    const widths = heldOutCases({ ...signatureFor('pool-sum'), statics: ['dim'] }, { fixed: {}, fits, seed: 7 }).map(({ sizes }) => sizes['dim']!);
    expect(widths.every((dim) => fits({ dim }))).toBe(true);
    expect(Math.max(...widths)).toBeGreaterThan(250);
  });
});

describe('tiny cases over bags', () => {
  const cases = tiny(signatureFor('pool-sum'));

  it('hold each hostile kind', () => {
    const lengths = cases.map(lengthsOf);
    expect([0, 1, 31, 32, 33].every((length) => lengths.flat().includes(length))).toBe(true);
    expect(lengths.some((bags) => bags[0] === 0 && bags.at(-1) === 0 && bags.slice(1, -1).includes(0) && Math.max(...bags) > 0)).toBe(true);
    expect(lengths.some((bags) => bags.length === 0)).toBe(true);
    expect(lengths.some((bags) => bags.length === 1)).toBe(true);
    expect(lengths.some((bags) => bags.length > 0 && Math.max(...bags) === 0)).toBe(true);
    expect([1, 3, 4, 31, 33].every((width) => cases.some(({ sizes }) => sizes['dim'] === width))).toBe(true);
    const lookups = cases.map((each) => ({ rows: indicesOf(each), last: each.sizes['rows']! - 1 }));
    expect(lookups.some(({ rows }) => rows.length > 4 && new Set(rows).size === 1)).toBe(true);
    expect(lookups.some(({ rows, last }) => rows.includes(0) && rows.includes(last))).toBe(true);
    expect(lookups.some(({ rows }) => rows.length > 4 && new Set(rows).size > 2 && rows.every((row, at) => at === 0 || row <= rows[at - 1]!))).toBe(true);
    expect(lookups.some(({ rows }) => rows.length > 4 && new Set(rows).size > 1 && new Set(rows).size < rows.length)).toBe(true);
  });

  it.each([[{}, 2000], [{ dim: 32 }, 2500], [{ dim: 64 }, 5000]])('cost the interpreter little, with %o fixed', (fixed, steps) => {
    for (let generation = 0; generation < 20; generation++) {
      const made = tiny(signatureFor('pool-sum'), fixed as Sizes, generation);
      expect(made.length).toBeLessThanOrEqual(12);
      expect(made.reduce((sum, { sizes }) => sum + sizes['lookups']! * sizes['dim']!, 0)).toBeLessThanOrEqual(steps);
    }
  });

  it.each([true, false])('never divide by weights that cancel, have negative and zero ones, and bags of zeros where that is defined (an operation: %s)', (named) => {
    const { operation, ...own } = signatureFor('pool-weighted-mean');
    const weighted = Array.from({ length: 10 }, (_, generation) => tiny(named ? { ...own, operation: operation! } : own, {}, generation)).flat();
    const all: number[] = [];
    let [zeros, bags] = [0, 0];
    for (const testCase of weighted) {
      const weights = [...(testCase.arguments['weights']!.values as Float32Array)];
      all.push(...weights);
      lengthsOf(testCase).reduce((start, length) => {
        const own = weights.slice(start, start + length);
        const [sum, absolute] = own.reduce(([s, a], weight) => [s! + weight, a! + Math.abs(weight)], [0, 0]) as [number, number];
        if (length === 0) return start;
        bags++;
        if (absolute === 0) zeros++;
        else expect(Math.abs(sum)).toBeGreaterThan(absolute / 8);
        return start + length;
      }, 0);
    }
    expect([zeros > 0, zeros < bags / 4]).toEqual([named, true]);
    expect([all.includes(0), all.includes(1), all.some((weight) => weight < 0)]).toEqual([true, true, true]);
  });
});

it('interactions meet 1, 2, 3 and 27 fields, one sample and none', () => {
  const cases = tiny(signatureFor('interact-dot'));
  expect([1, 2, 3, 27].every((fields) => cases.some(({ sizes }) => sizes['fields'] === fields))).toBe(true);
  expect([0, 1].every((batch) => cases.some(({ sizes }) => sizes['batch'] === batch))).toBe(true);
});

it('wide interactions of many fields are cut to a few samples on a device', () => {
  const cases = casesFor(signatureFor('interact-dot'), { fixed: { dim: 128, fields: 26 }, seed: 1, generation: 0 });
  expect(Math.max(...cases.map(({ sizes }) => sizes['batch']!))).toBe(4);
  expect(Math.max(...casesFor(signatureFor('interact-dot'), { fixed: {}, seed: 1, generation: 0 }).map(({ sizes }) => sizes['batch']!))).toBe(1030);
});

it('cells of a table are never near each other', () => {
  const { arguments: inputs } = tiny(signatureFor('pool-sum'))[0]!;
  const sorted = Array.from((inputs['table']!.values as Float32Array).filter((value) => !Number.isNaN(value)), Math.abs).sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((value, at) => value - sorted[at]!);
  expect(Math.min(...gaps)).toBeGreaterThan(0.4 / sorted.length);
});

describe("a user's own kernel", () => {
  const own: Signature = {
    name: 'own', description: '', statics: [],
    parameters: [
      { name: 'table', type: { scalar: 'f32', dims: [symbol('height'), operate(number(4), '*', symbol('quads'))] } },
      { name: 'rows', type: { scalar: 'i32', dims: [symbol('n'), number(2)] } },
      { name: 'bounds', type: { scalar: 'i32', dims: [operate(symbol('groups'), '+', number(1))] } },
      { name: 'scale', type: { scalar: 'f32', dims: [] } },
      { name: 'mask', type: { scalar: 'bool', dims: [symbol('groups')] } },
    ],
    roles: {
      table: { kind: 'values' }, rows: { kind: 'index', into: symbol('height') }, bounds: { kind: 'offsets', into: symbol('n') },
      scale: { kind: 'values' }, mask: { kind: 'values' },
    },
    returns: { scalar: 'f32', dims: [symbol('groups'), symbol('quads')] },
  };

  it('gets sound arguments by its roles alone', () => {
    fc.assert(fc.property(fc.nat(), (generation) => {
      for (const testCase of tiny(own, {}, generation)) expectSound(own, testCase);
    }), { numRuns: 20 });
  });

  it('gets sizes that come out whole', () => {
    const halved: Signature = {
      ...own, parameters: [{ name: 'x', type: { scalar: 'f32', dims: [symbol('batch'), symbol('dim')] } }], roles: { x: { kind: 'values' } },
      returns: { scalar: 'f32', dims: [symbol('batch'), operate(symbol('dim'), '/', number(4))] },
    };
    for (const { sizes } of tiny(halved)) expect(sizes['dim']! % 4).toBe(0);
    expect(() => tiny(halved, { dim: 6 })).toThrow('no sizes make every dimension of own a whole number');
  });
});

describe('a kernel made for certain sizes', () => {
  const signature: Signature = { ...signatureFor('pool-sum'), statics: ['dim'] };
  const fits = ({ dim }: Sizes) => dim! % 4 === 0;

  it('gets compiled-in widths that fit, and odd numbers of bags and rows all the same', () => {
    const cases = casesFor(signature, { fixed: {}, fits, seed: 3, generation: 0 });
    expect(cases.every(({ sizes }) => fits(sizes))).toBe(true);
    expect(cases.some(({ sizes }) => sizes['bags']! % 2 === 1)).toBe(true);
    expect(cases.some(({ sizes }) => sizes['rows']! % 2 === 1)).toBe(true);
    for (const each of cases) expectSound(signature, each);
    expect(heldOutCases(signature, { fixed: {}, fits, seed: 3 }).every(({ sizes }) => fits(sizes))).toBe(true);
  });

  it('is refused in one line where no width fits', () => {
    expect(() => casesFor(signature, { fixed: {}, fits: () => false, seed: 3, generation: 0 })).toThrow(/no sizes tried fit the launch of/);
  });
});

it('row numbers into several dimensions of one array, kept in few bits, are numbers of rows that there are', () => {
  const array = (name: string, scalar: 'f32' | 'u8' | 'i8', ...dims: string[]) => ({ name, type: { scalar, dims: dims.map(symbol) } });
  const signature: Signature = {
    name: 'decode', description: '', parameters: [array('book', 'f32', 'entries', 'dim'), array('codes', 'u8', 'n'), array('at', 'i8', 'n')], returns: { scalar: 'f32', dims: [symbol('n')] }, statics: [],
    roles: { book: { kind: 'values' }, codes: { kind: 'index', into: symbol('entries') }, at: { kind: 'index', into: symbol('dim') } },
  };
  for (const { name, sizes, arguments: { codes, at } } of [...casesFor(signature, { fixed: {}, seed: 1, generation: 0 }), ...heldOutCases(signature, { fixed: {}, seed: 1 })]) {
    for (const [{ values }, size] of [[codes!, sizes['entries']!], [at!, sizes['dim']!]] as const) {
      expect(Array.from(values as ArrayLike<number>).filter((row) => row < 0 || row >= size), name).toEqual([]);
    }
  }
});

it('an array over two sizes that grow alike is no larger than memory bears', () => {
  const matrix = (...dims: string[]) => ({ scalar: 'f32' as const, dims: dims.map(symbol) });
  const signature: Signature = { name: 'transpose', description: '', parameters: [{ name: 'x', type: matrix('n', 'm') }], returns: matrix('m', 'n'), statics: [], roles: { x: { kind: 'values' } } };
  const sizes = heldOutCases(signature, { fixed: {}, seed: 1 }).map((each) => each.sizes);
  expect(Math.max(...sizes.map(({ n, m }) => n! * m!))).toBeLessThanOrEqual(2 ** 22);
  expect(sizes.some(({ n, m }) => Math.max(n!, m!) > 1000)).toBe(true);
});
