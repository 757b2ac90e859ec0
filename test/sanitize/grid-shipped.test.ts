import { expect, test } from 'vitest';
import type { Sizes } from '../../src/model/index.ts';
import { madeFor, reference, sanitize, stepsOf } from '../../src/sanitize/index.ts';
import { casesFor, compareOutputs, oracleOf } from '../../src/verify/index.ts';
import { gridKernels } from '../dialect/grid-kernels.ts';
import { typedKernel } from './kernels.ts';

const named = Object.entries(gridKernels);
/** The matrix kernel takes 15 fields at most. */
const fixedFor = (name: string): Sizes => (name === 'interactMatrix' ? { fields: 5 } : {});

test.each(named)('%s has no fault on any hostile case that it is made for', (name, text) => {
  const typed = typedKernel(text);
  for (let generation = 0; generation < 5; generation++) {
    const cases = casesFor(typed.kernel.signature, { fixed: fixedFor(name), fits: (sizes) => madeFor(typed, sizes), seed: 5, generation, level: 'tiny' });
    const result = sanitize(typed, cases, { budgets: stepsOf(typed, cases) });
    if (!result.ok) throw new Error(result.detail);
  }
});

test.each(named.filter(([, text]) => text.includes('@operation')))('%s computes its operation', (name, text) => {
  const typed = typedKernel(text);
  const { signature } = typed.kernel;
  const [expectedOf, compute] = [oracleOf(signature), reference(typed)];
  const half = name === 'interactMatrix'; // keeps its vectors in f16
  for (let generation = 0; generation < 5; generation++) {
    const cases = casesFor(signature, { fixed: fixedFor(name), fits: (sizes) => madeFor(typed, sizes), seed: 6, generation, level: 'tiny' })
      .filter(({ arguments: inputs }) => !half || Object.values(inputs).every(({ values }) => values.every((value) => value === 0 || (Math.abs(Number(value)) >= 2 ** -14 && Math.abs(Number(value)) < 65_504))));
    const result = sanitize(typed, cases);
    if (!result.ok) throw new Error(result.detail);
    for (const [at, testCase] of cases.entries()) {
      const answer = expectedOf(testCase);
      const output = { scalar: 'f32', shape: answer.shape, values: result.outputs[at]! } as const;
      expect(compareOutputs(answer, output, half ? { tolerance: { rtol: 2 ** -9, atol: 2 ** -9 } } : {})).toMatchObject({ ok: true });
      const exact = compute(testCase.arguments, testCase.sizes);
      if ('kind' in exact) throw new Error(exact.detail);
      answer.expected.forEach((value, each) => expect(Math.abs(exact[each]! - value)).toBeLessThanOrEqual(1e-12 * answer.magnitude[each]!));
    }
  }
});
