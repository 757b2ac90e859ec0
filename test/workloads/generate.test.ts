import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Arguments, Scalar, Signature, WorkloadSpec } from '../../src/model/index.ts';
import { toBrain } from '../../src/util/scalars.ts';
import { generateArguments } from '../../src/workloads/generate.ts';
import { validateArguments } from '../../src/workloads/validate.ts';
import { gather, interactDot, interactFm, poolSum, poolWeightedMean } from './signatures.ts';

const base: WorkloadSpec = {
  name: 'small', operations: ['pool-sum'], sizes: { rows: 500, dim: 4, bags: 40 },
  bagLengths: { distribution: 'geometric', mean: 9 }, indices: { distribution: 'zipf', alpha: 1.05 }, dtype: 'f32', seed: 5,
};

function digest(inputs: Arguments): string {
  const hash = createHash('sha256');
  for (const [name, { shape, values }] of Object.entries(inputs)) {
    hash.update(`${name} ${shape.join()}\n`).update(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

test('the same specification and draw are the same bytes, here and on every machine', () => {
  const reuse: WorkloadSpec = { ...base, indices: { distribution: 'reuse', shareOfAccesses: [0.3, 0.2, 0.2, 0.2, 0.1] } };
  const uniform: WorkloadSpec = { ...base, indices: { distribution: 'uniform' }, bagLengths: { distribution: 'uniform', low: 0, high: 9 }, distinctInBag: true };
  const hashes = [base, reuse, uniform].map((spec) => digest(generateArguments(poolWeightedMean, spec, { draw: 'train-0' }).arguments));
  expect(hashes).toMatchInlineSnapshot(`
    [
      "3493a3554758dc0a",
      "e79e1c3694b524e7",
      "4f26596519f9bf4b",
    ]
  `);
});

test('another draw or seed is other inputs', () => {
  const of = (spec: WorkloadSpec, draw: string) => digest(generateArguments(poolSum, spec, { draw }).arguments);
  const all = [of(base, 'train-0'), of(base, 'train-1'), of(base, 'held-out'), of({ ...base, seed: 6 }, 'train-0')];
  expect(new Set(all).size).toBe(4);
});

test('the inputs of any specification are valid: offsets monotone, indices in range, values finite', () => {
  const bagLengths = fc.oneof(
    fc.record({ distribution: fc.constant('fixed' as const), length: fc.nat(20) }),
    fc.tuple(fc.nat(10), fc.nat(10)).map(([low, more]) => ({ distribution: 'uniform' as const, low, high: low + more })),
    fc.record({ distribution: fc.constant('geometric' as const), mean: fc.double({ min: 0, max: 20, noNaN: true }) }),
    fc.record({ distribution: fc.constant('listed' as const), lengths: fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }) }),
  );
  const indices = fc.oneof(
    fc.constant({ distribution: 'uniform' as const }),
    fc.record({ distribution: fc.constant('zipf' as const), alpha: fc.double({ min: 0, max: 5, noNaN: true }), shift: fc.double({ min: 0, max: 100, noNaN: true }) }),
    fc.constant({ distribution: 'reuse' as const, shareOfAccesses: [0.2, 0.3, 0.1, 0.2, 0.2] }),
  );
  fc.assert(fc.property(bagLengths, indices, fc.integer({ min: 700, max: 3000 }), fc.nat(30), (lengths, access, rows, bags) => {
    const spec: WorkloadSpec = { ...base, bagLengths: lengths, indices: access, sizes: { rows, dim: 2, bags } };
    const { sizes, arguments: inputs } = generateArguments(poolSum, spec, { draw: 'x' });
    validateArguments(poolSum, inputs, sizes);
    expect(inputs.offsets!.shape).toEqual([bags + 1]);
    expect(sizes).toEqual({ rows, dim: 2, bags, lookups: inputs.indices!.values.length });
  }), { numRuns: 60 });
});

test('distinct in bag: no row twice, even where a bag takes the whole table', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40 }), fc.double({ min: 0, max: 30, noNaN: true }), (rows, less, alpha) => {
    const length = Math.max(0, rows - less);
    const spec: WorkloadSpec = {
      ...base, distinctInBag: true, sizes: { rows, dim: 1, bags: 5 }, bagLengths: { distribution: 'fixed', length }, indices: { distribution: 'zipf', alpha },
    };
    const { indices } = generateArguments(poolSum, spec, { draw: 'x' }).arguments;
    for (let bag = 0; bag < 5; bag++) expect(new Set((indices!.values as Int32Array).slice(bag * length, (bag + 1) * length)).size).toBe(length);
  }), { numRuns: 60 });
  const long: WorkloadSpec = { ...base, distinctInBag: true, sizes: { rows: 8, dim: 1, bags: 2 }, bagLengths: { distribution: 'fixed', length: 9 } };
  expect(() => generateArguments(poolSum, long, { draw: 'x' })).toThrow('distinctInBag: bag 0 has 9 lookups, the table only 8 rows; allowed: bags no longer than the table');
});

test('floats fill [−1, 1) with full mantissas; the weights of a mean are positive', () => {
  const { table, weights } = generateArguments(poolWeightedMean, { ...base, sizes: { rows: 5000, dim: 4, bags: 100 } }, { draw: 'x' }).arguments;
  const values = table!.values as Float32Array;
  expect(values.every((value) => value >= -1 && value < 1)).toBe(true);
  expect(values.filter((value) => (value * 2 ** 24) % 2 !== 0).length / values.length).toBeCloseTo(0.5, 1);
  expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length)).toBeLessThan(0.02);
  expect((weights!.values as Float32Array).every((weight) => weight > 0 && weight <= 1)).toBe(true);
});

test('bag lengths follow their distribution', () => {
  const { sizes, arguments: { offsets } } = generateArguments(poolSum, { ...base, sizes: { ...base.sizes, bags: 20_000 } }, { draw: 'x' });
  expect(sizes.lookups! / 20_000).toBeCloseTo(9, 0);
  const bounds = offsets!.values as Int32Array;
  const empty = bounds.filter((bound, bag) => bag > 0 && bound === bounds[bag - 1]).length;
  expect(empty / 20_000).toBeCloseTo(1 / 10, 1.5); // P(0) = 1 / (1 + mean)
});

test('lookups without offsets: as given, or as many as the bags come to on average', () => {
  const { bagLengths: _, ...flat } = base;
  expect(generateArguments(gather, { ...flat, sizes: { rows: 10, dim: 2, lookups: 7 } }, { draw: 'x' }).sizes).toEqual({ rows: 10, dim: 2, lookups: 7 });
  expect(generateArguments(gather, base, { draw: 'x' }).sizes.lookups).toBe(360);
});

test('interactions need no indices', () => {
  const spec: WorkloadSpec = { name: 'dot', operations: ['interact-dot'], sizes: { batch: 3, fields: 5, dim: 4 }, dtype: 'f32', seed: 1 };
  expect(generateArguments(interactDot, spec, { draw: 'x' }).arguments.sparse!.shape).toEqual([3, 5, 4]);
  expect(generateArguments(interactFm, spec, { draw: 'x' }).arguments.vectors!.values.length).toBe(60);
});

const stored = (rows: Scalar, indices: Scalar): Signature => ({
  ...gather, parameters: gather.parameters.map(({ name, type }) => ({ name, type: { ...type, scalar: name === 'table' ? rows : indices } })),
});

test('narrow rows are the same ones, rounded; wide row numbers are the same ones', () => {
  const [plain, narrow] = [gather, stored('bf16', 'i64')].map((signature) => generateArguments(signature, base, { draw: 'x' }).arguments);
  expect(narrow!.table).toMatchObject({ scalar: 'bf16', values: (plain!.table!.values as Float32Array).map(toBrain) });
  expect(narrow!.indices).toMatchObject({ scalar: 'i64', values: BigInt64Array.from([...plain!.indices!.values as Int32Array], BigInt) });
});

test.each(['i8', 'u8', 'i32', 'u32', 'i64', 'bool'] as const)('%s values are those of the hostile inputs: what a kernel works out from them indexes nothing that those do not', (scalar) => {
  const { table } = generateArguments(stored(scalar, 'i32'), base, { draw: 'x' }).arguments;
  expect(table!.scalar).toBe(scalar);
  expect([...new Set(Array.from(table!.values as ArrayLike<number | bigint>, Number))].sort()).toEqual(scalar === 'bool' ? [0, 1] : [0, 1, 2, 3]);
});

test('row numbers are kept in as few bits as hold them', () => {
  const { indices } = generateArguments(stored('f32', 'u8'), { ...base, sizes: { ...base.sizes, rows: 256 } }, { draw: 'x' }).arguments;
  expect(indices!.values).toBeInstanceOf(Uint8Array);
  expect(Math.max(...indices!.values as Uint8Array)).toBeGreaterThan(127);
});

test('a workload that does not fit says what it lacks', () => {
  const dot: WorkloadSpec = { name: 'dot', operations: ['interact-dot'], sizes: { batch: 3, fields: 5, dim: 4 }, dtype: 'f32', seed: 1 };
  expect(() => generateArguments(gather, dot, { draw: 'x' })).toThrow('workload dot does not fit kernel gather: it gives no size rows, lookups, only batch, fields, dim; give it in "sizes" or take another workload');
  expect(() => generateArguments(poolSum, dot, { draw: 'x' })).toThrow('it gives no bag lengths, which offsets needs; give it "bagLengths"');
  expect(() => generateArguments(stored('f32', 'u8'), { ...base, sizes: { ...base.sizes, rows: 257 } }, { draw: 'x' })).toThrow('workload small: indices would hold numbers up to 256, which u8 does not; take smaller sizes or a wider type');
  expect(() => generateArguments(poolSum, { ...base, sizes: { rows: 1e9, dim: 64, bags: 1 } }, { draw: 'x' })).toThrow(/^workload small: its arrays take 256\.0 GB; allowed: /);
});
