import { describe, expect, it } from 'vitest';
import type { Scalar, Signature } from '../../src/model/index.ts';
import { toBrain, toHalf } from '../../src/util/scalars.ts';
import { casesFor, operations, oracleOf, verifyExecutable, type TestCase } from '../../src/verify/index.ts';
import { executableOf } from './support/executable.ts';
import type { Compute } from './support/kernels.ts';
import { rightKernels } from './support/right-kernels.ts';
import { inTypes, signatureFor } from './support/signatures.ts';
import { wrongKernels } from './support/wrong-kernels.ts';

/** Rows, vectors and results in f16 and bf16: what computes in f32 and rounds once at the end is right, slips are still seen. */
const narrow = [['f16', toHalf], ['bf16', toBrain]] as const;

/** The head with every float stored so. */
function storedIn(operation: string, scalar: Scalar, more: Partial<Signature> = {}): Signature {
  const floats = signatureFor(operation).parameters.filter(({ type }) => type.scalar === 'f32').map(({ name }) => [name, scalar]);
  return inTypes(operation, Object.fromEntries(floats), scalar, more);
}
const rounded = (compute: Compute, round: (value: number) => number): Compute => (inputs) => compute(inputs).map(round);
const verify = (signature: Signature, compute: Compute, cases: readonly TestCase[]) =>
  verifyExecutable(executableOf(signature, compute), signature, cases, oracleOf(signature), { launchEmpty: true });

describe.each(narrow)('%s', (scalar, round) => {
  it.each(operations.map(({ name }) => name))('%s is given values that the type holds, and none whose answer overflows', (name) => {
    const signature = storedIn(name, scalar);
    const oracle = oracleOf(signature);
    for (const testCase of casesFor(signature, { fixed: {}, seed: 'held', generation: 0 })) {
      for (const { name: parameter, type } of signature.parameters) {
        const array = testCase.arguments[parameter]!;
        expect(array.scalar).toBe(type.scalar);
        if (type.scalar === scalar) expect((array.values as Float32Array).every((value) => Object.is(round(value), value))).toBe(true);
      }
      expect(oracle(testCase).expected.every((value) => Math.abs(value) < (scalar === 'f16' ? 65504 : 1e38))).toBe(true);
    }
  });

  it.each(rightKernels)('$operation: $name is accepted', async ({ operation, compute, profile }) => {
    const signature = storedIn(operation, scalar, profile === undefined ? {} : { profile });
    expect(await verify(signature, rounded(compute, round), casesFor(signature, { fixed: {}, seed: 'held', generation: 1 }))).toMatchObject({ ok: true });
  });

  it.each(wrongKernels)('%s: %s is caught', async (operation, _, compute) => {
    const signature = storedIn(operation, scalar);
    expect(await verify(signature, rounded(compute, round), casesFor(signature, { fixed: {}, seed: 'score', generation: 0 }))).toMatchObject({ ok: false });
  });

  it('a copy into it is the nearest value, to the bit', async () => {
    const signature = inTypes('gather', {}, scalar);
    const gather = rightKernels.find(({ operation }) => operation === 'gather')!.compute;
    const cases = casesFor(signature, { fixed: {}, seed: 3, generation: 0 });
    expect(await verify(signature, rounded(gather, round), cases)).toMatchObject({ ok: true, error: 0 });
    const upwards = rounded(gather, (value) => round(value * (1 + (scalar === 'f16' ? 2 ** -11 : 2 ** -8))));
    expect(await verify(signature, upwards, cases)).toMatchObject({ ok: false });
  });
});

it('what was summed in the narrow type is refused', async () => {
  const signature = storedIn('pool-sum', 'bf16');
  const narrowSum: Compute = (inputs) => {
    const [table, indices, offsets] = ['table', 'indices', 'offsets'].map((name) => inputs[name]!.values as Float32Array) as [Float32Array, Float32Array, Float32Array];
    const dim = inputs['table']!.shape[1]!;
    const out = new Float32Array((offsets.length - 1) * dim);
    for (let at = 0; at < out.length; at++) {
      const bag = Math.floor(at / dim);
      for (let j = offsets[bag]!; j < offsets[bag + 1]!; j++) out[at] = toBrain(out[at]! + table[indices[j]! * dim + (at % dim)]!);
    }
    return out;
  };
  expect(await verify(signature, narrowSum, casesFor(signature, { fixed: {}, seed: 4, generation: 0 }))).toMatchObject({ ok: false });
});
