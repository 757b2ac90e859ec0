import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signature, Sizes } from '../../src/model/index.ts';
import { bindSizes, evaluateSize } from '../../src/util/size-expression.ts';
import { casesFor, heldOutCases, operations, rolesOf } from '../../src/verify/index.ts';
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
const digest = (cases: TestCase[]) => JSON.stringify(cases.map(({ name, arguments: inputs }) => [name, Object.values(inputs).map(({ values }) => [...(values as Float32Array)])]));

/** Every argument fits its type and role. */
function expectSound(signature: Signature, { sizes, arguments: inputs }: TestCase): void {
  expect(bindSizes(signature, Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape])))).toMatchObject(sizes);
  for (const { name, type } of signature.parameters) {
    const { scalar, shape, values } = inputs[name]!;
    expect(scalar).toBe(type.scalar);
    expect(values.length).toBe(shape.reduce((product, size) => product * size, 1));
    const role = rolesOf(signature)[name]!;
    const numbers = Array.from(values as Float32Array);
    if (role.kind === 'values') expect(numbers.every((value) => value === 0 || (Math.abs(value) >= 2 ** -100 && Math.abs(value) < 2 ** 60))).toBe(true);
    if (role.kind === 'index' && role.outside !== 'any') expect(numbers.every((row) => row >= (role.outside === 'pruned' ? -1 : 0) && row < evaluateSize(role.into, sizes))).toBe(true);
    if (role.kind === 'offsets') {
      expect([numbers[0], numbers.at(-1)]).toEqual([0, evaluateSize(role.into, sizes)]);
      expect(numbers.every((value, at) => at === 0 || value >= numbers[at - 1]!)).toBe(true);
    }
  }
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

  it('never divide by weights that cancel, and have negative and zero ones', () => {
    const weighted = Array.from({ length: 10 }, (_, generation) => tiny(signatureFor('pool-weighted-mean'), {}, generation)).flat();
    const all: number[] = [];
    for (const testCase of weighted) {
      const weights = [...(testCase.arguments['weights']!.values as Float32Array)];
      all.push(...weights);
      lengthsOf(testCase).reduce((start, length) => {
        const own = weights.slice(start, start + length);
        const [sum, absolute] = own.reduce(([s, a], weight) => [s! + weight, a! + Math.abs(weight)], [0, 0]) as [number, number];
        if (length > 0) expect(Math.abs(sum)).toBeGreaterThan(absolute / 8);
        return start + length;
      }, 0);
    }
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
  const sorted = Array.from(inputs['table']!.values as Float32Array, Math.abs).sort((a, b) => a - b);
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
