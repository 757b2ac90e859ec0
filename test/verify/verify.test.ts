import { describe, expect, it } from 'vitest';
import type { Arguments, ArrayData, Signature } from '../../src/model/index.ts';
import { toHalf } from '../../src/util/scalars.ts';
import { casesFor, compareOutputs, goldenAnswer, oracleOf, verifyExecutable, workloadCase } from '../../src/verify/index.ts';
import type { Answer } from '../../src/verify/oracles/operation.ts';
import { executableOf } from './support/executable.ts';
import { pooling, sum } from './support/kernels.ts';
import type { Compute } from './support/kernels.ts';
import { cuembed, floats, integers, signatureFor } from './support/signatures.ts';

const signature = signatureFor('pool-sum');
const right = pooling(({ value }, start, end, column) => sum(start, end, (lookup) => value(lookup, column)));
const { weights: _, ...inputs } = cuembed;
const known = workloadCase(signature, 'the known answer', inputs);
const verify = (compute: Compute, cases = [known]) => verifyExecutable(executableOf(signature, compute), signature, cases, oracleOf(signature));

describe('verifyExecutable', () => {
  it('accepts a right kernel, with its error', async () => {
    expect(await verify(right)).toEqual({ ok: true, error: 0, cases: 1 });
  });

  it('names case and place of what is wrong', async () => {
    expect(await verify((given) => right(given).map((value, at) => (at === 6 ? value + 1 : value)))).toEqual({
      ok: false, dirty: false, kind: 'wrong', testCase: 'the known answer', where: 'pooled[1][2]', detail: 'got 23, expected 22',
    });
  });

  it('catches a kernel that is right only the first time, even if it reuses its buffer', async () => {
    let runs = 0;
    const buffer = new Float32Array(8);
    const result = await verify((given) => {
      buffer.set(right(given));
      if (runs++ > 0) buffer[5] = 0.5;
      return buffer;
    });
    expect(result).toEqual({ ok: false, dirty: false, kind: 'wrong', testCase: 'the known answer', where: 'pooled[1][1]', detail: 'two runs differ: 20, then 0.5' });
  });

  it('catches a kernel that writes its input', async () => {
    const table = cuembed['table']!;
    const own = workloadCase(signature, 'writable', { ...inputs, table: { ...table, values: table.values.slice() } });
    const result = await verify((given) => {
      const out = right(given);
      given['table']!.values[19] = 0;
      return out;
    }, [own]);
    expect(result).toMatchObject({ kind: 'wrong', testCase: 'writable', where: 'table', detail: 'the kernel changed its input' });
  });

  it('runs only the largest case twice', async () => {
    const cases = casesFor(signature, { fixed: {}, seed: 1, generation: 0, level: 'tiny' });
    const executable = executableOf(signature, right);
    const result = await verifyExecutable(executable, signature, cases, oracleOf(signature));
    const launched = cases.filter(({ sizes }) => sizes['bags']! > 0).length;
    expect(result).toMatchObject({ ok: true, cases: launched });
    expect(executable.launches).toBe(launched + 1);
  });

  it('lets through what the executable throws', async () => {
    await expect(verify(() => { throw new Error('the device is gone'); })).rejects.toThrow('the device is gone');
  });
});

describe("a user's own computation", () => {
  const { operation: __, ...own }: Signature = signature;
  const reference = (given: Arguments) => {
    const answer = oracleOf(signature)(workloadCase(signature, '', given));
    return { exact: answer.expected, rounded: answer.expected };
  };

  it('is held against its reference', async () => {
    const cases = casesFor(own, { fixed: {}, seed: 5, generation: 1, level: 'tiny' });
    const oracle = oracleOf(own, reference);
    expect(await verifyExecutable(executableOf(own, right), own, cases, oracle)).toMatchObject({ ok: true });
    const dropped = pooling(({ value }, start, end, column) => sum(start, end - 1, (lookup) => value(lookup, column)));
    expect(await verifyExecutable(executableOf(own, dropped), own, cases, oracle)).toMatchObject({ kind: 'wrong', where: expect.stringMatching(/^output\[/) });
  });

  it('needs a reference', () => {
    expect(() => oracleOf(own)(known)).toThrow('kernel names no @operation and has no reference');
  });
});

describe('oracleOf', () => {
  it('answers a case once', () => {
    const oracle = oracleOf(signature);
    expect(oracle(known)).toBe(oracle(known));
  });

  it('takes the answer of a golden file, if it has the shape', () => {
    const answer = oracleOf(signature)(known);
    const golden = goldenAnswer(answer, floats([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]));
    expect([...golden.expected]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(golden.roundings[0]).toBe(3);
    const unrounded = goldenAnswer(answer, { scalar: 'f32', shape: [2, 4], values: Float64Array.from(answer.expected) });
    expect(unrounded.roundings[0]).toBe(2);
    expect(goldenAnswer({ ...answer, roundings: new Float64Array(8) }, floats([2, 4], answer.expected)).roundings[0]).toBe(0);
    expect(() => goldenAnswer(answer, floats([8], Array(8).fill(0)))).toThrow('the array expected is [8], but the kernel\'s result for these arguments is [2][4]');
  });

  it('allows for the rounding of an answer that came as float16: sums may be off by it, copies show what was rounded', () => {
    const half = (values: readonly number[]): ArrayData => ({ scalar: 'f16', shape: [1, 2], values: Float32Array.from(values) });
    const stored = (values: readonly number[]) => floats([1, 2], values);
    const copy: Answer = { shape: [1, 2], expected: Float64Array.of(Math.fround(0.1), 3), magnitude: Float64Array.of(0.1, 3), roundings: new Float64Array(2) };
    expect(compareOutputs(goldenAnswer(copy, half([toHalf(0.1), 3])), stored([0.1, 3]))).toMatchObject({ ok: true, error: 0 });
    expect(compareOutputs(goldenAnswer(copy, half([toHalf(0.1), 3])), stored([toHalf(0.1), 3]))).toMatchObject({ ok: false, where: 'output[0][0]' });
    expect(compareOutputs(goldenAnswer(copy, half([0.5, 3])), stored([0.1, 3]))).toMatchObject({ ok: false, where: 'output[0][0]' });
    const sum = goldenAnswer({ ...copy, roundings: Float64Array.of(1, 1) }, half([toHalf(0.1), 3]));
    expect(compareOutputs(sum, stored([0.1, 3]))).toMatchObject({ ok: true });
    expect(compareOutputs(sum, stored([0.1, 3.01]))).toMatchObject({ ok: false, where: 'output[0][1]' });
    expect(compareOutputs(goldenAnswer({ ...copy, roundings: Float64Array.of(1, 1) }, stored([toHalf(0.1), 3])), stored([0.1, 3]))).toMatchObject({ ok: false });
  });
});

it('a workload whose arrays contradict each other is no case', () => {
  const more: Arguments = { table: floats([2, 2], [1, 2, 3, 4]), indices: integers([0]), offsets: integers([]) };
  expect(() => workloadCase(signature, 'odd', more)).toThrow('dimension 1 of offsets is 0');
});
