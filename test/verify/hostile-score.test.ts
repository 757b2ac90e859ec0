import { describe, expect, it } from 'vitest';
import { casesFor, heldOutCases, oracleOf, verifyExecutable } from '../../src/verify/index.ts';
import { executableOf } from './support/executable.ts';
import { at, interaction, pairAt, pooling, sum, type Compute, type Pool } from './support/kernels.ts';
import { poolOfGather, rightKernels } from './support/right-kernels.ts';
import { signatureFor } from './support/signatures.ts';
import { wrongKernels } from './support/wrong-kernels.ts';

/** The gate scored by what it is for: known-wrong kernels that it must kill, right ones that it must let live. */
const plain = ({ value }: Pool, start: number, end: number, column: number) => sum(start, end, (lookup) => value(lookup, column));
const levels = ['tiny', 'device'] as const;

describe.each(levels)('every known-wrong kernel is caught by %s cases', (level) => {
  it.each(wrongKernels)('%s: %s', async (operation, _, compute) => {
    const signature = signatureFor(operation);
    const oracle = oracleOf(signature);
    const seeds = level === 'tiny' ? 8 : 1;
    for (let generation = 0; generation < seeds; generation++) {
      const cases = casesFor(signature, { fixed: {}, seed: 'score', generation, level });
      const result = await verifyExecutable(executableOf(signature, compute), signature, cases, oracle);
      expect(result.ok, `seed ${generation}`).toBe(false);
    }
  });
});

/** Kernels that are right up to a round number: only large cases tell, and the device's must hold one past each. */
const rightUpTo: readonly (readonly [operation: string, name: string, compute: Compute])[] = [
  ...[64, 128].map((columns) => ['pool-sum', `at most ${columns} columns`, pooling((pool, start, end, column) => (column < columns ? plain(pool, start, end, column) : 0))] as const),
  ...[256, 512, 1024].map((bags) => ['pool-sum', `at most ${bags} bags`, pooling((pool, start, end, column, bag) => (bag < bags ? plain(pool, start, end, column) : 0))] as const),
  ...[512, 1024, 2048].map((lookups) => ['pool-sum', `at most ${lookups} lookups in a bag`, pooling((pool, start, end, column) => plain(pool, start, Math.min(end, start + lookups), column))] as const),
  ...[64, 128].map((columns) => ['interact-dot', `at most ${columns} columns`, interaction(({ dim, vector, dot }, x) =>
    (x < dim ? vector(0, x) : dot(...pairAt(x - dim), 0, Math.min(dim, columns))))] as const),
  ...[27, 32, 64].map((fields) => ['interact-dot', `at most ${fields} fields`, interaction(({ dim, vector, dot }, x) => {
    if (x < dim) return vector(0, x);
    const [row, column] = pairAt(x - dim);
    return row <= fields ? dot(row, column) : 0;
  })] as const),
  ...[512, 1024].map((lookups) => ['gather', `at most ${lookups} lookups`, (inputs) => {
    const { table, indices, dim } = poolOfGather(inputs);
    return Float32Array.from({ length: indices.length * dim }, (_, x) => (x < lookups * dim ? at(table, at(indices, Math.floor(x / dim)) * dim + (x % dim)) : 0));
  }] as const satisfies readonly [string, string, Compute]),
];

describe('what stops at a round number is caught by device and by held-out cases', () => {
  it.each(rightUpTo)('%s: %s', async (operation, _, compute) => {
    const signature = signatureFor(operation);
    const oracle = oracleOf(signature);
    for (const cases of [casesFor(signature, { fixed: {}, seed: 'round', generation: 0 }), heldOutCases(signature, { fixed: {}, seed: 'round' })]) {
      expect((await verifyExecutable(executableOf(signature, compute), signature, cases, oracle)).ok).toBe(false);
    }
  });
});

describe('right kernels are never refused', () => {
  it.each(rightKernels)('$operation: $name', async ({ operation, compute, profile }) => {
    const signature = signatureFor(operation, profile === undefined ? {} : { profile });
    const oracle = oracleOf(signature);
    const accepts = async (cases: ReturnType<typeof casesFor>) => {
      const result = await verifyExecutable(executableOf(signature, compute), signature, cases, oracle, { launchEmpty: true });
      expect(result).toMatchObject({ ok: true, cases: cases.length });
    };
    for (let generation = 0; generation < 15; generation++) await accepts(casesFor(signature, { fixed: {}, seed: 1, generation, level: 'tiny' }));
    for (let generation = 0; generation < 2; generation++) await accepts(casesFor(signature, { fixed: {}, seed: 2, generation }));
    await accepts(heldOutCases(signature, { fixed: {}, seed: 3 }));
  });
});

/** A wide row that is compiled in leaves the tiny cases fewer lookups: what hangs on 32 of them or on other widths is the device's to find. */
it('wide tiny cases catch all that does not hang on long bags or odd widths', async () => {
  const survivors: string[] = [];
  for (const [operation, name, compute] of wrongKernels) {
    const signature = signatureFor(operation);
    const cases = casesFor(signature, { fixed: { dim: 64 }, seed: 'wide', generation: 0, level: 'tiny' });
    const result = await verifyExecutable(executableOf(signature, compute), signature, cases, oracleOf(signature));
    if (result.ok) survivors.push(`${operation}: ${name}`);
  }
  expect(survivors).toEqual([
    'gather: width cut to a multiple of 4', // right for 64
    'pool-sum: at most 32 lookups',
    'pool-sum: at most 31 lookups',
    'pool-sum: width cut to a multiple of 4',
    'interact-dot: tail of 4 columns skipped',
  ]);
});
