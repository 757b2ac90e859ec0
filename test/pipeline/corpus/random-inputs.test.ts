import { describe, expect, it } from 'vitest';
import { check } from '../../../src/dialect/index.ts';
import type { Sizes } from '../../../src/model/index.ts';
import { loadKernel } from '../../../src/pipeline/1-parse.ts';
import { randomInputs } from '../../../src/pipeline/corpus/random-inputs.ts';
import { madeFor } from '../../../src/sanitize/index.ts';
import { oracleOf } from '../../../src/verify/index.ts';

const inputsOf = (name: string, fits: (sizes: Sizes) => boolean = () => true, seed = 1) => {
  const { signature } = loadKernel(name).kernel;
  const inputs = randomInputs(signature, { fits, seed, oracle: oracleOf(signature) });
  return Array.from({ length: inputs.count }, (_, number) => inputs.at(number));
};

describe('random inputs', () => {
  it('are the same for the same seed and others for another', () => {
    const values = (seed: number) => inputsOf('gather', undefined, seed).map(({ sizes, arguments: { table } }) => [sizes, table!.values.slice(0, 100)]);
    expect(values(3)).toEqual(values(3));
    expect(values(4)).not.toEqual(values(3));
  });

  it('have small and large sizes, empty and long bags, values of either sign, zeros and many magnitudes', () => {
    const cases = inputsOf('pool-sum');
    const bags = cases.map(({ sizes }) => sizes.bags!);
    expect(Math.min(...bags)).toBe(1);
    expect(Math.max(...bags)).toBeGreaterThan(1024);
    const lengths = cases.flatMap(({ arguments: { offsets } }) => Array.from((offsets!.values as Int32Array).subarray(1), (end, bag) => end - (offsets!.values as Int32Array)[bag]!));
    expect(Math.min(...lengths)).toBe(0);
    expect(Math.max(...lengths)).toBeGreaterThan(256);
    const values = cases.flatMap(({ arguments: { table } }) => Array.from(table!.values as Float32Array).slice(0, 50));
    expect(values.some((value) => value === 0) && values.some((value) => value < -100) && values.some((value) => value > 100)).toBe(true);
    expect(values.filter((value) => value !== 0 && Math.abs(value) < 0.0002).length).toBeGreaterThan(20);
    expect(cases.some(({ arguments: { table } }) => (table!.values as Float32Array).every((value) => value <= 0))).toBe(true);
  });

  it('are huge in one size each, or in one bag, at the end; half of them hold NaN where nobody asks', () => {
    const cases = inputsOf('pool-sum');
    const largest = (symbol: string) => Math.max(...cases.map(({ sizes }) => sizes[symbol]!));
    expect([largest('rows') > 2 ** 15, largest('dim') > 512, largest('bags') > 4096]).toEqual([true, true, true]);
    expect(cases.some(({ sizes }) => sizes.bags === 1 && sizes.lookups! > 4096)).toBe(true);
    const unread = cases.filter(({ arguments: { table } }) => (table!.values as Float32Array).some(Number.isNaN));
    expect(unread.length).toBeGreaterThan(10);
    expect(unread.length).toBeLessThan(50);
  });

  it('have a row of each of several tables, wherever these are', () => {
    for (const { sizes, arguments: inputs } of inputsOf('pool-sum-tables')) {
      expect(sizes.elements!).toBeGreaterThanOrEqual(sizes.total!);
      expect(inputs.starts!.values.every((start) => Number(start) >= 0)).toBe(true);
    }
  });

  it('fit what a kernel is made for', () => {
    const checked = check(loadKernel('gather-grid').kernel, 'any');
    if (!checked.ok) throw new Error(checked.detail);
    const cases = inputsOf('gather-grid', (sizes) => madeFor(checked.typed, sizes));
    expect(cases.every(({ sizes }) => sizes.dim! % 4 === 0)).toBe(true);
    expect(new Set(cases.map(({ sizes }) => sizes.dim)).size).toBeGreaterThan(5);
  });

  it('always have an answer', () => {
    const { signature } = loadKernel(new URL('../../../corpus/wrong/pool-weighted-mean.js', import.meta.url).pathname).kernel;
    const oracle = oracleOf(signature);
    const inputs = randomInputs(signature, { fits: () => true, seed: 2, oracle });
    for (let number = 0; number < inputs.count; number++) expect(oracle(inputs.at(number)).expected.every(Number.isFinite)).toBe(true);
  });
});
